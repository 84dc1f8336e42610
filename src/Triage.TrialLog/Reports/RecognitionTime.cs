using Triage.Core.Assessment;
using Triage.Core.Calls;
using Triage.TrialLog.Records;

namespace Triage.TrialLog.Reports;

/// <summary>
/// Time from pick-up to the operator's first decision of P0, censored at hang-up. A decision counts whatever was on the screen, also
/// a judgement asked before display; one recorded after the call had ended does not.
/// </summary>
/// <param name="Seconds">From pick-up; 0 when a clock says earlier than pick-up.</param>
/// <param name="Recognised">P0 was decided; false: the call ended first.</param>
/// <param name="PickUpKnown">False: counted from the start of the call as the appliance saw it.</param>
/// <param name="ClocksDisagree">A decision or the hang-up is stamped before the pick-up.</param>
public readonly record struct RecognitionTime(double Seconds, bool Recognised, bool PickUpKnown, bool ClocksDisagree)
{
    public static RecognitionTime Of(CallDossier call)
    {
        var pickUp = First(call, CallClock.PickUp);
        var start = pickUp ?? call.Call.StartedAt;
        var end = First(call, CallClock.HangUp) ?? call.Call.EndedAt ?? start + TimeSpan.FromSeconds(call.Call.AudioS);
        var stated = call.Decisions.Where(d => d is { Role: DeciderRole.Arm, Late: false } && Level(call, d) is not null).OrderBy(d => d.At).ToArray();
        var decided = stated.FirstOrDefault(d => Level(call, d) == Priority.P0)?.At;
        // Where the call-taking software's own clock of the first level was imported and that level was P0, the earlier of both holds.
        if (decided is not null && Level(call, stated[0]) == Priority.P0 && First(call, CallClock.OperatorLevel) is { } level && level < decided)
            decided = level;
        var at = decided <= end || (decided is not null && call.Call.EndedAt is null) ? decided : null;
        var seconds = ((at ?? end) - start).TotalSeconds;
        return new(Math.Max(0, seconds), at is not null, pickUp is not null, seconds < 0);
    }

    /// <summary>What a decision holds true: what it states, else what it accepted.</summary>
    public static Priority? Level(CallDossier call, DecisionRecord decision) => decision.Priority
        ?? (decision.Action == DecisionAction.Accepted ? call.Suggestions.FirstOrDefault(s => s.Sequence == decision.SuggestionSequence)?.Priority : null);

    public static DateTimeOffset? First(CallDossier call, CallClock clock)
    {
        DateTimeOffset? first = null;
        foreach (var c in call.Clocks)
            if (c.Clock == clock && !(c.At >= first))
                first = c.At;
        return first;
    }
}
