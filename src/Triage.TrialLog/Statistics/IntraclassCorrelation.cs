namespace Triage.TrialLog.Statistics;

/// <summary>How alike units of one cluster are: the analysis-of-variance estimator, Donner, Int. Stat. Rev. 54 (1986) 67.</summary>
public static class IntraclassCorrelation
{
    /// <param name="clusters">Events and units of each cluster; those without a unit are left out.</param>
    /// <returns>At most 1, may be below 0; null for fewer than two clusters, no cluster of two, or no variation.</returns>
    public static double? OfShares(IEnumerable<(long Events, long Units)> clusters)
    {
        var used = clusters.Where(c => c.Units > 0).ToArray();
        double n = used.Sum(c => c.Units);
        if (used.Length < 2 || n <= used.Length)
            return null;
        var mean = used.Sum(c => c.Events) / n;
        var between = used.Sum(c => c.Units * Math.Pow((double)c.Events / c.Units - mean, 2)) / (used.Length - 1);
        var within = used.Sum(c => c.Events * (1 - (double)c.Events / c.Units)) / (n - used.Length);
        var size = (n - used.Sum(c => (double)c.Units * c.Units) / n) / (used.Length - 1);
        var total = between + (size - 1) * within;
        return total == 0 ? null : (between - within) / total;
    }
}
