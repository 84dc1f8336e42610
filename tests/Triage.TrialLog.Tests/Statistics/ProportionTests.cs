using Triage.TrialLog.Statistics;

namespace Triage.TrialLog.Tests.Statistics;

/// <summary>Expected values: R 4.2.2, prop.test(correct=FALSE) and binom.test; 81/263 and 15/148 are also Newcombe's (Stat. Med. 17 (1998) 857).</summary>
public sealed class ProportionTests
{
    [Theory]
    [InlineData(81, 263, 0.255288519878, 0.366209576983)]
    [InlineData(15, 148, 0.0623863995307, 0.160487241723)]
    [InlineData(0, 20, 0, 0.161125158053)]
    [InlineData(1, 29, 0.00611321429276, 0.171755218793)]
    [InlineData(40, 40, 0.912378398803, 1)]
    public void Wilson_OfCounts_IsR(long events, long total, double low, double high) => AssertLimits(Proportion.Wilson(events, total), low, high);

    [Theory]
    [InlineData(81, 263, 0.252736745585, 0.367621922601)]
    [InlineData(15, 148, 0.0578440100834, 0.161650490349)]
    [InlineData(0, 20, 0, 0.168433470983)]
    [InlineData(1, 29, 0.00087264688358, 0.177644295489)]
    [InlineData(40, 40, 0.911902697121, 1)]
    public void Exact_OfCounts_IsR(long events, long total, double low, double high) => AssertLimits(Proportion.Exact(events, total), low, high);

    [Fact]
    public void Of_FewUnits_IsExactAndOfManyWilson()
    {
        Assert.Equal(Proportion.Exact(3, 39), Proportion.Of(3, 39));
        Assert.Equal(Proportion.Wilson(3, 40), Proportion.Of(3, 40));
        Assert.Null(Proportion.Of(0, 0));
    }

    // Newcombe, Stat. Med. 17 (1998) 873, table II, example (a), method 10.
    [Fact]
    public void Difference_OfNewcombesExample_IsAsPublished()
    {
        var difference = Proportion.Difference(56, 70, 48, 80);
        Assert.Equal(0.2, difference.Value, 10);
        Assert.Equal(0.0524, difference.Low!.Value, 4);
        Assert.Equal(0.3339, difference.High!.Value, 4);
    }

    [Fact]
    public void McNemarExact_OfDiscordantPairs_IsTheBinomialTest()
    {
        Assert.Equal(0.143463134766, Proportion.McNemarExact(5, 12), 10);
        Assert.Equal(1, Proportion.McNemarExact(0, 0));
        Assert.Equal(1, Proportion.McNemarExact(4, 4));
    }

    [Fact]
    public void Wilson_MoreEventsThanUnits_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => Proportion.Wilson(3, 2));

    private static void AssertLimits(Estimate estimate, double low, double high)
    {
        Assert.Equal(low, estimate.Low!.Value, 9);
        Assert.Equal(high, estimate.High!.Value, 9);
    }
}
