using Microsoft.Extensions.Time.Testing;
using Triage.Server.Operations;

namespace Triage.Server.Tests.Operations;

public sealed class LatencyHistoryTests
{
    [Fact]
    public void Quantile_OfManyDurations_IsRightToAQuarter()
    {
        var buckets = new LatencyBuckets();
        for (var ms = 1; ms <= 1000; ms++)
            buckets.Add(ms);

        Assert.InRange(buckets.Quantile(0.5)!.Value, 500 / 1.25, 500 * 1.25);
        Assert.InRange(buckets.Quantile(0.95)!.Value, 950 / 1.25, 950 * 1.25);
        Assert.InRange(buckets.Quantile(1)!.Value, 1000 / 1.25, 1000 * 1.25);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.4)]
    [InlineData(1)]
    [InlineData(90_000)]
    public void Quantile_OfDurationsBeyondTheBounds_IsTheBoundItself(double ms)
    {
        var buckets = new LatencyBuckets();
        buckets.Add(ms);

        Assert.InRange(buckets.Quantile(0.5)!.Value, 0, 12_000);
        Assert.Equal(1, buckets.Count);
    }

    [Fact]
    public void Quantile_OfNothing_IsUnknown()
    {
        var buckets = new LatencyBuckets();
        buckets.Add(double.NaN);

        Assert.Null(buckets.Quantile(0.5));
    }

    [Fact]
    public void Figures_CausesAreKeptApart_AndForgottenAfterAQuarterOfAnHour()
    {
        var clock = new FakeTimeProvider();
        var history = new LatencyHistory(clock);
        history.Add(LatencyCause.Queue, 40);
        clock.Advance(TimeSpan.FromMinutes(10));
        history.Add(LatencyCause.Queue, 400);
        history.Add(LatencyCause.Recognition, 80);

        Assert.Equal([0, 2, 1, 0, 0, 0], history.Figures().Select(f => f.Count));
        clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal([0, 1, 1, 0, 0, 0], history.Figures().Select(f => f.Count));
        Assert.InRange(history.Figures()[(int)LatencyCause.Queue].P95Ms!.Value, 320, 500);
        clock.Advance(TimeSpan.FromDays(2));
        Assert.All(history.Figures(), f => Assert.Null(f.P95Ms));
    }
}
