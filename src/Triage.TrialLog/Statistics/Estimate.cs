namespace Triage.TrialLog.Statistics;

/// <summary>A figure with its interval, 95 % where nothing else is said; the interval is null when the data cannot give one.</summary>
public sealed record Estimate(double Value, double? Low = null, double? High = null)
{
    /// <summary>Whether the interval holds a value; false without an interval.</summary>
    public bool Covers(double value) => Low <= value && value <= High;
}

/// <summary>What intervals are computed with everywhere.</summary>
public static class Confidence
{
    /// <summary>Two-sided 95 %.</summary>
    public const double Level = 0.95;

    /// <summary>Standard normal quantile of a two-sided level.</summary>
    public static double Z(double level) => level is > 0 and < 1
        ? NormalDistribution.Quantile(0.5 + level / 2) : throw new ArgumentOutOfRangeException(nameof(level), level, "between 0 and 1");
}
