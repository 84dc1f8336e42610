namespace Triage.TrialLog.Statistics;

/// <summary>Gamma functions. Sources: Lanczos (1964) as given by Godfrey; series and continued fraction of Abramowitz and Stegun 6.5.29, 6.5.31.</summary>
internal static class IncompleteGamma
{
    private static readonly double[] s_lanczos =
    [
        0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
        -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
    ];

    /// <summary>Natural logarithm of gamma; <paramref name="x"/> above 0.</summary>
    public static double LogGamma(double x)
    {
        if (x < 0.5)
            return Math.Log(Math.PI / Math.Sin(Math.PI * x)) - LogGamma(1 - x);
        x -= 1;
        var (sum, t) = (s_lanczos[0], x + 7.5);
        for (var i = 1; i < s_lanczos.Length; i++)
            sum += s_lanczos[i] / (x + i);
        return 0.5 * Math.Log(2 * Math.PI) + (x + 0.5) * Math.Log(t) - t + Math.Log(sum);
    }

    /// <summary>Regularised upper incomplete gamma function Q(a, x); the chi-squared tail with k degrees is Q(k/2, x/2).</summary>
    public static double Upper(double a, double x)
    {
        if (x <= 0)
            return 1;
        var scale = Math.Exp(a * Math.Log(x) - x - LogGamma(a));
        if (x < a + 1)
        {
            var (sum, term) = (1 / a, 1 / a);
            for (var n = 1; n < 1000 && term > sum * 1e-17; n++)
                sum += term *= x / (a + n);
            return 1 - scale * sum;
        }
        // Lentz's way of the continued fraction.
        var b = x + 1 - a;
        var (c, d) = (1e300, 1 / b);
        var fraction = d;
        for (var i = 1; i < 1000; i++)
        {
            var numerator = -i * (i - a);
            b += 2;
            d = 1 / (numerator * d + b);
            c = b + numerator / c;
            var step = d * c;
            fraction *= step;
            if (Math.Abs(step - 1) < 1e-16)
                break;
        }
        return scale * fraction;
    }
}
