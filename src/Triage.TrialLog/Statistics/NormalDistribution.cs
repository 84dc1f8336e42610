namespace Triage.TrialLog.Statistics;

/// <summary>The standard normal distribution.</summary>
public static class NormalDistribution
{
    /// <summary>Probability of a value at most <paramref name="x"/>; relative error below 1e-12.</summary>
    public static double Cumulative(double x) => x < 0
        ? 0.5 * IncompleteGamma.Upper(0.5, x * x / 2)
        : 1 - 0.5 * IncompleteGamma.Upper(0.5, x * x / 2);

    /// <summary>Value below which a share <paramref name="probability"/> lies; 0 and 1 give the infinities.</summary>
    /// <remarks>Abramowitz and Stegun 26.2.23, refined by Halley's method.</remarks>
    public static double Quantile(double probability)
    {
        if (probability is <= 0 or >= 1 || double.IsNaN(probability))
            return probability == 0 ? double.NegativeInfinity : probability == 1 ? double.PositiveInfinity
                : throw new ArgumentOutOfRangeException(nameof(probability), probability, "a probability lies between 0 and 1");
        var x = Start(probability);
        var error = (Cumulative(x) - probability) * Math.Sqrt(2 * Math.PI) * Math.Exp(x * x / 2);
        return x - error / (1 + x * error / 2);
    }

    // Abramowitz and Stegun 26.2.23: within 4.5e-4, which two steps of the refinement bring to rounding.
    private static double Start(double probability)
    {
        var tail = Math.Min(probability, 1 - probability);
        var t = Math.Sqrt(-2 * Math.Log(tail));
        var x = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
        x = probability < 0.5 ? -x : x;
        var error = (Cumulative(x) - probability) * Math.Sqrt(2 * Math.PI) * Math.Exp(x * x / 2);
        return x - error / (1 + x * error / 2);
    }
}
