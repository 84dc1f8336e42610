namespace Triage.Training.Evaluation;

/// <summary>A ratio with its 95 % interval; <see cref="Low"/> and <see cref="High"/> equal the value when one unit is all there is.</summary>
public sealed record Interval(double Value, double Low, double High);

/// <summary>
/// Percentile bootstrap (Efron and Tibshirani, 1993, chapter 13) of a ratio of sums. Whole units are drawn again, since errors
/// within one segment go together. The same seed gives the same interval.
/// </summary>
public static class Bootstrap
{
    /// <summary>Draws that settle a 95 % interval to about a tenth of its width.</summary>
    public const int DefaultResamples = 2000;

    /// <summary>Sum of numerators over sum of denominators; null when the denominators sum to zero.</summary>
    public static Interval? Ratio(IReadOnlyList<(double Numerator, double Denominator)> units, int seed, int resamples = DefaultResamples)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 100);
        var total = units.Sum(u => u.Denominator);
        if (total <= 0)
            return null;
        var value = units.Sum(u => u.Numerator) / total;
        var random = new Random(seed);
        var ratios = new List<double>(resamples);
        for (var r = 0; r < resamples; r++)
        {
            var (numerator, denominator) = (0.0, 0.0);
            for (var i = 0; i < units.Count; i++)
            {
                var unit = units[random.Next(units.Count)];
                numerator += unit.Numerator;
                denominator += unit.Denominator;
            }
            // A draw of silent segments alone has no rate.
            if (denominator > 0)
                ratios.Add(numerator / denominator);
        }
        ratios.Sort();
        return ratios.Count == 0 ? new Interval(value, value, value) : new Interval(value, Quantile(ratios, 0.025), Quantile(ratios, 0.975));
    }

    /// <summary>Any statistic of a list of units; draws for which it is null have no say. Null when it is null of the units themselves.</summary>
    public static Interval? Statistic<T>(IReadOnlyList<T> units, Func<IReadOnlyList<T>, double?> statistic, int seed, int resamples = DefaultResamples)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 100);
        if (units.Count == 0 || statistic(units) is not { } value)
            return null;
        var random = new Random(seed);
        var drawn = new T[units.Count];
        var values = new List<double>(resamples);
        for (var r = 0; r < resamples; r++)
        {
            for (var i = 0; i < drawn.Length; i++)
                drawn[i] = units[random.Next(units.Count)];
            if (statistic(drawn) is { } one)
                values.Add(one);
        }
        values.Sort();
        return values.Count == 0 ? new Interval(value, value, value) : new Interval(value, Quantile(values, 0.025), Quantile(values, 0.975));
    }

    private static double Quantile(List<double> sorted, double at)
    {
        var position = at * (sorted.Count - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, sorted.Count - 1);
        return sorted[below] + ((sorted[above] - sorted[below]) * (position - below));
    }
}
