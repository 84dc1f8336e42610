using Triage.Core.Calls;
using Triage.Server.Dashboard.Access;
using Triage.Server.Dashboard.Following;

namespace Triage.Server.Dashboard;

/// <summary>Takes decisions from screens to the desk, under the role of whoever decides.</summary>
internal sealed class DecisionEntry(ICallDesk desk, CallFeeds feeds, ILogger<DecisionEntry> log)
{
    /// <summary>Null when it is recorded, else the key of the text that says why not.</summary>
    public async Task<string?> RecordAsync(string callId, Viewer viewer, Func<DeciderRole, Decision> decide)
    {
        if (viewer.Decider is not { } role)
            return "Decision_NotAllowed";
        var decision = decide(role);
        if (decision is { Action: DecisionAction.Modified, Priority: null, CareLevel: null, MotiveCode: null })
            return "Decision_NothingModified";
        if (desk.RecordDecision(callId, decision) is not DecisionOutcome.Recorded recorded)
            return "Decision_NotRecorded";
        log.DecidedOnScreen(callId, decision.Action.ToString(), role.ToString(), recorded.Sequence);
        await feeds.RefreshAsync(callId);
        return null;
    }
}
