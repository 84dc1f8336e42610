using FsCheck.Xunit;
using Triage.Server.Benchmarks;

namespace Triage.Server.Tests.Benchmarks;

public sealed class DistributionTests
{
    [Fact]
    public void Of_OneToTwenty_HasTheMiddleAndTheNineteenth() =>
        Assert.Equal(new Distribution(20, 10.5, 10.5, 19), Distribution.Of([.. Enumerable.Range(1, 20).Select(i => (double)i).Reverse()]));

    [Fact]
    public void Of_OneValue_IsThatValue() => Assert.Equal(new Distribution(1, 3, 3, 3), Distribution.Of([3]));

    [Fact]
    public void Of_Nothing_IsRefused() => Assert.Throws<ArgumentException>(() => Distribution.Of([]));

    [Property]
    public bool Of_AnyValues_AtLeast95PercentDoNotPassP95(int[] values)
    {
        if (values.Length == 0)
            return true;
        var distribution = Distribution.Of([.. values.Select(v => (double)v)]);
        return values.Count(v => v <= distribution.P95) >= 0.95 * values.Length && distribution.Median <= distribution.P95;
    }
}
