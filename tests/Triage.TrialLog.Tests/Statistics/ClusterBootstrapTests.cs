using Triage.TrialLog.Statistics;

namespace Triage.TrialLog.Tests.Statistics;

public sealed class ClusterBootstrapTests
{
    // Populations of 49 cities in 1920 and 1930 (Davison and Hinkley 1997, example 1.2).
    private static readonly double[] s_before = [138, 93, 61, 179, 48, 37, 29, 23, 30, 2, 38, 46, 71, 25, 298, 74, 50, 76, 381, 387, 78, 60, 507, 50, 77, 64, 40, 136, 243, 256, 94, 36, 45, 67, 120, 172, 66, 46, 121, 44, 64, 56, 40, 116, 87, 43, 43, 161, 36];
    private static readonly double[] s_after = [143, 104, 69, 260, 75, 63, 50, 48, 111, 50, 52, 53, 79, 57, 317, 93, 58, 80, 464, 459, 106, 57, 634, 64, 89, 77, 60, 139, 291, 288, 85, 46, 53, 67, 115, 183, 86, 65, 113, 58, 63, 142, 64, 130, 105, 61, 50, 232, 54];

    // R 4.2.2, boot 1.3, 20,000 draws: percentile 1.178 to 1.317, BCa 1.181 to 1.321.
    [Theory]
    [InlineData(BootstrapLimits.Percentile, 1.178, 1.317)]
    [InlineData(BootstrapLimits.BiasCorrectedAccelerated, 1.181, 1.321)]
    public void Of_CitiesRatio_IsNearR(BootstrapLimits limits, double low, double high)
    {
        var ratio = ClusterBootstrap.Of(s_before.Length, Ratio, 3, 20_000, limits)!;
        Assert.Equal(s_after.Sum() / s_before.Sum(), ratio.Value, 12);
        // A draw of 20,000 settles a limit to about 0.002; BCa's tails are widened for 49 clusters, which moves its upper limit by about 0.006.
        Assert.Equal(low, ratio.Low!.Value, 0.009);
        Assert.Equal(high, ratio.High!.Value, 0.009);
    }

    [Fact]
    public void Of_TheSameSeed_IsTheSameAndAnotherIsNot()
    {
        Assert.Equal(ClusterBootstrap.Of(49, Ratio, 3), ClusterBootstrap.Of(49, Ratio, 3));
        Assert.NotEqual(ClusterBootstrap.Of(49, Ratio, 3), ClusterBootstrap.Of(49, Ratio, 4));
    }

    [Fact]
    public void Of_FewClusters_WidensThePercentileInterval()
    {
        Func<int[], double?> mean = w => w[..5].Select((n, i) => n * (double)i).Sum() / Math.Max(1, w[..5].Sum());
        var (plain, wide) = (ClusterBootstrap.Of(5, mean, 1, limits: BootstrapLimits.Percentile)!, ClusterBootstrap.Of(5, mean, 1)!);
        Assert.True(wide.Low < plain.Low && plain.High < wide.High);
    }

    [Fact]
    public void Of_OneClusterOrNoValue_HasNoInterval()
    {
        Assert.Equal(new Estimate(2), ClusterBootstrap.Of(1, _ => 2, 1));
        Assert.Null(ClusterBootstrap.Of(3, _ => null, 1));
        Assert.Null(ClusterBootstrap.Of(0, _ => 1, 1));
        var first = true;
        Assert.Equal(new Estimate(1), ClusterBootstrap.Of(3, _ => first ? (first = false, 1.0).Item2 : null, 1));
    }

    [Theory]
    [InlineData(BootstrapLimits.ExpandedPercentile)]
    [InlineData(BootstrapLimits.BiasCorrectedAccelerated)]
    public void Coverage_OfOperatorsShares_IsNearNominal(BootstrapLimits limits) => AssertCovers(400, limits);

    [Theory]
    [Trait("Category", "Long")]
    [InlineData(BootstrapLimits.ExpandedPercentile)]
    [InlineData(BootstrapLimits.BiasCorrectedAccelerated)]
    public void Coverage_OfOperatorsSharesInManyTrials_IsNearNominal(BootstrapLimits limits) => AssertCovers(4000, limits);

    // Thirty operators of unequal size whose own shares differ (intraclass correlation about 0.1): the interval of the common share.
    private static void AssertCovers(int trials, BootstrapLimits limits)
    {
        var random = new SeededRandom(2026);
        var covered = 0;
        for (var trial = 0; trial < trials; trial++)
        {
            var (events, units) = (new int[30], new int[30]);
            for (var i = 0; i < 30; i++)
            {
                units[i] = 5 + random.Below(20);
                // Symmetric around 0.4, so the share over calls is 0.4 whatever the sizes.
                var own = 0.4 + 0.5 * (random.Uniform() - 0.5);
                for (var c = 0; c < units[i]; c++)
                    events[i] += random.Chance(own) ? 1 : 0;
            }
            double? Share(int[] w)
            {
                var (e, n) = (0, 0);
                for (var i = 0; i < 30; i++)
                    (e, n) = (e + w[i] * events[i], n + w[i] * units[i]);
                return n == 0 ? null : (double)e / n;
            }
            covered += ClusterBootstrap.Of(30, Share, (ulong)trial, 600, limits)!.Covers(0.4) ? 1 : 0;
        }
        Assert.InRange((double)covered / trials, 0.93, 0.985);
    }

    private static double? Ratio(int[] weights)
    {
        var (before, after) = (0.0, 0.0);
        for (var i = 0; i < weights.Length; i++)
            (before, after) = (before + weights[i] * s_before[i], after + weights[i] * s_after[i]);
        return after / before;
    }
}
