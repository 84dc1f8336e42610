using Triage.TrialLog.Statistics;

namespace Triage.TrialLog.Tests.Statistics;

/// <summary>The acute myelogenous leukaemia data of Miller (1997); expected values: R 4.2.2, survival 3.4, conf.type="log-log".</summary>
public sealed class KaplanMeierTests
{
    private static readonly KaplanMeier s_maintained = Of([9, 13, -13, 18, 23, -28, 31, 34, -45, 48, -161]);
    private static readonly KaplanMeier s_other = Of([5, 5, 8, 8, 12, -16, 23, 27, 30, 33, 43, 45]);

    [Theory]
    [InlineData(9, 0.90909091, 0.508080206, 0.98667382)]
    [InlineData(18, 0.71590909, 0.350190386, 0.89902397)]
    [InlineData(40, 0.36818182, 0.092829575, 0.65704083)]
    [InlineData(48, 0.18409091, 0.011738480, 0.52501484)]
    public void At_ATime_IsR(double time, double survival, double low, double high)
    {
        var at = s_maintained.At(time)!;
        Assert.Equal(survival, at.Value, 7);
        Assert.Equal(low, at.Low!.Value, 7);
        Assert.Equal(high, at.High!.Value, 7);
    }

    [Fact]
    public void Quantile_OfAHalf_IsR()
    {
        Assert.Equal(new Estimate(31, 13, null), s_maintained.Quantile());
        Assert.Equal(new Estimate(23, 5, 33), s_other.Quantile());
    }

    [Theory]
    [InlineData(30, 24.60227272727, 2.31314937732, 19.69444444444, 3.05419793072)]
    [InlineData(45, 30.73863636364, 4.11408624001, 22.70833333333, 4.18094198103)]
    public void RestrictedMean_ToAHorizon_IsR(double horizon, double maintained, double maintainedError, double other, double otherError)
    {
        var (a, b) = (s_maintained.RestrictedMean(horizon)!.Value, s_other.RestrictedMean(horizon)!.Value);
        Assert.Equal(maintained, a.Mean, 8);
        Assert.Equal(maintainedError, a.Error, 8);
        Assert.Equal(other, b.Mean, 8);
        Assert.Equal(otherError, b.Error, 8);
    }

    [Fact]
    public void Curve_BeyondTheLongestTime_SaysNothing()
    {
        Assert.Null(s_maintained.At(162));
        Assert.Null(s_maintained.RestrictedMean(162));
        Assert.Equal(0, s_other.At(60)!.Value);
        Assert.NotNull(s_other.RestrictedMean(60));
    }

    [Fact]
    public void WeightedRestrictedMean_OfWeightedUnits_IsThatOfRepeatedUnits()
    {
        SurvivalTime[] times = [new(5, true), new(8, false), new(8, true), new(12, true), new(30, false)];
        int[] cluster = [0, 1, 1, 2, 0];
        int[] weights = [2, 0, 3];
        var repeated = KaplanMeier.Of([.. times.SelectMany((t, i) => Enumerable.Repeat(t, weights[cluster[i]]))]);
        var weighted = new WeightedSurvival([.. times.Select((t, i) => (t, cluster[i]))]);
        Assert.Equal(repeated.RestrictedMean(20)!.Value.Mean, weighted.RestrictedMean(weights, 20)!.Value, 12);
        Assert.Equal(repeated.Quantile()!.Value, weighted.Median(weights)!.Value, 12);
        Assert.Equal(1 - repeated.At(10)!.Value, weighted.EventShare(weights, 10)!.Value, 12);
    }

    private static KaplanMeier Of(int[] times) => KaplanMeier.Of([.. times.Select(t => new SurvivalTime(Math.Abs(t), t > 0))]);
}
