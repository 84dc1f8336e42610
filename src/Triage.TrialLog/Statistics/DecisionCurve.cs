namespace Triage.TrialLog.Statistics;

/// <summary>Net benefit at one threshold, in true positives per unit.</summary>
/// <param name="Threshold">Probability from which one would act; its odds say how many false alerts one true one is worth.</param>
/// <param name="Model">Of acting on the model.</param>
/// <param name="Everyone">Of acting on every unit; acting on none is 0.</param>
public readonly record struct NetBenefit(double Threshold, double Model, double Everyone);

/// <summary>Decision curve analysis. Vickers and Elkin, Med. Decis. Making 26 (2006) 565.</summary>
public static class DecisionCurve
{
    /// <summary>Net benefit = TP/n - FP/n x t/(1-t) at each threshold; empty without units.</summary>
    /// <param name="thresholds">Each above 0 and below 1.</param>
    public static IReadOnlyList<NetBenefit> Of(IReadOnlyList<Scored> units, IReadOnlyList<double> thresholds)
    {
        if (units.Count == 0)
            return [];
        double n = units.Count;
        var share = units.Count(u => u.Positive) / n;
        var curve = new List<NetBenefit>(thresholds.Count);
        foreach (var threshold in thresholds)
        {
            if (threshold is <= 0 or >= 1)
                throw new ArgumentOutOfRangeException(nameof(thresholds), threshold, "a threshold lies between 0 and 1");
            var odds = threshold / (1 - threshold);
            var (hits, falses) = (0, 0);
            foreach (var unit in units)
                if (unit.Score >= threshold)
                    _ = unit.Positive ? hits++ : falses++;
            curve.Add(new(threshold, hits / n - falses / n * odds, share - (1 - share) * odds));
        }
        return curve;
    }
}
