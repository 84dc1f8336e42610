using Grpc.Core;
using Triage.Core.Calls;
using V1 = Triage.Server.Protos.V1;

namespace Triage.Server.Grpc;

/// <summary>
/// Carries the events of one call to one reader: the desk's watch into an <see cref="EventOutbox"/>, and from there to the wire.
/// The call never waits for the reader; a reader too slow for finals and suggestions gets RESOURCE_EXHAUSTED.
/// </summary>
/// <param name="patient">Waits for the reader instead of superseding partials; for recordings, whose source is slowed as well.</param>
internal sealed class EventFeed(ICallDesk desk, EventOutbox outbox, bool patient, IServerStreamWriter<V1.CallEvent> replies)
{
    private long _delivered;

    /// <summary>Returns after the last event of the call has been written.</summary>
    /// <exception cref="RpcException">NOT_FOUND, or RESOURCE_EXHAUSTED naming the sequence to resume from.</exception>
    public async Task RunAsync(string callId, long afterSequence, CancellationToken ct)
    {
        _delivered = afterSequence;
        using var tooSlow = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var pump = PumpAsync(callId, afterSequence, tooSlow);
        try
        {
            await WriteAsync(tooSlow.Token);
        }
        catch (OperationCanceledException) when (tooSlow.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            // The pump knows why; awaiting it says so.
        }
        finally
        {
            await tooSlow.CancelAsync();
            await pump.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        try
        {
            await pump;
        }
        catch (WatcherTooSlowException)
        {
            throw new RpcException(new Status(StatusCode.ResourceExhausted, $"reader too slow, resume from sequence {_delivered}"));
        }
        catch (UnknownCallException)
        {
            throw new RpcException(new Status(StatusCode.NotFound, "call_id: no such call is held here"));
        }
    }

    private async Task PumpAsync(string callId, long afterSequence, CancellationTokenSource tooSlow)
    {
        try
        {
            await foreach (var happened in desk.WatchAsync(callId, afterSequence, tooSlow.Token))
            {
                if (patient)
                    await outbox.WaitForRoomAsync(tooSlow.Token);
                if (!outbox.TryAdd(happened))
                    throw new WatcherTooSlowException(_delivered);
            }
        }
        catch (WatcherTooSlowException)
        {
            await tooSlow.CancelAsync();
            throw;
        }
        finally
        {
            outbox.Complete();
        }
    }

    private async Task WriteAsync(CancellationToken ct)
    {
        while (await outbox.TakeAsync(ct) is { } happened)
        {
            await replies.WriteAsync(EventMapping.Event(happened), ct);
            Volatile.Write(ref _delivered, happened.Sequence);
        }
    }
}
