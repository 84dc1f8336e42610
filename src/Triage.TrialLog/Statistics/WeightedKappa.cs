namespace Triage.TrialLog.Statistics;

/// <summary>How a disagreement between two levels of an ordered scale counts.</summary>
public enum KappaWeights
{
    /// <summary>Every disagreement alike: Cohen's plain kappa.</summary>
    None,

    /// <summary>By the number of levels between.</summary>
    Linear,

    /// <summary>By its square.</summary>
    Quadratic,
}

/// <summary>
/// Agreement of two judges beyond chance. Cohen, Psychol. Bull. 70 (1968) 213; standard error of Fleiss, Cohen and Everitt,
/// Psychol. Bull. 72 (1969) 323.
/// </summary>
public static class WeightedKappa
{
    /// <param name="table">Counts: rows the first judge, columns the second, in the same order of levels; square.</param>
    /// <returns>Null when there is no pair or both judges only ever name one and the same level.</returns>
    public static Estimate? Of(long[,] table, KappaWeights weights, double level = Confidence.Level)
    {
        var k = table.GetLength(0);
        ArgumentOutOfRangeException.ThrowIfNotEqual(table.GetLength(1), k);
        double total = 0;
        foreach (var count in table)
            total += count;
        if (total == 0)
            return null;
        var (rows, columns) = (new double[k], new double[k]);
        for (var i = 0; i < k; i++)
            for (var j = 0; j < k; j++)
            {
                rows[i] += table[i, j] / total;
                columns[j] += table[i, j] / total;
            }
        var (observed, expected) = (0.0, 0.0);
        var (rowMeans, columnMeans) = (new double[k], new double[k]);
        for (var i = 0; i < k; i++)
            for (var j = 0; j < k; j++)
            {
                var w = Weight(i, j, k, weights);
                observed += w * table[i, j] / total;
                expected += w * rows[i] * columns[j];
                rowMeans[i] += w * columns[j];
                columnMeans[j] += w * rows[i];
            }
        if (1 - expected < 1e-12)
            return null;
        var kappa = (observed - expected) / (1 - expected);
        var sum = 0.0;
        for (var i = 0; i < k; i++)
            for (var j = 0; j < k; j++)
            {
                var term = Weight(i, j, k, weights) - (rowMeans[i] + columnMeans[j]) * (1 - kappa);
                sum += table[i, j] / total * term * term;
            }
        var spread = kappa - expected * (1 - kappa);
        var error = Math.Sqrt(Math.Max(0, sum - spread * spread) / total) / (1 - expected);
        var z = Confidence.Z(level);
        return new(kappa, Math.Max(-1, kappa - z * error), Math.Min(1, kappa + z * error));
    }

    private static double Weight(int i, int j, int k, KappaWeights weights) => weights switch
    {
        KappaWeights.None => i == j ? 1 : 0,
        KappaWeights.Linear => 1 - Math.Abs(i - j) / (k - 1.0),
        _ => 1 - (i - j) * (i - j) / ((k - 1.0) * (k - 1.0)),
    };
}
