using Triage.TrialLog.Statistics;

namespace Triage.TrialLog.Tests.Statistics;

/// <summary>Expected values: R 4.2.2 (qnorm, pnorm, qt).</summary>
public sealed class NormalDistributionTests
{
    [Theory]
    [InlineData(1e-10, -6.3613409024)]
    [InlineData(0.025, -1.95996398454)]
    [InlineData(0.3, -0.524400512708)]
    [InlineData(0.975, 1.95996398454)]
    public void Quantile_OfAProbability_IsR(double probability, double expected) => Assert.Equal(expected, NormalDistribution.Quantile(probability), 9);

    [Theory]
    [InlineData(-8, 6.22096057427e-16)]
    [InlineData(-1.5, 0.0668072012689)]
    [InlineData(0.7, 0.758036347777)]
    [InlineData(3, 0.998650101968)]
    public void Cumulative_OfAValue_IsR(double x, double expected) => Assert.InRange(NormalDistribution.Cumulative(x) / expected, 1 - 1e-9, 1 + 1e-9);

    [Theory]
    [InlineData(3, 3.18244630528)]
    [InlineData(9, 2.2621571628)]
    [InlineData(39, 2.02269092004)]
    public void StudentQuantile_OfDegrees_IsR(double degrees, double expected) => Assert.Equal(expected, BetaDistribution.StudentQuantile(0.975, degrees), 8);

    [Fact]
    public void Quantile_OutsideZeroToOne_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => NormalDistribution.Quantile(-0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => NormalDistribution.Quantile(double.NaN));
    }
}
