namespace Triage.TrialLog.Statistics;

/// <summary>A tenth of the units, by predicted probability.</summary>
/// <param name="Observed">Share of positives with its interval.</param>
public sealed record CalibrationBin(double From, double To, double MeanPredicted, Estimate Observed, int Units);

/// <summary>
/// Whether predicted probabilities come true. Brier score (Mon. Weather Rev. 78 (1950) 1); intercept and slope of the logistic
/// recalibration (Cox, Biometrika 45 (1958) 562), the intercept with the slope held at 1 (calibration in the large) as Van Calster
/// et al. advise (BMC Med. 17 (2019) 230).
/// </summary>
/// <param name="Brier">Mean squared error, 0 best.</param>
/// <param name="BrierScaled">1 - Brier / Brier of always saying the share of positives; 1 best, 0 useless.</param>
/// <param name="Intercept">0 is ideal; above 0 the predictions are too low. Null: cannot be fitted.</param>
/// <param name="Slope">1 is ideal; below 1 the predictions are too extreme. Null: cannot be fitted.</param>
public sealed record Calibration(double Brier, double? BrierScaled, Estimate? Intercept, Estimate? Slope, IReadOnlyList<CalibrationBin> Bins)
{
    // Probabilities of 0 and 1 have no logit.
    private const double Edge = 1e-6;

    /// <summary>Null without units.</summary>
    public static Calibration? Of(IReadOnlyList<Scored> units, int bins = 10, double level = Confidence.Level)
    {
        if (units.Count == 0)
            return null;
        var brier = units.Average(u => (u.Score - Truth(u)) * (u.Score - Truth(u)));
        var share = units.Average(Truth);
        var (x, y) = (units.Select(Logit).ToArray(), units.Select(Truth).ToArray());
        var mixed = share is > 0 and < 1;
        return new(
            brier, mixed ? 1 - brier / (share * (1 - share)) : null, mixed ? InTheLarge(x, y, level) : null, mixed ? SlopeOf(x, y, level) : null, Table(units, bins, level));
    }

    private static Estimate? InTheLarge(double[] x, double[] y, double level)
    {
        var a = 0.0;
        for (var step = 0; step < 100; step++)
        {
            var (gradient, information) = (0.0, 0.0);
            for (var i = 0; i < x.Length; i++)
            {
                var p = Sigmoid(a + x[i]);
                gradient += y[i] - p;
                information += p * (1 - p);
            }
            if (information < 1e-12)
                return null;
            var move = Math.Clamp(gradient / information, -5, 5);
            a += move;
            if (Math.Abs(move) < 1e-10)
                return With(a, 1 / information, level);
        }
        return null;
    }

    private static Estimate? SlopeOf(double[] x, double[] y, double level)
    {
        var (a, b) = (0.0, 1.0);
        for (var step = 0; step < 100; step++)
        {
            double ga = 0, gb = 0, haa = 0, hab = 0, hbb = 0;
            for (var i = 0; i < x.Length; i++)
            {
                var p = Sigmoid(a + b * x[i]);
                var (residual, weight) = (y[i] - p, p * (1 - p));
                ga += residual;
                gb += residual * x[i];
                haa += weight;
                hab += weight * x[i];
                hbb += weight * x[i] * x[i];
            }
            var determinant = haa * hbb - hab * hab;
            // Flat or separated data: no finite slope.
            if (determinant < 1e-10 * Math.Max(1, haa * hbb))
                return null;
            var (da, db) = ((hbb * ga - hab * gb) / determinant, (haa * gb - hab * ga) / determinant);
            (a, b) = (a + Math.Clamp(da, -5, 5), b + Math.Clamp(db, -5, 5));
            if (Math.Abs(da) + Math.Abs(db) < 1e-10)
                return Math.Abs(b) > 50 ? null : With(b, haa / determinant, level);
        }
        return null;
    }

    private static List<CalibrationBin> Table(IReadOnlyList<Scored> units, int bins, double level)
    {
        var sorted = units.OrderBy(u => u.Score).ToArray();
        var table = new List<CalibrationBin>();
        var start = 0;
        for (var bin = 1; bin <= bins && start < sorted.Length; bin++)
        {
            var end = (int)((long)bin * sorted.Length / bins);
            if (end <= start)
                continue;
            // Equal predictions stay together.
            while (end < sorted.Length && sorted[end].Score == sorted[end - 1].Score)
                end++;
            var part = sorted[start..end];
            table.Add(new(part[0].Score, part[^1].Score, part.Average(u => u.Score), Proportion.Of(part.Count(u => u.Positive), part.Length, level)!, part.Length));
            start = end;
        }
        return table;
    }

    private static Estimate With(double value, double variance, double level)
    {
        var width = Confidence.Z(level) * Math.Sqrt(variance);
        return new(value, value - width, value + width);
    }

    private static double Truth(Scored unit) => unit.Positive ? 1 : 0;

    private static double Logit(Scored unit)
    {
        var p = Math.Clamp(unit.Score, Edge, 1 - Edge);
        return Math.Log(p / (1 - p));
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
