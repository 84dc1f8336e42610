using Triage.Training.Evaluation;

namespace Triage.Training.Tests.Evaluation;

public sealed class BootstrapTests
{
    private static readonly (double, double)[] s_units = [.. Enumerable.Range(0, 400).Select(i => (i % 10 == 0 ? 1.0 : 0.0, 1.0))];

    [Fact]
    public void Ratio_OfIndependentUnits_MatchesTheBinomialInterval()
    {
        // p = 0.1, n = 400: the normal interval is 0.1 +- 1.96 * sqrt(0.09 / 400) = 0.0706 to 0.1294.
        var interval = Bootstrap.Ratio(s_units, seed: 1)!;
        Assert.Equal(0.1, interval.Value, 12);
        Assert.InRange(interval.Low, 0.064, 0.078);
        Assert.InRange(interval.High, 0.122, 0.137);
    }

    [Fact]
    public void Ratio_SameSeed_GivesTheSameInterval()
    {
        Assert.Equal(Bootstrap.Ratio(s_units, 7), Bootstrap.Ratio(s_units, 7));
        Assert.NotEqual(Bootstrap.Ratio(s_units, 7), Bootstrap.Ratio(s_units, 8));
    }

    [Fact]
    public void Ratio_OfErrorsThatGoTogether_IsWiderThanOfScatteredOnes()
    {
        (double, double)[] together = [.. Enumerable.Range(0, 40).Select(i => (i % 10 == 0 ? 10.0 : 0.0, 10.0))];
        var (wide, narrow) = (Bootstrap.Ratio(together, 1)!, Bootstrap.Ratio(s_units, 1)!);
        Assert.Equal(narrow.Value, wide.Value, 12);
        Assert.True(wide.High - wide.Low > 2 * (narrow.High - narrow.Low));
    }

    [Fact]
    public void Ratio_WithoutDenominator_IsNull() => Assert.Null(Bootstrap.Ratio([(3, 0)], 1));

    [Fact]
    public void Ratio_WithMostlySilentUnits_LeavesOutEmptyDraws()
    {
        var interval = Bootstrap.Ratio([(1, 2), (0, 0), (0, 0), (0, 0)], 1)!;
        Assert.Equal(new Interval(0.5, 0.5, 0.5), interval);
    }
}
