using System.Globalization;
using Triage.Core.Scheduling;
using Triage.Server.Operations;

namespace Triage.Server.Tests.Operations;

public sealed class FigureChartTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Of_AQuarterOfAnHour_KeepsThePeakOfEachStretchInBoundedLength()
    {
        var samples = Enumerable.Range(0, 900).Select(i => Sample(Now.AddSeconds(i - 899), i == 451 ? 8 : 2)).ToList();

        var chart = FigureChart.Of(samples, Now, 1, s => s.Running);

        Assert.Equal((10, 2, 2, 8), (chart.Top, chart.Last, chart.Least, chart.Most));
        Assert.Equal(180, Points(chart.Path).Count);
        Assert.Equal(12, Points(chart.Path).Min(p => p.Y), 3); // 8 of 10 in a box of 60
        Assert.True(chart.Path.Length < 4000);
        Assert.Single(chart.Path, 'M');
    }

    [Fact]
    public void Of_ATimeWithoutSamples_BreaksTheLine()
    {
        var samples = new[] { Sample(Now.AddSeconds(-600), 1), Sample(Now.AddSeconds(-10), 1) };

        Assert.Equal(2, FigureChart.Of(samples, Now, 1, s => s.Running).Path.Count(c => c == 'M'));
    }

    [Fact]
    public void Of_ValuesUnknownOldOrNotFinite_LeavesThemOut()
    {
        var samples = new[] { Sample(Now.AddMinutes(-16), 5), Sample(Now.AddSeconds(-5), 3), Sample(Now.AddSeconds(-4), 4) };

        Assert.Equal("", FigureChart.Of(samples, Now, 1, s => s.Demand).Path);
        Assert.Equal("", FigureChart.Of(samples, Now, 1, _ => double.NaN).Path);
        Assert.Equal(4, FigureChart.Of(samples, Now, 1, s => s.Running).Most);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.03, 0.05)]
    [InlineData(1, 1)]
    [InlineData(1.2, 2)]
    [InlineData(37, 50)]
    [InlineData(600, 1000)]
    public void Rounded_Value_IsTheNextOfOneTwoFive(double value, double top) => Assert.Equal(top, FigureChart.Rounded(value), 9);

    [Fact]
    public void History_MoreThanItHolds_KeepsTheNewestInOrder()
    {
        var history = new FigureHistory();
        for (var i = 0; i < 2000; i++)
            history.Add(Sample(Now.AddSeconds(i), i));

        Assert.Equal(Enumerable.Range(1100, 900), history.Samples().Select(s => s.Running));
    }

    private static FigureSample Sample(DateTimeOffset at, int running) => new(at, 0, null, running, 0, 0, LoadStep.Full, 0, 0, 0, 0, 0, 0, 0);

    private static List<(double X, double Y)> Points(string path) =>
        [.. path.Split('M', 'L').Skip(1).Select(p => p.Split(' ')).Select(p => (double.Parse(p[0], CultureInfo.InvariantCulture), double.Parse(p[1], CultureInfo.InvariantCulture)))];
}
