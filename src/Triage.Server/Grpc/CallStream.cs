using Google.Protobuf;
using Grpc.Core;
using Triage.Core.Calls;
using Triage.Core.Telemetry;
using V1 = Triage.Server.Protos.V1;

namespace Triage.Server.Grpc;

/// <summary>
/// One <c>StreamCall</c>: first station of the spine. Reads audio into the session while an <see cref="EventFeed"/> writes events
/// back; a vanished client detaches the call, a client that breaks the protocol ends it after all that was heard is decided, and
/// one that comes back on another stream takes the call with it.
/// </summary>
internal sealed class CallStream(ICallDesk desk, CallStreamOptions options, TimeProvider time, ApplianceMetrics metrics, ILogger log)
{
    private enum ReadEnd { EndOfCall, ClosedWithoutEnd, CallOver, TakenOver }

    private Task? _completion;

    /// <param name="gone">Fires when the client vanishes.</param>
    public async Task RunAsync(IAsyncStreamReader<V1.CallAudio> requests, IServerStreamWriter<V1.CallEvent> replies, CancellationToken gone)
    {
        var (request, setup) = await ReadSetupAsync(requests, gone);
        var opened = Open(setup, request.Resume);
        await using var session = opened.Session;
        log.StreamOpened(setup.CallId, request.Resume, opened.HeldUntilS);
        await replies.WriteAsync(EventMapping.Opened(opened.HeldUntilS, desk.Find(setup.CallId)?.SuggestionsWithheld ?? false), gone);

        var recorded = setup.Pacing == CallPacing.Recorded;
        var outbox = new EventOutbox(options.OutboxCapacity, supersede: !recorded);
        var rules = new AudioStreamRules(setup, opened.HeldUntilS);
        using var stopReading = CancellationTokenSource.CreateLinkedTokenSource(gone);
        using var stopFeed = CancellationTokenSource.CreateLinkedTokenSource(gone);
        var feed = new EventFeed(desk, outbox, recorded ? null : options.ReaderPatience, time, replies)
            .RunAsync(setup.CallId, request.ResumeAfterSequence, stopFeed.Token);
        var reading = ReadAsync(requests, session, rules, recorded ? outbox : null, gone, stopReading.Token);
        var departure = SourceDeparture.Failed;
        try
        {
            var first = await Task.WhenAny(feed, reading, session.TakenOver);
            if (first == feed)
                await stopReading.CancelAsync();
            var read = first == reading ? await reading : first == feed ? ReadEnd.CallOver : ReadEnd.TakenOver;
            if (read == ReadEnd.TakenOver)
            {
                departure = SourceDeparture.TakenOver;
                throw TakenOver();
            }
            if (read == ReadEnd.ClosedWithoutEnd)
            {
                departure = SourceDeparture.ClosedWithoutEnd;
                throw ClosedWithoutEnd();
            }
            await feed;
            if (_completion is not null)
                await _completion;
            departure = SourceDeparture.CallOver;
            log.StreamEnded(setup.CallId);
        }
        catch (ProtocolFaultException fault)
        {
            departure = SourceDeparture.ProtocolBroken;
            log.ProtocolBroken(setup.CallId, fault.Field);
            if (!session.TakenOver.IsCompleted)
            {
                await session.CompleteAsync(EndReason.Rejected, gone);
                await feed;
            }
            throw fault.ToRpc();
        }
        catch (RpcException failure)
        {
            session.Detach();
            departure = failure.StatusCode == StatusCode.ResourceExhausted ? SourceDeparture.ReaderTooSlow : departure;
            log.StreamLeft(setup.CallId, departure, failure.StatusCode);
            throw;
        }
        catch (Exception e) when (CallAudioService.IsGone(e, gone))
        {
            session.Detach();
            // A client that hangs up the moment it has said so has ended its call well.
            departure = _completion is null ? SourceDeparture.Vanished : SourceDeparture.CallOver;
            log.SourceGone(setup.CallId);
            throw;
        }
        finally
        {
            metrics.SourceLeft(departure);
            await stopReading.CancelAsync();
            await stopFeed.CancelAsync();
            await ((Task)reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await feed.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_completion is not null)
                await _completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<(V1.CallSetup Request, CallSetup Setup)> ReadSetupAsync(IAsyncStreamReader<V1.CallAudio> requests, CancellationToken gone)
    {
        try
        {
            var request = await ReadFirstAsync(requests, gone);
            return (request, RequestMapping.Setup(request));
        }
        catch (ProtocolFaultException)
        {
            metrics.CallRefused(RefusalReason.InvalidSetup);
            throw;
        }
    }

    private async Task<V1.CallSetup> ReadFirstAsync(IAsyncStreamReader<V1.CallAudio> requests, CancellationToken gone)
    {
        using var timeout = new CancellationTokenSource(options.SetupTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(gone, timeout.Token);
        try
        {
            if (!await NextAsync(requests, either.Token))
                throw new ProtocolFaultException("setup", "the stream ended before any message; the first message is the setup");
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !gone.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.DeadlineExceeded, $"setup: nothing came within {options.SetupTimeout.TotalSeconds:F0} s"));
        }
        return requests.Current.PayloadCase == V1.CallAudio.PayloadOneofCase.Setup
            ? requests.Current.Setup
            : throw new ProtocolFaultException("setup", $"the first message is the setup, not {Name(requests.Current)}");
    }

    private CallOpening.Opened Open(CallSetup setup, bool resume)
    {
        switch (desk.TryOpen(setup, resume))
        {
            case CallOpening.Opened opened:
                return opened;
            case CallOpening.Refused { Reason: RefusalReason.InvalidSetup } refused:
                throw new ProtocolFaultException($"setup.{refused.Field ?? "call_id"}", refused.Message);
            case CallOpening.Refused refused:
                log.CallRefused(setup.CallId, refused.Reason);
                throw new RpcException(new Status(
                    refused.Reason switch
                    {
                        RefusalReason.AlreadyOpen => StatusCode.AlreadyExists,
                        RefusalReason.UnknownCall => StatusCode.NotFound,
                        RefusalReason.Full => StatusCode.ResourceExhausted,
                        _ => StatusCode.FailedPrecondition,
                    },
                    refused.Message));
            case var other:
                throw new InvalidOperationException($"unexpected answer {other.GetType().Name}");
        }
    }

    private async Task<ReadEnd> ReadAsync(
        IAsyncStreamReader<V1.CallAudio> requests, ICallSession session, AudioStreamRules rules, EventOutbox? brake,
        CancellationToken gone, CancellationToken ct)
    {
        while (await NextAsync(requests, ct))
        {
            var message = requests.Current;
            if (_completion is not null)
                throw new ProtocolFaultException("end", $"nothing may follow the end of the call, and {Name(message)} did");
            try
            {
                await TakeAsync(message, session, rules, gone, ct);
                if (brake is not null)
                    await brake.WaitForRoomAsync(ct);
            }
            catch (InvalidOperationException) when (session.TakenOver.IsCompleted)
            {
                return ReadEnd.TakenOver;
            }
            catch (InvalidOperationException) when (IsOver(session.CallId))
            {
                return ReadEnd.CallOver;
            }
        }
        return _completion is not null ? ReadEnd.EndOfCall : IsOver(session.CallId) ? ReadEnd.CallOver : ReadEnd.ClosedWithoutEnd;
    }

    private async ValueTask TakeAsync(V1.CallAudio message, ICallSession session, AudioStreamRules rules, CancellationToken gone, CancellationToken ct)
    {
        switch (message.PayloadCase)
        {
            case V1.CallAudio.PayloadOneofCase.Audio:
                rules.Check(message.Audio);
                await session.WriteAsync(message.Audio.StartS, message.Audio.Data.Memory, ct);
                break;
            case V1.CallAudio.PayloadOneofCase.Flush:
                await session.FlushAsync(message.Flush.Id, ct);
                break;
            case V1.CallAudio.PayloadOneofCase.End:
                // Not awaited here: reading goes on to catch what must not follow. RunAsync awaits it after the last event.
                _completion = session.CompleteAsync(EndReason.Completed, gone);
                break;
            case V1.CallAudio.PayloadOneofCase.Setup:
                throw new ProtocolFaultException("setup", "came twice; a stream carries one call");
            default:
                throw new ProtocolFaultException("payload", "is none of setup, audio, flush, end");
        }
    }

    private static RpcException ClosedWithoutEnd() =>
        new(new Status(StatusCode.InvalidArgument, "end: the stream was closed without it; the call is held for a resume"));

    private static RpcException TakenOver() =>
        new(new Status(StatusCode.Aborted, "another stream of this source resumed the call and has it now"));

    private bool IsOver(string callId) => desk.Find(callId) is null or { State: CallState.Ending or CallState.Ended };

    private static async Task<bool> NextAsync(IAsyncStreamReader<V1.CallAudio> requests, CancellationToken ct)
    {
        try
        {
            return await requests.MoveNext(ct);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new ProtocolFaultException("payload", "is no CallAudio message", e);
        }
    }

    private static string Name(V1.CallAudio message) =>
        message.PayloadCase == V1.CallAudio.PayloadOneofCase.None ? "an empty message" : message.PayloadCase.ToString().ToLowerInvariant();
}
