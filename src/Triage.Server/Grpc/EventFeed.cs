using Grpc.Core;
using Triage.Core.Calls;
using V1 = Triage.Server.Protos.V1;

namespace Triage.Server.Grpc;

/// <summary>
/// Carries the events of one call to one reader: the desk's watch into an <see cref="EventOutbox"/>, and from there to the wire.
/// The call never waits for the reader (the desk's watch is bounded by itself); a reader that leaves a full outbox full gets
/// RESOURCE_EXHAUSTED.
/// </summary>
/// <param name="patience">How long a full outbox may stay so; null for ever, for recordings, whose source is slowed as well.</param>
internal sealed class EventFeed(
    ICallDesk desk, EventOutbox outbox, TimeSpan? patience, TimeProvider time, IServerStreamWriter<V1.CallEvent> replies)
{
    private long _delivered;

    /// <summary>Returns after the last event of the call has been written.</summary>
    /// <exception cref="RpcException">NOT_FOUND, or RESOURCE_EXHAUSTED naming the sequence to resume from.</exception>
    public async Task RunAsync(string callId, long afterSequence, CancellationToken ct)
    {
        _delivered = afterSequence;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var pump = PumpAsync(callId, afterSequence, stop.Token);
        var writing = WriteAsync(stop.Token);
        try
        {
            if (await Task.WhenAny(pump, writing) == writing)
                await writing;
            await pump;
            await writing;
        }
        catch (WatcherTooSlowException)
        {
            // The write that hangs is left to the end of the stream: cancelling it would reset the stream and lose this status.
            throw new RpcException(new Status(StatusCode.ResourceExhausted, $"reader too slow, resume from sequence {Volatile.Read(ref _delivered)}"));
        }
        catch (UnknownCallException)
        {
            throw new RpcException(new Status(StatusCode.NotFound, "call_id: no such call is held here"));
        }
        finally
        {
            await stop.CancelAsync();
            await pump.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task PumpAsync(string callId, long afterSequence, CancellationToken ct)
    {
        try
        {
            await foreach (var happened in desk.WatchAsync(callId, afterSequence, ct))
                while (!outbox.TryAdd(happened))
                    await WaitForReaderAsync(ct);
        }
        finally
        {
            outbox.Complete();
        }
    }

    private async Task WaitForReaderAsync(CancellationToken ct)
    {
        if (patience is not { } limit)
        {
            await outbox.WaitForRoomAsync(ct);
            return;
        }
        using var timeout = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, timeout.Token);
        try
        {
            await outbox.WaitForRoomAsync(either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new WatcherTooSlowException(Volatile.Read(ref _delivered));
        }
    }

    private async Task WriteAsync(CancellationToken ct)
    {
        while (await outbox.TakeAsync(ct) is { } happened)
        {
            await replies.WriteAsync(EventMapping.Event(happened), CancellationToken.None);
            Volatile.Write(ref _delivered, happened.Sequence);
        }
    }
}
