namespace Triage.TrialLog.Statistics;

/// <summary>A scored unit whose truth is known.</summary>
public readonly record struct Scored(double Score, bool Positive);

/// <summary>A point of an ROC curve: what alerting from <paramref name="Threshold"/> upwards would give.</summary>
public readonly record struct RocPoint(double Threshold, double FalsePositiveRate, double TruePositiveRate);

/// <summary>
/// Receiver operating characteristic. The area is the Mann-Whitney probability, its variance that of DeLong, DeLong and
/// Clarke-Pearson (Biometrics 44 (1988) 837), by mid-ranks as in Sun and Xu (IEEE Signal Process. Lett. 21 (2014) 1389).
/// </summary>
public static class RocCurve
{
    /// <summary>Area with DeLong's interval on the logit scale (it stays inside 0 to 1); null unless both kinds are there.</summary>
    public static Estimate? Area(IReadOnlyList<Scored> units, double level = Confidence.Level)
    {
        if (AreaAndError(units) is not var (area, error))
            return null;
        if (area is <= 0 or >= 1 || error == 0)
            return new(area);
        var (logit, width) = (Math.Log(area / (1 - area)), Confidence.Z(level) * error / (area * (1 - area)));
        return new(area, 1 / (1 + Math.Exp(width - logit)), 1 / (1 + Math.Exp(-width - logit)));
    }

    /// <summary>Area and its standard error.</summary>
    public static (double Area, double Error)? AreaAndError(IReadOnlyList<Scored> units)
    {
        var positives = units.Where(u => u.Positive).Select(u => u.Score).Order().ToArray();
        var negatives = units.Where(u => !u.Positive).Select(u => u.Score).Order().ToArray();
        if (positives.Length == 0 || negatives.Length == 0)
            return null;
        var (m, n) = ((double)positives.Length, (double)negatives.Length);
        var ofPositives = Placements(positives, negatives);
        var ofNegatives = Placements(negatives, positives);
        var area = ofPositives.Average();
        var variance = Variance(ofPositives, area) / m + Variance(ofNegatives, 1 - area) / n;
        return (area, Math.Sqrt(variance));
    }

    /// <summary>
    /// From nothing flagged to all flagged; at most about <paramref name="most"/> points, the thresholds then evenly thinned.
    /// </summary>
    public static IReadOnlyList<RocPoint> Points(IReadOnlyList<Scored> units, int most = 200)
    {
        var (positives, negatives) = ((double)units.Count(u => u.Positive), (double)units.Count(u => !u.Positive));
        if (positives == 0 || negatives == 0)
            return [];
        var points = new List<RocPoint> { new(double.PositiveInfinity, 0, 0) };
        var (hits, falses) = (0, 0);
        var sorted = units.OrderByDescending(u => u.Score).ToArray();
        for (var i = 0; i < sorted.Length; i++)
        {
            _ = sorted[i].Positive ? hits++ : falses++;
            if (i + 1 == sorted.Length || sorted[i + 1].Score != sorted[i].Score)
                points.Add(new(sorted[i].Score, falses / negatives, hits / positives));
        }
        return Thinned(points, most);
    }

    internal static IReadOnlyList<T> Thinned<T>(List<T> points, int most) => points.Count <= most
        ? points : [.. Enumerable.Range(0, most).Select(i => points[(int)((long)i * (points.Count - 1) / (most - 1))])];

    // For each unit of `own` the share of `other` below it, a tie counting one half.
    private static double[] Placements(double[] own, double[] other)
    {
        var shares = new double[own.Length];
        var (below, upTo) = (0, 0);
        for (var i = 0; i < own.Length; i++)
        {
            while (below < other.Length && other[below] < own[i])
                below++;
            upTo = Math.Max(upTo, below);
            while (upTo < other.Length && other[upTo] <= own[i])
                upTo++;
            shares[i] = (below + upTo) / (2.0 * other.Length);
        }
        return shares;
    }

    private static double Variance(double[] values, double mean) =>
        values.Length < 2 ? 0 : values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1);
}
