using Triage.TrialLog.Statistics;

namespace Triage.TrialLog.Tests.Statistics;

/// <summary>Two judges on 200 patients (Fleiss, Cohen and Everitt 1969, whose unweighted kappa is 0.429 with error 0.054); expected values: R 4.2.2, vcd 1.4.</summary>
public sealed class WeightedKappaTests
{
    private static readonly long[,] s_table = { { 106, 10, 4 }, { 22, 28, 10 }, { 2, 12, 6 } };

    [Theory]
    [InlineData(KappaWeights.None, 0.4285714285714, 0.0537110048692)]
    [InlineData(KappaWeights.Linear, 0.4923076923077, 0.0507186076077)]
    [InlineData(KappaWeights.Quadratic, 0.5666666666667, 0.0556663401582)]
    public void Of_TwoJudges_IsR(KappaWeights weights, double kappa, double error)
    {
        var estimate = WeightedKappa.Of(s_table, weights)!;
        Assert.Equal(kappa, estimate.Value, 10);
        Assert.Equal(kappa - 1.95996398454 * error, estimate.Low!.Value, 8);
        Assert.Equal(kappa + 1.95996398454 * error, estimate.High!.Value, 8);
    }

    [Fact]
    public void Of_OneLevelOnly_HasNoValue()
    {
        Assert.Null(WeightedKappa.Of(new long[,] { { 7, 0 }, { 0, 0 } }, KappaWeights.None));
        Assert.Null(WeightedKappa.Of(new long[2, 2], KappaWeights.None));
        Assert.Equal(1, WeightedKappa.Of(new long[,] { { 7, 0 }, { 0, 5 } }, KappaWeights.Quadratic)!.Value, 12);
    }
}
