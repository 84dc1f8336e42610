using FsCheck.Xunit;
using Triage.Core.Scheduling;

namespace Triage.Core.Tests.Scheduling;

public sealed class CostModelTests
{
    private static readonly StepShape Encode5 = new(StepKind.Encode, 5);
    private static readonly StepShape OneToken = new(StepKind.Decode, 1);

    [Fact]
    public void Observe_HostTwiceAsSlow_IsLearntForAllWindowsAndNothingElse()
    {
        var costs = new CostModel(CostTable.Reference);
        var before = (costs.MillisecondsOf(new(StepKind.Encode, 10)), costs.MillisecondsOf(OneToken));

        for (var i = 0; i < 60; i++)
            costs.Observe(Encode5, 1, 2 * CostTable.Reference.MillisecondsOf(Encode5));

        Assert.InRange(costs.MillisecondsOf(new(StepKind.Encode, 10)) / before.Item1, 1.9, 2.1);
        Assert.Equal(before.Item2, costs.MillisecondsOf(OneToken));
    }

    [Fact]
    public void Observe_OneStallOfAMinute_MovesTheCostByAFewPercent()
    {
        var costs = new CostModel(CostTable.Reference);
        costs.Observe(Encode5, 1, 60_000);
        Assert.InRange(costs.CorrectionOf(Encode5), 1, 1.03);
    }

    [Property(MaxTest = 200)]
    public void Observe_NoiseWithStalls_StaysNearTheHighMiddleOfTheNoise(int seed)
    {
        var (random, costs) = (new Random(seed), new CostModel(CostTable.Reference));
        var table = CostTable.Reference.MillisecondsOf(OneToken);
        for (var i = 0; i < 2000; i++)
            costs.Observe(OneToken, 1, random.Next(50) == 0 ? 5000 : table * (1 + random.NextDouble()));
        // Uniform in [1, 2] and 2 % stalls: the 70th percentile is 1.71.
        Assert.InRange(costs.CorrectionOf(OneToken), 1.4, 2.05);
    }

    [Fact]
    public void ObserveCalls_LongSentences_AreExpectedAfterSome()
    {
        var costs = new CostModel(CostTable.Reference);
        for (var i = 0; i < 100; i++)
            costs.ObserveCalls(JobKind.Final, 20);
        Assert.InRange(costs.DecoderCallsOf(JobKind.Final), 19, 21);
        Assert.Equal(new CostModel(CostTable.Reference).DecoderCallsOf(JobKind.Partial), costs.DecoderCallsOf(JobKind.Partial));
    }

    [Fact]
    public void Table_BetweenAndBeyondItsPoints_IsStraightThenInProportion()
    {
        var table = new CostTable([new(StepKind.Encode, 4, 1, 20), new(StepKind.Encode, 8, 1, 40), new(StepKind.Decode, 1, 1, 3), new(StepKind.Decode, 1, 4, 8), new(StepKind.Assess, 1, 1, 2)]);
        Assert.Equal(20, table.MillisecondsOf(new(StepKind.Encode, 3)));
        Assert.Equal(30, table.MillisecondsOf(new(StepKind.Encode, 6)));
        Assert.Equal(80, table.MillisecondsOf(new(StepKind.Encode, 16)));
        Assert.Equal(8, table.MillisecondsOf(new(StepKind.Decode, 1), 4));
        Assert.Equal(6, table.MillisecondsOf(new(StepKind.Decode, 1), 2));
    }

    [Fact]
    public void Table_WithoutAKindOrWithACostOfNothing_IsRefusedByName()
    {
        Assert.Contains("Assess", Assert.Throws<ArgumentException>(() => new CostTable([new(StepKind.Encode, 4, 1, 20), new(StepKind.Decode, 1, 1, 3)])).Message, StringComparison.Ordinal);
        Assert.Contains("costs 0 ms", Assert.Throws<ArgumentException>(() => new CostTable([new(StepKind.Encode, 4, 1, 0)])).Message, StringComparison.Ordinal);
    }
}
