using System.Threading.Channels;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using V1 = Triage.Server.Protos.V1;

namespace Triage.Server.Benchmarks.Load;

/// <summary>What a client process is asked to do.</summary>
/// <param name="WarmUpS">Seconds in which the calls begin and settle.</param>
/// <param name="MeasuredS">Seconds after it whose events count.</param>
/// <param name="DrainS">Seconds after these in which every call must have ended.</param>
internal sealed record ClientWork(Uri Server, int Lines, double WarmUpS, double MeasuredS, double DrainS, int Seed)
{
    /// <summary>The calls begin within this share of the warm-up; the rest lets them settle.</summary>
    public const double RampShare = 0.6;

    public double StopS => WarmUpS + MeasuredS;
}

/// <summary>
/// The callers: lines that play recordings to an appliance at their own pace, each over a connection of its own as separate
/// gateways would, and report what they see. Waits on timers only; media time is due by the clock, so that a late chunk does not
/// delay the next.
/// </summary>
internal sealed class LoadClients(ClientWork work, IReadOnlyList<LoadRecording> recordings, TimeProvider time)
{
    // Who was refused tries again like a person who redials.
    private static readonly TimeSpan Redial = TimeSpan.FromSeconds(2);

    // At 50 events a second this is a minute of a parent that does not read.
    private const int ReportCapacity = 4096;

    private readonly CallSchedule _schedule = new([.. recordings.Select(r => r.LengthS)], work.Lines, work.WarmUpS * ClientWork.RampShare, work.Seed);
    private readonly Channel<ClientEvent> _reports = Channel.CreateBounded<ClientEvent>(new BoundedChannelOptions(ReportCapacity) { SingleReader = true });
    private readonly Lock _gate = new();
    private readonly List<double> _lateMs = [];
    private readonly string _run = Guid.NewGuid().ToString("N")[..8];
    private long _origin;
    private int _calls;

    /// <summary>Plays until the time is over and all calls have ended.</summary>
    /// <param name="report">Receives the events in order, one at a time.</param>
    public async Task RunAsync(Action<ClientEvent> report, CancellationToken ct)
    {
        _origin = time.GetTimestamp();
        var writing = WriteReportsAsync(report);
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
            var lines = Task.WhenAll(Enumerable.Range(0, work.Lines).Select(line => RunLineAsync(line, limit.Token)));
            await MarkAsync(ClientEventKind.WindowOpened, work.WarmUpS, ct);
            await MarkAsync(ClientEventKind.WindowClosed, work.StopS, ct);
            limit.CancelAfter(TimeSpan.FromSeconds(work.DrainS));
            await lines;
            ct.ThrowIfCancellationRequested();
            await ReportAsync(new() { Kind = ClientEventKind.Done, T = NowMs, CpuS = CpuS });
        }
        finally
        {
            _reports.Writer.TryComplete();
            await writing;
        }
    }

    private double NowMs => time.GetElapsedTime(_origin).TotalMilliseconds;

    private static double CpuS => Environment.CpuUsage.TotalTime.TotalSeconds;

    private async Task WriteReportsAsync(Action<ClientEvent> report)
    {
        await foreach (var happened in _reports.Reader.ReadAllAsync())
            report(happened);
    }

    private ValueTask ReportAsync(ClientEvent happened) => _reports.Writer.WriteAsync(happened);

    private async Task MarkAsync(ClientEventKind kind, double atS, CancellationToken ct)
    {
        await UntilAsync(1000 * atS, ct);
        LatencySummary? late;
        lock (_gate)
        {
            late = LatencySummary.Of(_lateMs);
            _lateMs.Clear();
        }
        await ReportAsync(new() { Kind = kind, T = NowMs, CpuS = CpuS, LateP95Ms = late?.P95 ?? 0, LateMaxMs = late?.Max ?? 0 });
    }

    private async Task RunLineAsync(int line, CancellationToken ct)
    {
        using var connection = GrpcChannel.ForAddress(work.Server);
        await UntilAsync(1000 * _schedule.StartS(line), ct);
        for (var index = 0; NowMs < 1000 * work.StopS; index++)
        {
            var call = _schedule.Call(line, index);
            await Task.Delay(TimeSpan.FromSeconds(call.PauseS), time, ct);
            if (NowMs < 1000 * work.StopS && !await PlayAsync(connection, line, call, ct))
                await Task.Delay(Redial, time, ct);
        }
    }

    /// <returns>False when the call was refused or broke.</returns>
    private async Task<bool> PlayAsync(GrpcChannel connection, int line, ScheduledCall call, CancellationToken ct)
    {
        var number = Interlocked.Increment(ref _calls);
        var recording = recordings[call.Recording];
        using var stream = new V1.CallTriage.CallTriageClient(connection).StreamCall(cancellationToken: ct);
        var watch = new CallWatch(number, recording.Name);
        var watching = WatchAsync(stream.ResponseStream, watch, ct);
        try
        {
            await stream.RequestStream.WriteAsync(new() { Setup = Setup(recording, number) }, ct);
            if (await watch.Opened.Task)
                await SendAsync(stream.RequestStream, recording, call, line, watch, watching, ct);
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException or OperationCanceledException)
        {
            // The appliance ended the stream: the watch knows why.
        }
        return await watching;
    }

    private async Task SendAsync(
        IClientStreamWriter<V1.CallAudio> requests, LoadRecording recording, ScheduledCall call, int line, CallWatch watch, Task watching, CancellationToken ct)
    {
        var chunk = recording.SampleRateHz * CallSchedule.ChunkMs(line) / 1000;
        var from = (int)(call.OffsetS * recording.SampleRateHz) % recording.Frames;
        var frames = (long)(call.LengthS * recording.SampleRateHz);
        watch.StartMs = NowMs;
        for (long sent = 0; sent < frames && NowMs < 1000 * work.StopS && !watching.IsCompleted;)
        {
            var at = (int)((from + sent) % recording.Frames);
            var count = (int)Math.Min(Math.Min(chunk, frames - sent), recording.Frames - at);
            var due = watch.StartMs + 1000.0 * (sent + count) / recording.SampleRateHz; // a chunk is due when its last sample has been spoken
            await UntilAsync(due, ct);
            var data = recording.Pcm16.Slice(at * LoadRecording.BytesPerFrame, count * LoadRecording.BytesPerFrame);
            await requests.WriteAsync(new() { Audio = new() { StartS = (double)sent / recording.SampleRateHz, Data = UnsafeByteOperations.UnsafeWrap(data) } }, ct);
            lock (_gate)
                _lateMs.Add(NowMs - due);
            sent += count;
            watch.SentS = (double)sent / recording.SampleRateHz;
        }
        await requests.WriteAsync(new() { End = new() }, ct);
        await requests.CompleteAsync();
    }

    private async Task UntilAsync(double ms, CancellationToken ct)
    {
        if (ms - NowMs is > 0 and var wait)
            await Task.Delay(TimeSpan.FromMilliseconds(wait), time, ct);
    }

    /// <returns>True when the call ended as its source wanted.</returns>
    private async Task<bool> WatchAsync(IAsyncStreamReader<V1.CallEvent> events, CallWatch watch, CancellationToken ct)
    {
        try
        {
            while (await events.MoveNext(ct))
            {
                if (watch.Read(events.Current, NowMs) is { } happened)
                    await ReportAsync(happened);
                if (events.Current.Ended is { } ended)
                    return ended.Reason == V1.EndReason.Completed;
            }
            return await FailAsync(watch, "the stream closed before its end");
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.ResourceExhausted && !watch.Opened.Task.IsCompleted)
        {
            await ReportAsync(new() { Kind = ClientEventKind.Refused, T = NowMs, Call = watch.Call, What = e.Status.Detail });
            return false;
        }
        catch (RpcException e)
        {
            return await FailAsync(watch, ct.IsCancellationRequested ? "no end in time" : $"{e.StatusCode}: {e.Status.Detail}");
        }
        catch (OperationCanceledException)
        {
            return await FailAsync(watch, "no end in time");
        }
        finally
        {
            watch.Opened.TrySetResult(false);
        }
    }

    private async Task<bool> FailAsync(CallWatch watch, string why)
    {
        await ReportAsync(new() { Kind = ClientEventKind.Failed, T = NowMs, Call = watch.Call, What = why });
        return false;
    }

    private V1.CallSetup Setup(LoadRecording recording, int number) => new()
    {
        CallId = $"load-{_run}-{number}",
        Channels = { V1.Channel.Operator, V1.Channel.Caller },
        Encoding = V1.AudioEncoding.Pcm16,
        SampleRateHz = recording.SampleRateHz,
        Pacing = V1.Pacing.Live,
    };
}
