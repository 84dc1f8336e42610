namespace Triage.Server.Benchmarks.Load;

/// <summary>Latencies of one kind, in milliseconds; percentiles by nearest rank, so that each is a value that occurred.</summary>
/// <param name="P95">The smallest value that at least 95 % do not exceed; the others likewise.</param>
internal sealed record LatencySummary(int Count, double P50, double P95, double P99, double Max)
{
    /// <returns>Null when nothing was measured.</returns>
    public static LatencySummary? Of(IReadOnlyCollection<double> values)
    {
        if (values.Count == 0)
            return null;
        double[] sorted = [.. values.Order()];
        double At(double share) => sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length - 1e-9) - 1)];
        return new(sorted.Length, At(0.50), At(0.95), At(0.99), sorted[^1]);
    }
}
