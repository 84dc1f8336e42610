using FsCheck.Xunit;
using Triage.Core.Assessment;

namespace Triage.Core.Tests.Assessment;

public sealed class AlertBudgetTests
{
    private static AlertPeak[] Peaks(params double[] own) => [.. own.Select(p => new AlertPeak(p, false))];

    [Theory]
    [InlineData(0, AlertBudget.Never)]
    [InlineData(24, 0.95)]
    [InlineData(25, 0.8)]
    [InlineData(49, 0.8)]
    [InlineData(50, 0.55)]
    [InlineData(100, AlertBudget.LowestThreshold)]
    public void Threshold_OfFourCalls_LiesHalfwayBetweenTheLastThatFitsAndTheNext(double perHundred, double expected) =>
        Assert.Equal(expected, AlertBudget.Threshold(Peaks(0.4, 0.9, 0.1, 0.7), perHundred), 1e-9);

    [Fact]
    public void Threshold_CallsOfRules_UseUpNoBudgetButCountAsCalls()
    {
        // 25 per 100 of four calls is one call, though two alert by rule; the model's own two share it.
        AlertPeak[] peaks = [new(0.99, true), new(0.3, true), new(0.8, false), new(0.6, false)];
        Assert.Equal(0.7, AlertBudget.Threshold(peaks, 25), 1e-9);
        Assert.Equal((2, 1), AlertBudget.Count(peaks, 0.7));
    }

    [Fact]
    public void Threshold_EqualPeaksThatDoNotAllFit_AreAllLeftOut() =>
        Assert.Equal((0, 1), AlertBudget.Count(Peaks(0.9, 0.5, 0.5, 0.5), AlertBudget.Threshold(Peaks(0.9, 0.5, 0.5, 0.5), 50)));

    [Fact]
    public void Threshold_CertainCallThatDoesNotFit_IsAboveCertainty() => Assert.Equal(AlertBudget.Never, AlertBudget.Threshold(Peaks(1), 5));

    [Fact]
    public void Threshold_NoCalls_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => AlertBudget.Threshold([], 5));

    [Property(MaxTest = 300)]
    public bool Threshold_AnyCalls_KeepsTheBudgetAndNeverFallsAsItShrinks(byte[] own, byte rules, byte perHundred)
    {
        AlertPeak[] peaks = [new(0.5, true), .. (own ?? []).Select(p => new AlertPeak(p / 255.0, false)), .. Enumerable.Repeat(new AlertPeak(0.9, true), rules % 5)];
        var budget = perHundred % 101;
        var threshold = AlertBudget.Threshold(peaks, budget);
        return AlertBudget.Count(peaks, threshold).ByModel <= budget * peaks.Length / 100.0
            && threshold >= AlertBudget.LowestThreshold && threshold <= AlertBudget.Threshold(peaks, budget / 2);
    }
}
