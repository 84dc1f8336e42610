using Triage.TrialLog.Statistics;

namespace Triage.TrialLog.Tests.Statistics;

/// <summary>Sixty predictions and outcomes drawn by R with a seed; expected values: R 4.2.2, glm(binomial), which stops at a deviance of 1e-8 (so five decimals), and sums by hand in R.</summary>
public sealed class CalibrationTests
{
    private static readonly double[] s_predicted =
    [
        0.949, 0.092, 0.176, 0.246, 0.124, 0.128, 0.651, 0.337, 0.433, 0.942, 0.509, 0.973, 0.949, 0.497, 0.912, 0.55, 0.137, 0.277, 0.376, 0.728, 0.681, 0.636,
        0.811, 0.07, 0.804, 0.444, 0.652, 0.596, 0.122, 0.286, 0.141, 0.641, 0.417, 0.35, 0.244, 0.207, 0.73, 0.104, 0.329, 0.493, 0.79, 0.175, 0.283, 0.078,
        0.252, 0.249, 0.821, 0.596, 0.414, 0.71, 0.29, 0.375, 0.513, 0.887, 0.642, 0.555, 0.055, 0.494, 0.438, 0.136,
    ];

    private static readonly string s_true = "100000000101110011101110101001001001111011000010110111100101";

    private static readonly Scored[] s_units = [.. s_predicted.Select((p, i) => new Scored(p, s_true[i] == '1'))];

    [Fact]
    public void Of_Predictions_IsR()
    {
        var calibration = Calibration.Of(s_units)!;
        Assert.Equal(0.224507383333, calibration.Brier, 10);
        Assert.Equal(0.603827744084, calibration.Slope!.Value, 8);
        Assert.Equal(0.171205002285, calibration.Slope.Low!.Value, 1e-6);
        Assert.Equal(1.03645048588, calibration.Slope.High!.Value, 1e-6);
        Assert.Equal(0.234508094201, calibration.Intercept!.Value, 8);
        Assert.Equal(-0.363914182553, calibration.Intercept.Low!.Value, 1e-6);
        Assert.Equal(0.832930370954, calibration.Intercept.High!.Value, 1e-6);
        Assert.Equal(60, calibration.Bins.Sum(b => b.Units));
        Assert.Equal(10, calibration.Bins.Count);
        Assert.Equal(s_true.Count(c => c == '1'), calibration.Bins.Sum(b => b.Observed.Value * b.Units), 9);
    }

    [Fact]
    public void Of_SeparatedOrOneKind_HasNoSlope()
    {
        Assert.Null(Calibration.Of([new(0.9, true), new(0.8, true), new(0.2, false), new(0.1, false)])!.Slope);
        Assert.Null(Calibration.Of([new(0.9, true)])!.Slope);
        Assert.Null(Calibration.Of([]));
    }

    [Theory]
    [InlineData(0.2, 0.345833333333, 0.375)]
    [InlineData(0.4, 0.188888888889, 0.166666666667)]
    public void DecisionCurve_AtAThreshold_IsTheSumByHand(double threshold, double model, double everyone)
    {
        var point = Assert.Single(DecisionCurve.Of(s_units, [threshold]));
        Assert.Equal(model, point.Model, 10);
        Assert.Equal(everyone, point.Everyone, 10);
    }

    [Fact]
    public void PrecisionRecall_OfPredictions_IsAveragePrecision()
    {
        var area = PrecisionRecallCurve.Area(s_units)!;
        Assert.Equal(0.747559012898, area.Value, 10);
        // Boyd, Eng and Page (2013): logit plus or minus 1.96 / sqrt(positives x area x (1 - area)).
        var half = 1.95996398454 / Math.Sqrt(s_true.Count(c => c == '1') * 0.747559012898 * (1 - 0.747559012898));
        Assert.Equal(1 / (1 + Math.Exp(-(Math.Log(0.747559012898 / (1 - 0.747559012898)) - half))), area.Low!.Value, 8);
        Assert.Null(PrecisionRecallCurve.Area([new(0.3, false)]));
        Assert.Equal(1, PrecisionRecallCurve.Points(s_units)[^1].Recall);
    }
}
