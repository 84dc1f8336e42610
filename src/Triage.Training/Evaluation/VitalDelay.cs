using Triage.Core.Assessment;
using Triage.Training.Heads;

namespace Triage.Training.Evaluation;

/// <summary>When a call labelled P0 first named a vital finding, and when P0 was first shown.</summary>
/// <param name="FirstVitalS">Start of the first labelled words of a vital finding that is present; seconds of media time.</param>
/// <param name="FirstP0S">End of the turn after which P0 was shown; null: never.</param>
public sealed record VitalDelay(string Call, double FirstVitalS, double? FirstP0S)
{
    /// <summary>Seconds; negative when P0 came before the words that the label names.</summary>
    public double? DelayS => FirstP0S - FirstVitalS;
}

/// <summary>Time from the first vital word to P0.</summary>
/// <param name="MedianS">Over the calls in which P0 came; null when it came in none.</param>
/// <param name="LongestS">Likewise.</param>
public sealed record VitalDelays(IReadOnlyList<VitalDelay> Calls, double? MedianS, double? LongestS)
{
    public int Never => Calls.Count(c => c.FirstP0S is null);

    public static VitalDelays Of(IReadOnlyList<CallPrediction> predictions)
    {
        var calls = predictions.Where(p => p.Call.Priority == Priority.P0)
            .Select(p => (Prediction: p, First: FirstVitalS(p.Call))).Where(c => c.First is not null)
            .Select(c => new VitalDelay(c.Prediction.Call.Id, c.First!.Value, c.Prediction.FirstP0S)).ToList();
        var delays = calls.Select(c => c.DelayS).OfType<double>().Order().ToList();
        return delays.Count == 0 ? new VitalDelays(calls, null, null)
            : new VitalDelays(calls, (delays[(delays.Count - 1) / 2] + delays[delays.Count / 2]) / 2, delays[^1]);
    }

    private static double? FirstVitalS(LabelledCall call) => call.Findings?
        .Where(f => f.Status == FindingStatus.Present && FindingCatalogue.TryIndexOf(f.Code, out var at) && FindingCatalogue.All[at].Vital)
        .Select(f => EvidenceOverlap.PlaceOf(call, f)?.StartS).Min();
}
