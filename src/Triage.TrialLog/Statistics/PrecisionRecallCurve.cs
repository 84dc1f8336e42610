namespace Triage.TrialLog.Statistics;

/// <summary>A point of a precision-recall curve.</summary>
public readonly record struct PrecisionRecallPoint(double Threshold, double Recall, double Precision);

/// <summary>
/// Precision against recall. The area is average precision (no interpolation between thresholds), its interval the logit one of
/// Boyd, Eng and Page (ECML 2013): of the estimators compared there, one that keeps its coverage when positives are rare.
/// </summary>
public static class PrecisionRecallCurve
{
    /// <summary>Average precision; null without a positive unit. Its floor is the share of positives, not zero.</summary>
    public static Estimate? Area(IReadOnlyList<Scored> units, double level = Confidence.Level)
    {
        var positives = units.Count(u => u.Positive);
        if (positives == 0)
            return null;
        var (area, recall) = (0.0, 0.0);
        foreach (var point in Steps(units))
        {
            area += (point.Recall - recall) * point.Precision;
            recall = point.Recall;
        }
        if (area >= 1 - 1e-12)
            return new(1);
        var (logit, width) = (Math.Log(area / (1 - area)), Confidence.Z(level) / Math.Sqrt(positives * area * (1 - area)));
        return new(area, 1 / (1 + Math.Exp(width - logit)), 1 / (1 + Math.Exp(-width - logit)));
    }

    /// <summary>From the highest threshold down; at most about <paramref name="most"/> points.</summary>
    public static IReadOnlyList<PrecisionRecallPoint> Points(IReadOnlyList<Scored> units, int most = 200) =>
        units.Any(u => u.Positive) ? RocCurve.Thinned(Steps(units).ToList(), most) : [];

    private static IEnumerable<PrecisionRecallPoint> Steps(IReadOnlyList<Scored> units)
    {
        var sorted = units.OrderByDescending(u => u.Score).ToArray();
        double positives = sorted.Count(u => u.Positive);
        var hits = 0;
        for (var i = 0; i < sorted.Length; i++)
        {
            if (sorted[i].Positive)
                hits++;
            if (i + 1 == sorted.Length || sorted[i + 1].Score != sorted[i].Score)
                yield return new(sorted[i].Score, hits / positives, hits / (i + 1.0));
        }
    }
}
