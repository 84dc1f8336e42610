using Triage.Core.Assessment;
using Triage.Training.Heads;

namespace Triage.Training.Evaluation;

/// <summary>P0 alerts under one budget; an alert is a call for which P0 is shown at some moment.</summary>
/// <param name="PerHundred">Alerts of the model alone allowed per 100 calls; null: the threshold as served.</param>
/// <param name="Threshold">Probability that the budget gives over all the calls.</param>
/// <param name="ByRule">Calls that alert by a safety rule, outside the budget.</param>
/// <param name="ByModel">Calls that alert by the model alone.</param>
/// <param name="FalseAlerts">Alerts of both kinds on calls for which P0 is not acceptable.</param>
/// <param name="FalseByRule">Those of them that come by a safety rule.</param>
public sealed record AlertPoint(double? PerHundred, double? Threshold, int Calls, int P0Calls, int P0Flagged, int ByRule, int ByModel, int FalseAlerts, int FalseByRule)
{
    /// <summary>Null without a call labelled P0.</summary>
    public double? Sensitivity => P0Calls == 0 ? null : (double)P0Flagged / P0Calls;

    public double FalsePerHundred => 100.0 * FalseAlerts / Calls;

    public double AlertsPerHundred => 100.0 * (ByRule + ByModel) / Calls;
}

/// <summary>
/// What each budget of P0 alerts would have found and cost. A call is judged at the threshold that the other calls give, never at one
/// that it helped to set.
/// </summary>
public static class AlertCurve
{
    /// <summary>Alerts of the model per 100 calls that are compared.</summary>
    public static IReadOnlyList<double> Budgets { get; } = [0, 1, 2, 5, 10, 20, 40];

    public static IReadOnlyList<AlertPoint> Of(IReadOnlyList<CallPrediction> predictions) =>
        predictions.Count < 2 ? [] : [.. Budgets.Select(b => At(predictions, b))];

    /// <summary>The alerts as they were shown.</summary>
    public static AlertPoint Served(IReadOnlyList<CallPrediction> predictions) => Point(predictions, null, null, p => p.FirstP0S is not null);

    private static AlertPoint At(IReadOnlyList<CallPrediction> predictions, double perHundred)
    {
        var peaks = predictions.Select(p => p.Peak).ToList();
        var alerting = new HashSet<CallPrediction>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < predictions.Count; i++)
            if (peaks[i].AlertsAt(AlertBudget.Threshold([.. peaks.Where((_, other) => other != i)], perHundred)))
                alerting.Add(predictions[i]);
        return Point(predictions, perHundred, AlertBudget.Threshold(peaks, perHundred), alerting.Contains);
    }

    private static AlertPoint Point(IReadOnlyList<CallPrediction> predictions, double? perHundred, double? threshold, Func<CallPrediction, bool> alerts)
    {
        var alerting = predictions.Where(alerts).ToList();
        var wrong = alerting.Where(p => !p.Call.AcceptablePriorities.Contains(Priority.P0)).ToList();
        return new AlertPoint(
            perHundred, threshold, predictions.Count, predictions.Count(p => p.Call.Priority == Priority.P0), alerting.Count(p => p.Call.Priority == Priority.P0),
            alerting.Count(p => p.Peak.ByRule), alerting.Count(p => !p.Peak.ByRule), wrong.Count, wrong.Count(p => p.Peak.ByRule));
    }
}
