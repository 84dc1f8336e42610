namespace Triage.TrialLog.Statistics;

/// <summary>How many units a trial needs.</summary>
/// <param name="PerArm">Units of the analysis (vital emergencies, as a rule) in each arm, design effect included.</param>
/// <param name="Independent">The same if units were independent.</param>
/// <param name="DesignEffect">By how much clustering multiplies it.</param>
/// <param name="Events">Events needed in both arms together; null where the formula counts none.</param>
public sealed record NeededUnits(long PerArm, long Independent, double DesignEffect, long? Events);

/// <summary>Sample size of a two-arm trial with equal arms, two-sided test, with a design effect for clusters.</summary>
public static class SampleSize
{
    /// <summary>Two shares. Fleiss, Levin and Paik (2003), 4.14 (no continuity correction).</summary>
    public static NeededUnits TwoProportions(double control, double treated, double alpha = 0.05, double power = 0.8, double designEffect = 1)
    {
        CheckShare(control, nameof(control));
        CheckShare(treated, nameof(treated));
        CheckErrors(alpha, power, designEffect);
        if (control == treated)
            throw new ArgumentOutOfRangeException(nameof(treated), treated, "both arms have the same share: no size shows a difference");
        var mean = (control + treated) / 2;
        var root = Confidence.Z(1 - alpha) * Math.Sqrt(2 * mean * (1 - mean))
            + NormalDistribution.Quantile(power) * Math.Sqrt(control * (1 - control) + treated * (1 - treated));
        var units = root * root / ((control - treated) * (control - treated));
        return new(Up(units * designEffect), Up(units), designEffect, null);
    }

    /// <summary>Times to an event under proportional hazards. Schoenfeld, Biometrics 39 (1983) 499.</summary>
    /// <param name="hazardRatio">Treated over control; above 1: the event comes sooner.</param>
    /// <param name="eventShare">Share of all units whose event is seen, 0 to 1.</param>
    public static NeededUnits LogRank(double hazardRatio, double eventShare, double alpha = 0.05, double power = 0.8, double designEffect = 1)
    {
        if (!(hazardRatio > 0) || hazardRatio == 1 || double.IsInfinity(hazardRatio))
            throw new ArgumentOutOfRangeException(nameof(hazardRatio), hazardRatio, "a hazard ratio is above 0 and not 1");
        if (!(eventShare > 0 && eventShare <= 1))
            throw new ArgumentOutOfRangeException(nameof(eventShare), eventShare, "a share above 0, at most 1");
        CheckErrors(alpha, power, designEffect);
        var z = Confidence.Z(1 - alpha) + NormalDistribution.Quantile(power);
        var events = 4 * z * z / Math.Pow(Math.Log(hazardRatio), 2);
        return new(Up(events / eventShare / 2 * designEffect), Up(events / eventShare / 2), designEffect, Up(events * designEffect));
    }

    /// <summary>Positives needed so that the interval of a sensitivity is at most <paramref name="halfWidth"/> each side. Buderer, Acad. Emerg. Med. 3 (1996) 895.</summary>
    public static long Sensitivity(double expected, double halfWidth, double level = Confidence.Level)
    {
        CheckShare(expected, nameof(expected));
        CheckShare(halfWidth, nameof(halfWidth));
        var z = Confidence.Z(level);
        return Up(z * z * expected * (1 - expected) / (halfWidth * halfWidth));
    }

    /// <summary>
    /// 1 + ((1 + cv²) m - 1) ICC for clusters of mean size <paramref name="meanSize"/> that vary by a coefficient <paramref name="variation"/>
    /// (Eldridge, Ashby and Kerry, Int. J. Epidemiol. 35 (2006) 1292). Of clusters allocated as a whole; where each call of an operator
    /// is allocated by itself the arms share operators and this is on the safe side.
    /// </summary>
    public static double DesignEffect(double meanSize, double intraclassCorrelation, double variation = 0)
    {
        if (!(meanSize >= 1) || double.IsInfinity(meanSize))
            throw new ArgumentOutOfRangeException(nameof(meanSize), meanSize, "at least 1");
        if (intraclassCorrelation is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(intraclassCorrelation), intraclassCorrelation, "between 0 and 1");
        if (!(variation >= 0) || double.IsInfinity(variation))
            throw new ArgumentOutOfRangeException(nameof(variation), variation, "at least 0");
        return Math.Max(1, 1 + ((1 + variation * variation) * meanSize - 1) * intraclassCorrelation);
    }

    private static void CheckShare(double value, string name)
    {
        if (value is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(name, value, "a share between 0 and 1");
    }

    private static void CheckErrors(double alpha, double power, double designEffect)
    {
        CheckShare(alpha, nameof(alpha));
        CheckShare(power, nameof(power));
        if (!(designEffect >= 1) || double.IsInfinity(designEffect))
            throw new ArgumentOutOfRangeException(nameof(designEffect), designEffect, "at least 1");
    }

    // 1e-9: a whole number stays itself whatever the binary fractions make of it.
    private static long Up(double units) => (long)Math.Ceiling(units - 1e-9);
}
