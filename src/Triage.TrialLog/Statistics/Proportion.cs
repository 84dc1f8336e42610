namespace Triage.TrialLog.Statistics;

/// <summary>Intervals of a share of independent units, and of the difference of two.</summary>
public static class Proportion
{
    /// <summary>Below so many units the exact interval is given instead of Wilson's.</summary>
    public const int SmallTotal = 40;

    /// <summary>Exact for fewer than <see cref="SmallTotal"/> units, Wilson's otherwise; null without any unit.</summary>
    public static Estimate? Of(long events, long total, double level = Confidence.Level) =>
        total == 0 ? null : total < SmallTotal ? Exact(events, total, level) : Wilson(events, total, level);

    /// <summary>Score interval. Wilson, J. Am. Stat. Assoc. 22 (1927) 209.</summary>
    public static Estimate Wilson(long events, long total, double level = Confidence.Level)
    {
        Check(events, total);
        var (p, z, n) = ((double)events / total, Confidence.Z(level), (double)total);
        var centre = (p + z * z / (2 * n)) / (1 + z * z / n);
        var half = z / (1 + z * z / n) * Math.Sqrt(p * (1 - p) / n + z * z / (4 * n * n));
        return new(p, events == 0 ? 0 : centre - half, events == total ? 1 : centre + half);
    }

    /// <summary>Exact interval. Clopper and Pearson, Biometrika 26 (1934) 404.</summary>
    public static Estimate Exact(long events, long total, double level = Confidence.Level)
    {
        Check(events, total);
        var tail = (1 - level) / 2;
        return new(
            (double)events / total,
            events == 0 ? 0 : BetaDistribution.Quantile(tail, events, total - events + 1),
            events == total ? 1 : BetaDistribution.Quantile(1 - tail, events + 1, total - events));
    }

    /// <summary>First share minus second, from the two Wilson intervals. Newcombe, Stat. Med. 17 (1998) 873, method 10.</summary>
    public static Estimate Difference(long events1, long total1, long events2, long total2, double level = Confidence.Level)
    {
        var (a, b) = (Wilson(events1, total1, level), Wilson(events2, total2, level));
        var difference = a.Value - b.Value;
        return new(
            difference,
            difference - Math.Sqrt(Square(a.Value - a.Low!.Value) + Square(b.High!.Value - b.Value)),
            difference + Math.Sqrt(Square(a.High!.Value - a.Value) + Square(b.Value - b.Low!.Value)));
    }

    /// <summary>Two-sided p value of paired yes/no answers that differ: McNemar's test in its exact, binomial form.</summary>
    /// <param name="onlyFirst">Pairs in which only the first says yes.</param>
    public static double McNemarExact(long onlyFirst, long onlySecond)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(onlyFirst);
        ArgumentOutOfRangeException.ThrowIfNegative(onlySecond);
        var (few, all) = (Math.Min(onlyFirst, onlySecond), onlyFirst + onlySecond);
        // P(X <= few) for X binomial(all, 1/2).
        return all == 0 ? 1 : Math.Min(1, 2 * BetaDistribution.Cumulative(0.5, all - few, few + 1));
    }

    private static double Square(double x) => x * x;

    private static void Check(long events, long total)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(total);
        ArgumentOutOfRangeException.ThrowIfNegative(events);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(events, total);
    }
}
