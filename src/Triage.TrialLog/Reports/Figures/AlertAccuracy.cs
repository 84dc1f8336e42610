using Triage.Core.Assessment;
using Triage.TrialLog.Statistics;

namespace Triage.TrialLog.Reports.Figures;

/// <summary>How well alerts tell vital emergencies from other calls, at one threshold.</summary>
/// <param name="PerHundred">The budget, alerts per 100 calls; null: as served.</param>
/// <param name="Threshold">Probability from which a call alerts; null: as served.</param>
/// <param name="Sensitivity">Of calls with a reference; so are the others. Wilson or exact intervals.</param>
/// <param name="AlertsPerOperatorHour">Of all analysed calls, per hour of the clock in which an operator took a call.</param>
public sealed record AlertAccuracy(
    double? PerHundred, double? Threshold, int TruePositives, int FalseNegatives, int FalsePositives, int TrueNegatives,
    Estimate? Sensitivity, Estimate? Specificity, Estimate? PositivePredictive, Estimate? NegativePredictive, double AlertsPerHundred, double? AlertsPerOperatorHour);

/// <summary>Served alerts and budgets; which calls were adjudicated; the correction for that.</summary>
/// <param name="JudgedAlerts">Share of calls with an alert that have a reference.</param>
/// <param name="CorrectedSensitivity">Begg and Greenes, Biometrics 39 (1983) 207: as if references were missing at random among calls with, and among calls without, an alert.</param>
public sealed record AccuracyFigures(
    AlertAccuracy Served, IReadOnlyList<AlertAccuracy> Budgets, Estimate? JudgedAlerts, Estimate? JudgedOthers, double? CorrectedSensitivity, double? CorrectedSpecificity)
{
    public static AccuracyFigures Of(IReadOnlyList<AnalysedCall> analysed, int operatorHours, ReportPlan plan)
    {
        var served = At(analysed, c => c.Alerted, null, null, operatorHours);
        var peaks = analysed.Select(c => new AlertPeak(c.Peak, false)).ToList();
        var budgets = peaks.Count == 0 ? [] : plan.AlertBudgets.Select(b =>
        {
            var threshold = AlertBudget.Threshold(peaks, b);
            return At(analysed, c => c.Peak >= threshold, b, threshold, operatorHours);
        }).ToArray();
        var (alerts, others) = (analysed.Count(c => c.Alerted), analysed.Count(c => !c.Alerted));
        double? sensitivity = null, specificity = null;
        if (served.TruePositives + served.FalsePositives > 0 && served.FalseNegatives + served.TrueNegatives > 0)
        {
            var (hit, missed) = (alerts * served.PositivePredictive!.Value, others * (1 - served.NegativePredictive!.Value));
            (sensitivity, specificity) = (Ratio(hit, hit + missed), Ratio(others - missed, others - missed + alerts - hit));
        }
        return new(
            served, budgets, Proportion.Of(analysed.Count(c => c is { Alerted: true, Vital: not null }), alerts), Proportion.Of(analysed.Count(c => c is { Alerted: false, Vital: not null }), others),
            sensitivity, specificity);
    }

    private static AlertAccuracy At(IReadOnlyList<AnalysedCall> calls, Func<AnalysedCall, bool> alerts, double? budget, double? threshold, int hours)
    {
        int tp = 0, fn = 0, fp = 0, tn = 0, all = 0;
        foreach (var call in calls)
        {
            var alert = alerts(call);
            all += alert ? 1 : 0;
            _ = (call.Vital, alert) switch { (true, true) => tp++, (true, false) => fn++, (false, true) => fp++, (false, false) => tn++, _ => 0 };
        }
        return new(
            budget, threshold, tp, fn, fp, tn, Proportion.Of(tp, tp + fn), Proportion.Of(tn, tn + fp), Proportion.Of(tp, tp + fp), Proportion.Of(tn, tn + fn),
            calls.Count == 0 ? 0 : 100.0 * all / calls.Count, hours == 0 ? null : (double)all / hours);
    }

    private static double? Ratio(double part, double whole) => whole == 0 ? null : part / whole;
}
