using Triage.TrialLog.Records;
using Triage.TrialLog.Statistics;

namespace Triage.TrialLog.Reports.Figures;

/// <summary>One group of calls.</summary>
/// <param name="Sensitivity">Of served alerts.</param>
/// <param name="WithinS">The time for which <paramref name="ShadowShare"/> and <paramref name="VisibleShare"/> count recognition.</param>
/// <param name="Difference">Visible minus shadow; calls taken as independent, no correction for looking at many groups.</param>
/// <param name="SmallCell">A denominator is below the plan's limit: read as an indication only, and mind who could be recognised.</param>
public sealed record Subgroup(
    string Attribute, string Level, int Calls, int Vital, Estimate? Sensitivity, Estimate? Specificity, double WithinS,
    Estimate? ShadowShare, Estimate? VisibleShare, Estimate? Difference, bool SmallCell)
{
    public static IReadOnlyList<Subgroup> Of(IReadOnlyList<AnalysedCall> analysed, ReportPlan plan) =>
    [
        .. Groups("age", analysed, c => float.IsNaN(c.Age) ? null : c.Age < 2 ? "00-01" : c.Age < 18 ? "02-17" : c.Age < 65 ? "18-64" : c.Age < 80 ? "65-79" : "80+", plan),
        .. Groups("sex", analysed, c => c.Sex, plan), .. Groups("caller", analysed, c => c.Caller, plan), .. Groups("origin", analysed, c => c.Origin, plan),
        .. Groups("audio_quality", analysed, Quality, plan),
    ];

    /// <summary>Poor: below 10 dB, more than 2 % lost or 1 % clipped, or a handling rule applied.</summary>
    public static string? Quality(AnalysedCall call) => float.IsNaN(call.SignalToNoiseDb) && call.Rule is null ? null
        : call.SignalToNoiseDb < 10 || call.LostShare > 0.02 || call.Clipped > 0.01 || call.Rule is not null ? "poor" : "good";

    private static IEnumerable<Subgroup> Groups(string attribute, IReadOnlyList<AnalysedCall> analysed, Func<AnalysedCall, string?> of, ReportPlan plan) =>
        analysed.GroupBy(c => of(c) ?? "unknown", StringComparer.Ordinal).OrderBy(g => g.Key == "unknown").ThenBy(g => g.Key, StringComparer.Ordinal).Take(20).Select(g => One(attribute, g.Key, [.. g], plan));

    private static Subgroup One(string attribute, string level, List<AnalysedCall> calls, ReportPlan plan)
    {
        var within = plan.WithinS[0];
        var vital = calls.Where(c => c.Vital == true).ToList();
        var others = calls.Where(c => c.Vital == false).ToList();
        (long Events, long All) Recognised(TrialArm arm) =>
            (vital.Count(c => c.Arm == arm && c.Recognition.Recognised && c.Recognition.Seconds <= within), vital.Count(c => c.Arm == arm));
        var (a, b) = (Recognised(TrialArm.Shadow), Recognised(TrialArm.Visible));
        var trial = calls.Any(c => c.Arm is not null);
        return new(
            attribute, level, calls.Count, vital.Count, Proportion.Of(vital.Count(c => c.Alerted), vital.Count), Proportion.Of(others.Count(c => !c.Alerted), others.Count), within,
            Proportion.Of(a.Events, a.All), Proportion.Of(b.Events, b.All), a.All > 0 && b.All > 0 ? Proportion.Difference(b.Events, b.All, a.Events, a.All) : null,
            vital.Count < plan.SmallCell || (trial && (a.All < plan.SmallCell || b.All < plan.SmallCell)));
    }
}
