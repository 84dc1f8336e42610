using Triage.Training.Heads;

namespace Triage.Training.Evaluation;

/// <summary>Calls whose most probable priority has a probability in [From, To), the last bin with 1.</summary>
/// <param name="Confidence">Mean of those probabilities.</param>
/// <param name="Accuracy">Share of them whose most probable priority is the label.</param>
public sealed record ReliabilityBin(double From, double To, int Calls, double Confidence, double Accuracy);

/// <summary>How far the probabilities of the priority can be taken at their word.</summary>
/// <param name="Error">Expected calibration error: mean over calls of |confidence − accuracy| of their bin.</param>
/// <param name="ErrorIfCalibrated">The error that as few calls would show by chance if every probability were true.</param>
/// <param name="PooledError">The same over all pairs of call and level, not only the most probable level.</param>
/// <param name="Brier">Mean over calls of the squared differences between distribution and label, summed over levels; 0 to 2.</param>
public sealed record CalibrationFigures(IReadOnlyList<ReliabilityBin> Bins, Interval? Error, double ErrorIfCalibrated, double PooledError, double Brier);

/// <summary>Expected calibration error with equal bins (Guo et al., 2017, "On calibration of modern neural networks", 2).</summary>
public static class PriorityCalibration
{
    /// <summary>Bins of equal width over [0,1].</summary>
    public const int BinCount = 10;

    private const int ChanceDraws = 1000;

    public static CalibrationFigures Of(IReadOnlyList<CallPrediction> predictions, int seed)
    {
        var tops = predictions.Select(Top).ToList();
        return new CalibrationFigures(
            [.. Bins(tops)],
            Bootstrap.Statistic(tops, drawn => Error(drawn), seed),
            IfCalibrated(tops, seed),
            Error([.. predictions.SelectMany(p => p.Distribution.Select((probability, level) => (probability, level == (int)p.Call.Priority)))]),
            predictions.Count == 0 ? 0 : predictions.Average(p => p.Distribution.Select((probability, level) => Math.Pow(probability - (level == (int)p.Call.Priority ? 1 : 0), 2)).Sum()));
    }

    /// <summary>Calls in each bin that holds any, from the lowest.</summary>
    public static IEnumerable<ReliabilityBin> Bins(IReadOnlyList<(double Probability, bool Right)> events) =>
        events.GroupBy(e => BinOf(e.Probability)).OrderBy(g => g.Key).Select(g => new ReliabilityBin(
            (double)g.Key / BinCount, (g.Key + 1.0) / BinCount, g.Count(), g.Average(e => e.Probability), g.Average(e => e.Right ? 1.0 : 0)));

    /// <summary>0 without any event.</summary>
    public static double Error(IReadOnlyList<(double Probability, bool Right)> events)
    {
        // Sums of (probability − outcome): their size over the number of events is the weighted gap of the bin.
        Span<double> gaps = stackalloc double[BinCount];
        foreach (var (probability, right) in events)
            gaps[BinOf(probability)] += probability - (right ? 1 : 0);
        var sum = 0.0;
        foreach (var gap in gaps)
            sum += Math.Abs(gap);
        return events.Count == 0 ? 0 : sum / events.Count;
    }

    private static int BinOf(double probability) => Math.Clamp((int)(probability * BinCount), 0, BinCount - 1);

    private static (double Probability, bool Right) Top(CallPrediction p)
    {
        var top = p.Distribution.Index().MaxBy(d => d.Item);
        return (top.Item, top.Index == (int)p.Call.Priority);
    }

    private static double IfCalibrated(List<(double Probability, bool Right)> tops, int seed)
    {
        if (tops.Count == 0)
            return 0;
        var random = new Random(seed);
        return Enumerable.Range(0, ChanceDraws).Average(_ => Error([.. tops.Select(t => (t.Probability, random.NextDouble() < t.Probability))]));
    }
}
