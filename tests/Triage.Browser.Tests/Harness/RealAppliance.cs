using Grpc.Net.Client;
using Microsoft.Extensions.Logging;
using Triage.Server.Cli;
using Triage.Server.Configuration;
using Triage.Server.Hosting;
using Triage.Server.Tests;
using V1 = Triage.Server.Protos.V1;

namespace Triage.Browser.Tests.Harness;

/// <summary>The appliance as it is delivered, models included, on free ports; sample calls are played to it as the demo does.</summary>
internal sealed class RealAppliance : IAsyncDisposable
{
    private readonly GrpcChannel _channel;

    private RealAppliance(ApplianceHost host) => (Host, _channel) = (host, GrpcChannel.ForAddress(host.Grpc));

    public ApplianceHost Host { get; }

    public static async Task<RealAppliance> StartAsync()
    {
        var configuration = new TriageConfiguration { Listen = TestAppliance.AnyPort, Stop = new() { Drain = TimeSpan.FromSeconds(5) } };
        var host = await ApplianceHost.StartAsync(configuration, ApplianceDesk.Create, TimeProvider.System, logging => logging.SetMinimumLevel(LogLevel.Warning), TestAppliance.Ct);
        await host.Ready.WaitAsync(TestAppliance.Ct);
        return new(host);
    }

    /// <summary>Plays a sample call in real time from now on.</summary>
    /// <param name="name">A file of samples/calls without its ending.</param>
    public PlayedCall Play(string name)
    {
        var played = new PlayedCall(name);
        played.Completion = PlayAsync(played);
        return played;
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await Host.StopAsync();
        await Host.DisposeAsync();
    }

    private async Task PlayAsync(PlayedCall played)
    {
        using var recording = RecordingSource.Open(Triage.Tests.TestPaths.InRoot("samples", "calls", played.CallId + ".wav"), null);
        await new CallPlayer(TimeProvider.System).PlayAsync(_channel, recording, played.CallId, 1, played, TestAppliance.Ct);
    }
}

/// <summary>A call under way: the moment of its media time 0 and its events so far.</summary>
internal sealed class PlayedCall(string callId) : ICallScreen
{
    private readonly Lock _gate = new();
    private readonly List<V1.CallEvent> _events = [];
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string CallId => callId;

    /// <summary>Completes when the call is over; faults when it did not end as completed.</summary>
    public Task Completion { get; set; } = Task.CompletedTask;

    /// <summary>The appliance has taken the call.</summary>
    public Task Opened => _opened.Task;

    /// <summary>Wall time of media time 0, a little early: what is measured from it is not flattered.</summary>
    public DateTimeOffset Start { get; private set; }

    public IReadOnlyList<V1.CallEvent> Events
    {
        get
        {
            lock (_gate)
                return [.. _events];
        }
    }

    public void Started(string id) => Start = TimeProvider.System.GetUtcNow();

    public void Show(V1.CallEvent happened)
    {
        lock (_gate)
            _events.Add(happened);
        _opened.TrySetResult();
    }
}
