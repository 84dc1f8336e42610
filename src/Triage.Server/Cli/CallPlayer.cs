using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using V1 = Triage.Server.Protos.V1;

namespace Triage.Server.Cli;

/// <summary>
/// Plays a recording to an appliance as a live source would: through gRPC, whether the appliance is in this process or not.
/// With a speed the call is LIVE and paced; without one it is RECORDED and goes as fast as the appliance takes it.
/// </summary>
internal sealed class CallPlayer(TimeProvider time)
{
    // Telephony sends 20 ms packets; a recording needs no such small pieces.
    private static readonly TimeSpan LiveChunk = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan RecordedChunk = TimeSpan.FromMilliseconds(100);

    /// <param name="speed">Times real time, or null for as fast as it goes.</param>
    /// <exception cref="RpcException">The appliance refused or lost the call.</exception>
    /// <exception cref="CliFailureException">The call did not end as completed.</exception>
    public async Task PlayAsync(GrpcChannel appliance, RecordingSource recording, string callId, double? speed, ICallScreen screen, CancellationToken ct)
    {
        using var call = new V1.CallTriage.CallTriageClient(appliance).StreamCall(cancellationToken: ct);
        screen.Started(callId);
        var watching = WatchAsync(call.ResponseStream, screen, ct);
        try
        {
            await SendAsync(call.RequestStream, recording, callId, speed, watching, ct);
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException && !ct.IsCancellationRequested)
        {
            // The appliance ended the stream while audio was on its way: its own status says why.
            await watching;
            throw;
        }
        var ended = await watching ?? throw CliFailureException.Work("le serveur a fermé l'appel sans dire sa fin");
        if (ended.Reason != V1.EndReason.Completed)
            throw CliFailureException.Work($"l'appel s'est terminé autrement que prévu ({EventJson.Code(ended.Reason)})");
    }

    private async Task SendAsync(
        IClientStreamWriter<V1.CallAudio> requests, RecordingSource recording, string callId, double? speed, Task watching, CancellationToken ct)
    {
        await requests.WriteAsync(new() { Setup = Setup(recording, callId, speed) }, ct);
        var length = speed is null ? RecordedChunk : LiveChunk;
        using var clock = speed is null ? null : new PeriodicTimer(TimeSpan.FromMilliseconds(Math.Max(1, length.TotalMilliseconds / Math.Max(1, speed.Value))), time);
        var started = time.GetTimestamp();
        foreach (var chunk in recording.ReadChunks(length))
        {
            // A chunk is due when its last sample has been spoken.
            while (clock is not null && time.GetElapsedTime(started).TotalSeconds * speed!.Value < chunk.StartS + length.TotalSeconds)
            {
                if (watching.IsCompleted)
                    return;
                await clock.WaitForNextTickAsync(ct);
            }
            await requests.WriteAsync(new() { Audio = new() { StartS = chunk.StartS, Data = UnsafeByteOperations.UnsafeWrap(chunk.Pcm16) } }, ct);
        }
        await requests.WriteAsync(new() { End = new() }, ct);
        await requests.CompleteAsync();
    }

    private static async Task<V1.CallEnded?> WatchAsync(IAsyncStreamReader<V1.CallEvent> events, ICallScreen screen, CancellationToken ct)
    {
        while (await events.MoveNext(ct))
        {
            screen.Show(events.Current);
            if (events.Current.Ended is { } ended)
                return ended;
        }
        return null;
    }

    private static V1.CallSetup Setup(RecordingSource recording, string callId, double? speed) => new()
    {
        CallId = callId,
        Channels = { recording.Channels },
        Encoding = V1.AudioEncoding.Pcm16,
        SampleRateHz = recording.SampleRateHz,
        Pacing = speed is null ? V1.Pacing.Recorded : V1.Pacing.Live,
    };
}
