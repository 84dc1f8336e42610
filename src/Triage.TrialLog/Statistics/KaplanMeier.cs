namespace Triage.TrialLog.Statistics;

/// <summary>A step of the curve: from <paramref name="Time"/> on, a share <paramref name="Survival"/> is still without the event.</summary>
/// <param name="Low">Pointwise limits on the log(-log) scale; equal to the value where they do not exist (1 or 0).</param>
public readonly record struct SurvivalStep(double Time, double AtRisk, double Events, double Survival, double Low, double High);

/// <summary>
/// Product-limit estimate (Kaplan and Meier, J. Am. Stat. Assoc. 53 (1958) 457) with Greenwood's variance; limits on the
/// log(-log) scale (Kalbfleisch and Prentice 1980, 1.3), which stay inside 0 to 1. Events come before withdrawals of the same time.
/// </summary>
public sealed class KaplanMeier
{
    private KaplanMeier(IReadOnlyList<SurvivalStep> steps, int units, double longest) => (Steps, Units, Longest) = (steps, units, longest);

    /// <summary>One for each time with an event, in order.</summary>
    public IReadOnlyList<SurvivalStep> Steps { get; }

    public int Units { get; }

    /// <summary>Until when anyone was watched; the curve says nothing beyond.</summary>
    public double Longest { get; }

    public static KaplanMeier Of(IReadOnlyList<SurvivalTime> times, double level = Confidence.Level)
    {
        var sorted = times.OrderBy(t => t.Time).ThenByDescending(t => t.Event).ToArray();
        if (sorted.Length > 0 && !(sorted[0].Time >= 0))
            throw new ArgumentOutOfRangeException(nameof(times), sorted[0].Time, "a time is negative or not a number");
        var z = Confidence.Z(level);
        var steps = new List<SurvivalStep>();
        var (survival, greenwood) = (1.0, 0.0);
        for (var i = 0; i < sorted.Length;)
        {
            var (from, events) = (i, 0);
            for (; i < sorted.Length && sorted[i].Time == sorted[from].Time; i++)
                events += sorted[i].Event ? 1 : 0;
            if (events == 0)
                continue;
            double atRisk = sorted.Length - from;
            survival *= 1 - events / atRisk;
            greenwood += atRisk > events ? events / (atRisk * (atRisk - events)) : 0;
            steps.Add(new(sorted[from].Time, atRisk, events, survival, Limit(survival, greenwood, z), Limit(survival, greenwood, -z)));
        }
        return new(steps, sorted.Length, sorted.Length == 0 ? 0 : sorted[^1].Time);
    }

    /// <summary>Share still without the event at a time; null beyond <see cref="Longest"/> unless the curve has reached 0.</summary>
    public Estimate? At(double time)
    {
        var index = LastAt(time);
        if (time > Longest && !(index >= 0 && Steps[index].Survival <= 0))
            return null;
        return index < 0 ? new(1) : new(Steps[index].Survival, Steps[index].Low, Steps[index].High);
    }

    /// <summary>First time at which at most <paramref name="share"/> is left; a limit that the curve does not reach is null, so is the whole.</summary>
    /// <remarks>Brookmeyer and Crowley, Biometrics 38 (1982) 29.</remarks>
    public Estimate? Quantile(double share = 0.5)
    {
        const double Rounding = 1e-12;
        double? First(Func<SurvivalStep, double> of) => Steps.Where(s => of(s) <= share + Rounding).Select(s => (double?)s.Time).FirstOrDefault();
        return First(s => s.Survival) is { } value ? new(value, First(s => s.Low), First(s => s.High)) : null;
    }

    /// <summary>
    /// Mean time without the event up to <paramref name="horizon"/>, with its standard error; null when nobody was watched for so long
    /// and some had had no event. Royston and Parmar, BMC Med. Res. Methodol. 13 (2013) 152; variance of Klein and Moeschberger (2003) 4.5.
    /// </summary>
    public (double Mean, double Error)? RestrictedMean(double horizon)
    {
        if (horizon > Longest && !(Steps.Count > 0 && Steps[^1].Survival <= 0))
            return null;
        var (area, survival, at) = (0.0, 1.0, 0.0);
        var within = Steps.TakeWhile(s => s.Time <= horizon).ToArray();
        var areaBefore = new double[within.Length];
        for (var i = 0; i < within.Length; i++)
        {
            area += survival * (within[i].Time - at);
            (survival, at, areaBefore[i]) = (within[i].Survival, within[i].Time, area);
        }
        area += survival * (horizon - at);
        var variance = 0.0;
        for (var i = 0; i < within.Length; i++)
        {
            var rest = area - areaBefore[i];
            if (within[i].AtRisk > within[i].Events)
                variance += rest * rest * within[i].Events / (within[i].AtRisk * (within[i].AtRisk - within[i].Events));
        }
        return (area, Math.Sqrt(variance));
    }

    private int LastAt(double time)
    {
        var (low, high) = (0, Steps.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Steps[middle].Time <= time)
                low = middle + 1;
            else
                high = middle;
        }
        return low - 1;
    }

    private static double Limit(double survival, double greenwood, double z) =>
        survival is <= 0 or >= 1 ? survival : Math.Pow(survival, Math.Exp(z * Math.Sqrt(greenwood) / -Math.Log(survival)));
}
