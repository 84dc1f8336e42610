using Triage.TrialLog.Records;
using Triage.TrialLog.Statistics;

namespace Triage.TrialLog.Reports.Figures;

/// <summary>Recognition of vital emergencies in one arm; intervals by bootstrap of operators.</summary>
/// <param name="Within">Recognised within each time of the plan, of all, calls that ended first counting as not recognised.</param>
/// <param name="WithinCensored">The same by Kaplan-Meier: what would be seen if calls did not end.</param>
/// <param name="MedianS">Null: the curve does not fall to one half.</param>
/// <param name="Curve">Share not yet recognised, with Greenwood limits.</param>
public sealed record ArmRecognition(
    string Arm, int Vital, int Recognised, IReadOnlyList<WithinTime> Within, IReadOnlyList<WithinTime> WithinCensored, Estimate? MedianS, Estimate? RestrictedMeanS,
    IReadOnlyList<SurvivalStep> Curve);

/// <summary>A share at a time from pick-up.</summary>
public sealed record WithinTime(double Seconds, Estimate? Share, int? Events);

/// <summary>Visible minus shadow, by bootstrap of operators over both arms together.</summary>
/// <param name="Plain">The differences of <paramref name="Within"/> with intervals that take calls as independent, for comparison.</param>
public sealed record ArmContrast(IReadOnlyList<WithinTime> Within, IReadOnlyList<WithinTime> Plain, Estimate? MedianS, Estimate? RestrictedMeanS);

/// <summary>The primary outcome: from pick-up to recognition of a vital emergency, intention to treat.</summary>
/// <param name="HorizonS">Of the restricted mean; at most the plan's.</param>
/// <param name="WithoutContaminated">The contrast without calls of the shadow arm that were exposed; a sensitivity analysis.</param>
/// <param name="IntraclassCorrelation">Of recognition within the last time of the plan, between operators.</param>
/// <param name="Operators">Operators who took a vital emergency; calls without a known operator count as one each.</param>
public sealed record PrimaryOutcome(
    double HorizonS, IReadOnlyList<ArmRecognition> Arms, ArmContrast? Contrast, ArmContrast? WithoutContaminated, double? IntraclassCorrelation, int Operators)
{
    public static PrimaryOutcome Of(IReadOnlyList<AnalysedCall> calls, ReportPlan plan)
    {
        var vital = calls.Where(c => c is { Analysed: true, Vital: true }).ToList();
        var arms = Figures.Arms.Present(calls).Where(a => vital.Any(c => c.Arm == a)).ToArray();
        var sets = arms.Select(a => new ArmTimes(a, [.. vital.Where(c => c.Arm == a)])).ToArray();
        var horizon = sets.Select(s => s.Curve.Longest).Append(plan.HorizonS).Min();
        var clusters = new OperatorClusters(vital);
        var clean = vital.Where(c => c.Contamination is null).ToList();
        return new(
            horizon, [.. sets.Select(s => Arm(s, clusters, plan, horizon))],
            Contrasted(vital, clusters, plan, horizon), clean.Count < vital.Count ? Contrasted(clean, new(clean), plan, horizon) : null,
            Statistics.IntraclassCorrelation.OfShares(vital.Where(c => c.Operator >= 0).GroupBy(c => c.Operator)
                .Select(g => ((long)g.Count(c => Recognised(c, plan.WithinS[^1])), (long)g.Count()))),
            clusters.Count);
    }

    private static bool Recognised(AnalysedCall call, double within) => call.Recognition.Recognised && call.Recognition.Seconds <= within;

    private static ArmRecognition Arm(ArmTimes set, OperatorClusters clusters, ReportPlan plan, double horizon)
    {
        var weighted = clusters.Survival(set.Calls);
        Estimate? Bootstrap(Func<int[], double?> of) => ClusterBootstrap.Of(clusters.Count, of, plan.Seed, plan.Resamples);
        return new(
            Figures.Arms.Code(set.Arm), set.Calls.Count, set.Calls.Count(c => c.Recognition.Recognised),
            [.. plan.WithinS.Select(w => new WithinTime(w, Bootstrap(clusters.Share(set.Calls, c => Recognised(c, w))), set.Calls.Count(c => Recognised(c, w))))],
            [.. plan.WithinS.Select(w => new WithinTime(w, Bootstrap(n => weighted.EventShare(n, w)), null))],
            Bootstrap(weighted.Median), Bootstrap(n => weighted.RestrictedMean(n, horizon)), set.Curve.Steps);
    }

    private static ArmContrast? Contrasted(List<AnalysedCall> vital, OperatorClusters clusters, ReportPlan plan, double horizon)
    {
        var (shadow, visible) = (vital.Where(c => c.Arm == TrialArm.Shadow).ToList(), vital.Where(c => c.Arm == TrialArm.Visible).ToList());
        if (shadow.Count == 0 || visible.Count == 0)
            return null;
        var (a, b) = (clusters.Survival(shadow), clusters.Survival(visible));
        Estimate? Bootstrap(Func<int[], double?> of) => ClusterBootstrap.Of(clusters.Count, of, plan.Seed, plan.Resamples);
        return new(
            [.. plan.WithinS.Select(w =>
            {
                var (inShadow, inVisible) = (clusters.Share(shadow, c => Recognised(c, w)), clusters.Share(visible, c => Recognised(c, w)));
                return new WithinTime(w, Bootstrap(n => inVisible(n) - inShadow(n)), null);
            })],
            [.. plan.WithinS.Select(w => new WithinTime(w, Proportion.Difference(visible.Count(c => Recognised(c, w)), visible.Count, shadow.Count(c => Recognised(c, w)), shadow.Count), null))],
            Bootstrap(n => b.Median(n) - a.Median(n)), Bootstrap(n => b.RestrictedMean(n, horizon) - a.RestrictedMean(n, horizon)));
    }

    private sealed class ArmTimes(TrialArm? arm, List<AnalysedCall> calls)
    {
        public TrialArm? Arm => arm;

        public List<AnalysedCall> Calls => calls;

        public KaplanMeier Curve { get; } = KaplanMeier.Of([.. calls.Select(c => c.Time)]);
    }
}
