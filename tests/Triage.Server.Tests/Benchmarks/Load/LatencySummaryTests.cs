using Triage.Server.Benchmarks.Load;

namespace Triage.Server.Tests.Benchmarks.Load;

public sealed class LatencySummaryTests
{
    [Fact]
    public void Percentiles_OfAHundredValues_AreThoseOfTheirRank()
    {
        var values = Enumerable.Range(1, 100).Select(i => (double)i).Reverse().ToArray();

        Assert.Equal(new(100, 50, 95, 99, 100), LatencySummary.Of(values));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(19)]
    [InlineData(21)]
    public void P95_OfAnyCount_IsTheSmallestThatEnoughDoNotExceed(int count)
    {
        var values = Enumerable.Range(1, count).Select(i => (double)i).ToArray();

        var p95 = LatencySummary.Of(values)!.P95;

        Assert.True(values.Count(v => v <= p95) >= 0.95 * count);
        Assert.True(values.Count(v => v < p95) < 0.95 * count);
    }

    [Fact]
    public void Summary_OfNothing_IsNothing() => Assert.Null(LatencySummary.Of([]));
}
