using Triage.TrialLog.Statistics;

namespace Triage.TrialLog.Reports.Figures;

/// <summary>
/// Probabilities of P0 against the reference. Discrimination and decision curve use the call's highest probability (an alert may come at any
/// moment; a call without a suggestion has 0), calibration the last suggestion's.
/// </summary>
public sealed record ProbabilityFigures(
    int Calls, int Vital, Estimate? RocArea, IReadOnlyList<RocPoint> Roc, Estimate? PrecisionRecallArea, IReadOnlyList<PrecisionRecallPoint> PrecisionRecall,
    int CalibratedCalls, Calibration? Calibration, IReadOnlyList<NetBenefit> DecisionCurve)
{
    public static ProbabilityFigures Of(IReadOnlyList<AnalysedCall> analysed, ReportPlan plan)
    {
        var judged = analysed.Where(c => c.Vital is not null).ToList();
        Scored[] peaks = [.. judged.Select(c => new Scored(c.Peak, c.Vital == true))];
        Scored[] last = [.. judged.Where(c => !float.IsNaN(c.LastProbability)).Select(c => new Scored(c.LastProbability, c.Vital == true))];
        return new(
            peaks.Length, peaks.Count(p => p.Positive), RocCurve.Area(peaks), RocCurve.Points(peaks), PrecisionRecallCurve.Area(peaks), PrecisionRecallCurve.Points(peaks),
            last.Length, Statistics.Calibration.Of(last), Statistics.DecisionCurve.Of(peaks, plan.DecisionThresholds));
    }
}
