namespace Triage.TrialLog.Statistics;

/// <summary>The beta distribution, and Student's through it. Continued fraction: Abramowitz and Stegun 26.5.8.</summary>
internal static class BetaDistribution
{
    /// <summary>Regularised incomplete beta function I_x(a, b).</summary>
    public static double Cumulative(double x, double a, double b)
    {
        if (x <= 0)
            return 0;
        if (x >= 1)
            return 1;
        var front = Math.Exp(IncompleteGamma.LogGamma(a + b) - IncompleteGamma.LogGamma(a) - IncompleteGamma.LogGamma(b) + a * Math.Log(x) + b * Math.Log(1 - x));
        return x < (a + 1) / (a + b + 2) ? front * Fraction(x, a, b) / a : 1 - front * Fraction(1 - x, b, a) / b;
    }

    /// <summary>By bisection: slow and sure.</summary>
    public static double Quantile(double probability, double a, double b)
    {
        var (low, high) = (0.0, 1.0);
        for (var i = 0; i < 200 && high - low > 1e-15; i++)
        {
            var middle = (low + high) / 2;
            if (Cumulative(middle, a, b) < probability)
                low = middle;
            else
                high = middle;
        }
        return (low + high) / 2;
    }

    /// <summary>Quantile of Student's t, <paramref name="probability"/> above one half.</summary>
    public static double StudentQuantile(double probability, double degrees)
    {
        var x = Quantile(2 * (1 - probability), degrees / 2, 0.5);
        return Math.Sqrt(degrees * (1 - x) / x);
    }

    private static double Fraction(double x, double a, double b)
    {
        const double Tiny = 1e-300;
        var (c, d) = (1.0, 1 - (a + b) * x / (a + 1));
        d = 1 / (Math.Abs(d) < Tiny ? Tiny : d);
        var fraction = d;
        for (var m = 1; m < 10_000; m++)
        {
            var even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            d = 1 / Away(1 + even * d);
            c = Away(1 + even / c);
            fraction *= d * c;
            var odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            d = 1 / Away(1 + odd * d);
            c = Away(1 + odd / c);
            fraction *= d * c;
            if (Math.Abs(d * c - 1) < 1e-15)
                break;
        }
        return fraction;

        static double Away(double value) => Math.Abs(value) < Tiny ? Tiny : value;
    }
}
