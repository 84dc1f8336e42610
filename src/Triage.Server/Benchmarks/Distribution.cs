namespace Triage.Server.Benchmarks;

/// <summary>Durations or counts of one thing measured many times.</summary>
/// <param name="P95">The smallest value that at least 95 % do not exceed.</param>
internal sealed record Distribution(int Count, double Mean, double Median, double P95)
{
    /// <exception cref="ArgumentException">Nothing was measured.</exception>
    public static Distribution Of(IReadOnlyCollection<double> values)
    {
        if (values.Count == 0)
            throw new ArgumentException("nothing was measured", nameof(values));
        double[] sorted = [.. values.Order()];
        var middle = sorted.Length / 2;
        var median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new(sorted.Length, sorted.Average(), median, sorted[(int)Math.Ceiling(0.95 * sorted.Length) - 1]);
    }
}
