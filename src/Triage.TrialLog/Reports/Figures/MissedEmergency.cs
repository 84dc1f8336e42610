using Triage.Core.Assessment;

namespace Triage.TrialLog.Reports.Figures;

/// <summary>A vital emergency without an alert, named by its key; no word of it.</summary>
/// <param name="Cause"><c>no_suggestion</c>, the code of an abstention, or <c>below_threshold</c>.</param>
/// <param name="RecognisedS">When the operator recognised it all the same; null: not in the call.</param>
public sealed record MissedEmergency(
    string Call, string Arm, string Cause, double Peak, Priority? Suggested, double? RecognisedS, double? SignalToNoiseDb, string? Rule)
{
    public static IReadOnlyList<MissedEmergency> Of(IReadOnlyList<AnalysedCall> analysed) =>
    [
        .. analysed.Where(c => c is { Vital: true, Alerted: false }).OrderBy(c => c.StartedAt).Select(c => new MissedEmergency(
            c.Key, Arms.Code(c.Arm), c.Suggested is null ? "no_suggestion" : c.LastAbstention != AbstentionReason.None ? Snake.Case(c.LastAbstention.ToString()) : "below_threshold",
            c.Peak, c.Suggested, c.Recognition.Recognised ? c.Recognition.Seconds : null, float.IsNaN(c.SignalToNoiseDb) ? null : c.SignalToNoiseDb, c.Rule)),
    ];
}
