using Triage.Core.Calls;
using Triage.TrialLog.Log;

namespace Triage.Server.Hosting;

/// <summary>The desk as the evidence log sees it: a call is in the record before its first event, and a refused one counts too.</summary>
internal sealed class EvidenceDesk(ICallDesk desk, EvidenceLog log, TimeProvider time) : ICallDesk, IAsyncDisposable
{
    public bool IsReady => desk.IsReady;

    public string? NotReadyReason => desk.NotReadyReason;

    public Task WarmUpAsync(CancellationToken ct) => desk.WarmUpAsync(ct);

    public CallOpening TryOpen(CallSetup setup, bool resume)
    {
        var opening = desk.TryOpen(setup, resume);
        switch (opening)
        {
            // No audio is taken before the source has the session, so no event is before this.
            case CallOpening.Opened when !resume:
                log.OpenCall(setup, desk.Find(setup.CallId)?.StartedAt ?? time.GetUtcNow());
                break;
            // A source that comes back too late has its call in the record already.
            case CallOpening.Refused refused when !resume:
                log.Refuse(setup, refused.Reason, refused.Field);
                break;
        }
        return opening;
    }

    public IReadOnlyList<CallSummary> List() => desk.List();

    public CallSummary? Find(string callId) => desk.Find(callId);

    public IAsyncEnumerable<CallEvent> WatchAsync(string callId, long afterSequence, CancellationToken ct) => desk.WatchAsync(callId, afterSequence, ct);

    public DecisionOutcome RecordDecision(string callId, Decision decision) => desk.RecordDecision(callId, decision);

    public Task StopAsync(CancellationToken ct) => desk.StopAsync(ct);

    public async ValueTask DisposeAsync()
    {
        if (desk is IAsyncDisposable held)
            await held.DisposeAsync();
    }
}
