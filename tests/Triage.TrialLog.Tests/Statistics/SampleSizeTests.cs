using Triage.TrialLog.Statistics;

namespace Triage.TrialLog.Tests.Statistics;

public sealed class SampleSizeTests
{
    // R 4.2.2, power.prop.test: 76.707 and 355.943.
    [Theory]
    [InlineData(0.5, 0.75, 0.9, 77)]
    [InlineData(0.6, 0.7, 0.8, 356)]
    public void TwoProportions_OfShares_IsR(double control, double treated, double power, long perArm) =>
        Assert.Equal(perArm, SampleSize.TwoProportions(control, treated, power: power).PerArm);

    // Schoenfeld's formula by hand: 4 x (1.959964 + 0.841621)^2 / ln(1.5)^2 = 190.97 and (.. + 1.281552)^2 / ln(2)^2 = 87.48.
    [Theory]
    [InlineData(1.5, 0.8, 191)]
    [InlineData(2, 0.9, 88)]
    public void LogRank_OfAHazardRatio_NeedsSchoenfeldsEvents(double ratio, double power, long events) =>
        Assert.Equal(events, SampleSize.LogRank(ratio, 1, power: power).Events);

    [Fact]
    public void LogRank_RareEventsAndDesignEffect_MultiplyTheUnits()
    {
        var all = SampleSize.LogRank(1.5, 1);
        var half = SampleSize.LogRank(1.5, 0.5, designEffect: 1.5);
        Assert.Equal(96, all.PerArm);
        Assert.Equal(191, half.Independent);
        Assert.Equal(287, half.PerArm);
    }

    // Eldridge, Ashby and Kerry (2006): with m = 20, ICC 0.05 and no variation 1.95; a variation of 0.65 makes it 2.3725.
    [Fact]
    public void DesignEffect_OfClusters_GrowsWithTheirVariation()
    {
        Assert.Equal(1.95, SampleSize.DesignEffect(20, 0.05), 12);
        Assert.Equal(2.3725, SampleSize.DesignEffect(20, 0.05, 0.65), 12);
        Assert.Equal(1, SampleSize.DesignEffect(1, 0.5));
    }

    // Buderer (1996): 0.9 within 0.05 needs 1.96^2 x 0.9 x 0.1 / 0.05^2 = 138.3 positives.
    [Fact]
    public void Sensitivity_WithinAWidth_NeedsBuderersPositives() => Assert.Equal(139, SampleSize.Sensitivity(0.9, 0.05));

    [Fact]
    public void Sizes_OfNoDifference_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => SampleSize.TwoProportions(0.5, 0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => SampleSize.LogRank(1, 0.9));
        Assert.Throws<ArgumentOutOfRangeException>(() => SampleSize.DesignEffect(20, 1.5));
    }

    // By R: mean squares of a one-way analysis of variance of 3/10, 1/8, 4/12, 0/9, 2/6.
    [Fact]
    public void IntraclassCorrelation_OfShares_IsTheAnalysisOfVariance()
    {
        var icc = IntraclassCorrelation.OfShares([(3, 10), (1, 8), (4, 12), (0, 9), (2, 6), (0, 0)]);
        Assert.Equal(0.0166967707829, icc!.Value, 9);
        Assert.Null(IntraclassCorrelation.OfShares([(1, 3)]));
        Assert.Null(IntraclassCorrelation.OfShares([(0, 3), (0, 4)]));
    }
}
