using System.Text.Json;
using Triage.Server.Benchmarks.Load;
using Triage.Server.Cli;

namespace Triage.Server.Tests.Benchmarks.Load;

public sealed class SoakReportTests
{
    /// <summary>Nine minutes that rise fast while warming up, then by 3 MB a minute outside the managed heap.</summary>
    private static readonly SoakReport s_rising = Report(at => new(at < 120 ? 500 + at : 620 + 3 * (at - 120) / 60, 200, 220, (int)(at / 60)));

    [Fact]
    public void Trend_LooksAtTheLastTwoThirds_InParts()
    {
        var trend = s_rising.Trend!;
        Assert.Equal((3.0, 0.0, 0.0, 3.0), (Math.Round(trend.WorkingSet, 6), trend.Heap, trend.Committed, Math.Round(trend.Native, 6)));
    }

    [Fact]
    public void Growth_LeavesTheWarmUpOut()
    {
        Assert.InRange(s_rising.WorkingSetGrowth!.Value, 0.02, 0.04);
        Assert.True(SoakReport.Growth([.. s_rising.Samples.Select(s => s.Memory.WorkingSetMb)]) > 0.1);
        Assert.Equal(0.1, s_rising.LiveGrowth!.Value, 9);
    }

    [Fact]
    public void Minutes_AreMediansOfTheirSamples_WarmUpIncluded()
    {
        var minutes = s_rising.ByMinute;
        Assert.Equal(Enumerable.Range(1, 9), minutes.Select(m => m.Minute));
        Assert.Equal((530.0, 200.0, 220.0, 310.0), (minutes[0].WorkingSetMb, minutes[0].HeapMb, minutes[0].CommittedMb, minutes[0].NativeMb));
    }

    [Fact]
    public void Trend_OfTooFewSamples_IsUnknown()
    {
        var two = s_rising with { Samples = [.. s_rising.Samples.Take(2)] };
        Assert.Null(two.Trend);
        Assert.Null((two with { Samples = [] }).Trend);
        Assert.Empty((two with { Samples = [] }).ByMinute);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(2.5, 2.5)]
    [InlineData(-4, -4)]
    public void Slope_OfALine_IsItsOwn(double rise, double expected) =>
        Assert.Equal(expected, SoakReport.Slope([.. Enumerable.Range(0, 20).Select(i => (i / 3.0, 7 + rise * i / 3.0))]), 9);

    [Fact]
    public void Written_SaysEachPartByMinuteAndItsTrend()
    {
        using var json = JsonDocument.Parse(LoadReportJson.Write(s_rising, SampleLoad.Report.Machine));
        var root = json.RootElement;
        Assert.Equal("triage.bench.soak/1", root.GetProperty("schema").GetString());
        Assert.Equal(9, root.GetProperty("by_minute").GetArrayLength());
        Assert.Equal(3, root.GetProperty("trend_mb_per_min").GetProperty("native").GetDouble(), 6);
        Assert.Equal((200.0, 220.0), (root.GetProperty("live_heap_opened_mb").GetDouble(), root.GetProperty("live_heap_closed_mb").GetDouble()));
        var table = LoadReportTable.Render(s_rising);
        Assert.Contains("Pente des deux derniers tiers (Mo/min)        3,0 ; tas géré 0,0 ; hors tas 3,0", table, StringComparison.Ordinal);
        Assert.Contains("Minute (mise en route : 120 s)                1      2 ", table, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^  hors tas géré +310 +360 ", table);
    }

    private static SoakReport Report(Func<double, MemoryReading> memory) => new(
        4, 7, 120, [.. Enumerable.Range(1, 53).Select(i => 10.0 * i).Select(at => new SoakSample(at, memory(at), 0, (int)at))], (200, 220),
        SampleLoad.Clients(300, 600), SampleLoad.Report.Levels[0].Server);
}
