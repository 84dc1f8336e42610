using Grpc.Core;
using Triage.Core.Calls;
using Triage.Core.Telemetry;
using Triage.Core.Trial;
using V1 = Triage.Server.Protos.V1;

namespace Triage.Server.Grpc;

/// <summary>The service <c>triage.v1.CallTriage</c>: one <see cref="CallStream"/> or <see cref="EventFeed"/> per stream over the desk.</summary>
internal sealed class CallAudioService(
    ICallDesk desk, OpenStreams open, CallStreamOptions options, TimeProvider time, ApplianceMetrics metrics, RpcReadings readings,
    ILogger<CallAudioService> log)
    : V1.CallTriage.CallTriageBase
{
    public override async Task StreamCall(
        IAsyncStreamReader<V1.CallAudio> requestStream, IServerStreamWriter<V1.CallEvent> responseStream, ServerCallContext context)
    {
        open.Track(context.GetHttpContext().Response);
        try
        {
            await new CallStream(desk, options, time, metrics, log).RunAsync(requestStream, responseStream, context.CancellationToken);
        }
        catch (ProtocolFaultException fault)
        {
            log.SetupRefused(fault.Field);
            throw fault.ToRpc();
        }
        catch (Exception e) when (IsGone(e, context.CancellationToken))
        {
            throw Gone();
        }
    }

    public override async Task WatchCalls(V1.WatchRequest request, IServerStreamWriter<V1.CallEvent> responseStream, ServerCallContext context)
    {
        var (callId, after) = Checked(() => (RequestMapping.CallId(request.CallId), RequestMapping.AfterSequence(request.AfterSequence)));
        open.Track(context.GetHttpContext().Response);
        if (desk.Find(callId) is not null)
            readings.Note(context, callId, ReadingWay.WatchCalls);
        var outbox = new EventOutbox(options.OutboxCapacity, supersede: true);
        try
        {
            await new EventFeed(desk, outbox, options.ReaderPatience, time, responseStream).RunAsync(callId, after, context.CancellationToken);
        }
        catch (Exception e) when (IsGone(e, context.CancellationToken))
        {
            throw Gone();
        }
    }

    public override Task<V1.RecordDecisionResponse> RecordDecision(V1.RecordDecisionRequest request, ServerCallContext context)
    {
        var (callId, decision) = Checked(() => (RequestMapping.CallId(request.CallId), RequestMapping.Decision(request.Decision)));
        switch (desk.RecordDecision(callId, decision))
        {
            case DecisionOutcome.Recorded recorded:
                log.DecisionRecorded(callId, recorded.Sequence);
                return Task.FromResult(new V1.RecordDecisionResponse { Sequence = recorded.Sequence });
            case DecisionOutcome.Invalid invalid:
                throw new ProtocolFaultException($"decision.{invalid.Field}", invalid.Message).ToRpc();
            default:
                throw UnknownCall();
        }
    }

    public override Task<V1.ListCallsResponse> ListCalls(V1.ListCallsRequest request, ServerCallContext context) =>
        Task.FromResult(new V1.ListCallsResponse { Calls = { desk.List().Select(c => Summary(c, context, ReadingWay.ListCalls)) } });

    public override Task<V1.CallSummary> GetCall(V1.GetCallRequest request, ServerCallContext context) =>
        Task.FromResult(Summary(desk.Find(Checked(() => RequestMapping.CallId(request.CallId))) ?? throw UnknownCall(), context, ReadingWay.GetCall));

    /// <summary>A summary holds words only where it has a suggestion, which quotes them.</summary>
    private V1.CallSummary Summary(CallSummary call, ServerCallContext context, ReadingWay way)
    {
        if (call.Latest is not null)
            readings.Note(context, call.CallId, way);
        return EventMapping.Summary(call);
    }

    /// <summary>The client vanished: what its streams throw then. Not a fault of the appliance, so the framework must not log it as one.</summary>
    internal static bool IsGone(Exception e, CancellationToken gone) =>
        e is OperationCanceledException or IOException || (e is InvalidOperationException && gone.IsCancellationRequested);

    private static RpcException Gone() => new(new Status(StatusCode.Cancelled, "the client is gone"));

    private static T Checked<T>(Func<T> map)
    {
        try
        {
            return map();
        }
        catch (ProtocolFaultException fault)
        {
            throw fault.ToRpc();
        }
    }

    private static RpcException UnknownCall() => new(new Status(StatusCode.NotFound, "call_id: no such call is held here"));
}
