namespace Triage.TrialLog.Statistics;

/// <summary>How the limits are read off the resampled values.</summary>
public enum BootstrapLimits
{
    /// <summary>Their quantiles, with the tails widened for few clusters (Hesterberg, Am. Stat. 69 (2015) 371, section 5.2).</summary>
    ExpandedPercentile,

    /// <summary>Their quantiles as they are.</summary>
    Percentile,

    /// <summary>Corrected for bias and acceleration (Efron, J. Am. Stat. Assoc. 82 (1987) 171), tails widened likewise.</summary>
    BiasCorrectedAccelerated,
}

/// <summary>
/// Bootstrap of whole clusters: calls that one operator took go together, so operators are drawn again, each with all its calls
/// (Davison and Hinkley 1997, 3.8). A statistic sees each cluster's number of draws, so nothing is copied. The same seed gives the
/// same interval, and the draws do not depend on the statistic.
/// </summary>
public static class ClusterBootstrap
{
    public const int DefaultResamples = 2000;

    /// <summary>The interval of a statistic; null when it has no value on the data as they are.</summary>
    /// <param name="clusters">Number of clusters; with one alone the value stands without an interval.</param>
    /// <param name="statistic">The value when cluster i counts weights[i] times; null: none (such a draw has no say). Must not keep the array.</param>
    public static Estimate? Of(
        int clusters, Func<int[], double?> statistic, ulong seed, int resamples = DefaultResamples,
        BootstrapLimits limits = BootstrapLimits.ExpandedPercentile, double level = Confidence.Level)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 100);
        var weights = new int[clusters];
        Array.Fill(weights, 1);
        if (clusters == 0 || statistic(weights) is not { } value)
            return null;
        if (clusters == 1)
            return new(value);
        var values = Draw(clusters, statistic, seed, resamples, weights);
        // Fewer than half of the draws with a value: what is left would not be a fair picture.
        if (values.Count < resamples / 2)
            return new(value);
        values.Sort();
        var tail = (1 - level) / 2;
        if (limits != BootstrapLimits.Percentile)
            tail = NormalDistribution.Cumulative(-Math.Sqrt(clusters / (clusters - 1.0)) * BetaDistribution.StudentQuantile(1 - tail, clusters - 1));
        var (low, high) = limits == BootstrapLimits.BiasCorrectedAccelerated
            ? Corrected(values, value, Acceleration(clusters, statistic, weights), tail) : (tail, 1 - tail);
        return new(value, Quantile(values, low), Quantile(values, high));
    }

    private static List<double> Draw(int clusters, Func<int[], double?> statistic, ulong seed, int resamples, int[] weights)
    {
        var random = new SeededRandom(seed);
        var values = new List<double>(resamples);
        for (var r = 0; r < resamples; r++)
        {
            Array.Clear(weights);
            for (var i = 0; i < clusters; i++)
                weights[random.Below(clusters)]++;
            if (statistic(weights) is { } one && double.IsFinite(one))
                values.Add(one);
        }
        return values;
    }

    private static double Acceleration(int clusters, Func<int[], double?> statistic, int[] weights)
    {
        Array.Fill(weights, 1);
        var left = new List<double>(clusters);
        for (var i = 0; i < clusters; i++)
        {
            weights[i] = 0;
            if (statistic(weights) is { } one)
                left.Add(one);
            weights[i] = 1;
        }
        if (left.Count == 0)
            return 0;
        var mean = left.Average();
        var (squares, cubes) = (left.Sum(v => (mean - v) * (mean - v)), left.Sum(v => (mean - v) * (mean - v) * (mean - v)));
        return squares == 0 ? 0 : cubes / (6 * Math.Pow(squares, 1.5));
    }

    private static (double Low, double High) Corrected(List<double> sorted, double value, double acceleration, double tail)
    {
        // Values equal to the estimate count half, as for a discrete statistic.
        var below = sorted.Count(v => v < value) + 0.5 * sorted.Count(v => v == value);
        var bias = NormalDistribution.Quantile(Math.Clamp(below / sorted.Count, 0.5 / sorted.Count, 1 - 0.5 / sorted.Count));
        double At(double z) => NormalDistribution.Cumulative(bias + (bias + z) / (1 - acceleration * (bias + z)));
        var z = NormalDistribution.Quantile(tail);
        return (At(z), At(-z));
    }

    private static double Quantile(List<double> sorted, double at)
    {
        var position = at * (sorted.Count - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, sorted.Count - 1);
        return sorted[below] + (sorted[above] - sorted[below]) * (position - below);
    }
}
