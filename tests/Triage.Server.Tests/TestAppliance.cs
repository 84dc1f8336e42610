using System.Collections.Concurrent;
using System.Net;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging;
using Triage.Server.Configuration;
using Triage.Server.Grpc;
using Triage.Server.Hosting;
using V1 = Triage.Server.Protos.V1;

namespace Triage.Server.Tests;

/// <summary>The real appliance on free ports over a scripted desk; a message logged as an error fails the test unless it was expected.</summary>
internal sealed class TestAppliance : IAsyncDisposable
{
    private readonly LogCapture _log;
    private bool _stopped;

    private TestAppliance(ApplianceHost host, ScriptedDesk desk, LogCapture log)
    {
        (Host, Desk, _log) = (host, desk, log);
        Channel = GrpcChannel.ForAddress(host.Grpc);
        Client = new(Channel);
    }

    public ApplianceHost Host { get; }

    public ScriptedDesk Desk { get; }

    public GrpcChannel Channel { get; }

    public V1.CallTriage.CallTriageClient Client { get; }

    public bool ExpectsErrors { get; set; }

    public IEnumerable<string> Logged => _log.Lines.Select(line => line.Text);

    /// <summary>Completes once the numbered message has been logged.</summary>
    public Task LoggedAsync(int eventId) => _log.Seen.GetOrAdd(eventId, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task.WaitAsync(Ct);

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static ListenConfiguration AnyPort { get; } = new() { Grpc = new(IPAddress.Loopback, 0), Web = new(IPAddress.Loopback, 0) };

    public static async Task<TestAppliance> StartAsync(ScriptedDesk? desk = null, CallStreamOptions? streams = null, TimeSpan? drain = null, bool waitReady = true,
        DeskFactory? desks = null, ListenConfiguration? listen = null, EvidenceConfiguration? evidence = null)
    {
        desk ??= new();
        var log = new LogCapture();
        var configuration = new TriageConfiguration { Listen = listen ?? AnyPort, Stop = new() { Drain = drain ?? TimeSpan.FromSeconds(5) }, Evidence = evidence ?? new() };
        var host = await ApplianceHost.StartAsync(configuration, desks ?? ((_, _) => desk), TimeProvider.System, log.Attach, Ct, streams, evidence: evidence?.At(AppContext.BaseDirectory));
        if (waitReady)
            await host.Ready.WaitAsync(Ct);
        return new(host, desk, log);
    }

    public static V1.CallAudio Setup(string id = "c1", Action<V1.CallSetup>? change = null)
    {
        var setup = new V1.CallSetup
        {
            CallId = id, Channels = { V1.Channel.Operator, V1.Channel.Caller }, Encoding = V1.AudioEncoding.Pcm16, SampleRateHz = 8000,
        };
        change?.Invoke(setup);
        return new() { Setup = setup };
    }

    /// <summary>Audio of two channels of 16 bits at 8 kHz.</summary>
    public static V1.CallAudio Audio(double startS, double durationS = 0.1) =>
        new() { Audio = new() { StartS = startS, Data = Google.Protobuf.ByteString.CopyFrom(new byte[(int)(durationS * 8000) * 4]) } };

    /// <summary>Opens a call and waits for its first event.</summary>
    public async Task<AsyncDuplexStreamingCall<V1.CallAudio, V1.CallEvent>> OpenAsync(V1.CallAudio? setup = null, CancellationToken ct = default)
    {
        var call = Client.StreamCall(cancellationToken: ct);
        await call.RequestStream.WriteAsync(setup ?? Setup(), Ct);
        Assert.True(await call.ResponseStream.MoveNext(Ct));
        Assert.Equal(V1.CallEvent.EventOneofCase.Opened, call.ResponseStream.Current.EventCase);
        return call;
    }

    public static async Task<List<V1.CallEvent>> ReadAllAsync(IAsyncStreamReader<V1.CallEvent> events)
    {
        var all = new List<V1.CallEvent>();
        while (await events.MoveNext(Ct))
            all.Add(events.Current);
        return all;
    }

    /// <summary>Reads to the last event of a call; the status behind it may get lost when the appliance stops.</summary>
    public static async Task<List<V1.CallEvent>> ReadToEndedAsync(IAsyncStreamReader<V1.CallEvent> events)
    {
        var all = new List<V1.CallEvent>();
        do
        {
            Assert.True(await events.MoveNext(Ct), "the stream ended without `ended`");
            all.Add(events.Current);
        }
        while (events.Current.Ended is null);
        return all;
    }

    /// <summary>Reads to the end of a stream that fails.</summary>
    public static async Task<(List<V1.CallEvent> Events, RpcException Failure)> ReadToFailureAsync(IAsyncStreamReader<V1.CallEvent> events)
    {
        var all = new List<V1.CallEvent>();
        var failure = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await events.MoveNext(Ct))
                all.Add(events.Current);
        });
        return (all, failure);
    }

    public async Task<bool> StopAsync()
    {
        _stopped = true;
        return await Host.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        if (!_stopped)
            await Host.StopAsync();
        await Host.DisposeAsync();
        if (!ExpectsErrors)
            Assert.DoesNotContain(_log.Lines, line => line.Level >= LogLevel.Error);
    }
}

/// <summary>Keeps what is logged.</summary>
internal sealed class LogCapture : ILoggerProvider
{
    public ConcurrentQueue<(LogLevel Level, string Text)> Lines { get; } = new();

    public ConcurrentDictionary<int, TaskCompletionSource> Seen { get; } = new();

    public void Attach(ILoggingBuilder logging) => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(this);

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(LogCapture capture, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            capture.Lines.Enqueue((logLevel, $"{category}[{eventId.Id}] {formatter(state, exception)} {exception}"));
            capture.Seen.GetOrAdd(eventId.Id, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        }
    }
}
