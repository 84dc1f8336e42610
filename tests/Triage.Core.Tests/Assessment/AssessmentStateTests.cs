using Triage.Core.Assessment;
using Triage.Core.Calls;

namespace Triage.Core.Tests.Assessment;

public sealed class AssessmentStateTests
{
    private const int Vital = 0;
    private const int Ordinary = 24;
    private static readonly TurnInput Nothing = TurnFeatures.Read([], TurnWord.Read(["bonjour"]));

    private static void Say(AssessmentState state, int exchange, int finding, FindingStatus status, double probability) => state.Record(
        new TurnReading(exchange, [new FindingMention(
            finding,
            status == FindingStatus.Present ? probability : (1 - probability) / 4,
            status == FindingStatus.Absent ? probability : (1 - probability) / 4,
            status == FindingStatus.Uncertain ? probability : (1 - probability) / 4,
            [new Evidence(CallChannel.Caller, exchange, exchange + 1, $"mots {exchange}")])], [], 5), Nothing);

    [Fact]
    public void StateOf_LaterDenial_Overrides()
    {
        var state = new AssessmentState();
        Say(state, 1, Ordinary, FindingStatus.Present, 0.9);
        Say(state, 2, Ordinary, FindingStatus.Absent, 0.9);
        var found = state.StateOf(Ordinary)!;
        Assert.Equal(FindingStatus.Absent, found.Status);
        Assert.Equal("mots 2", Assert.Single(found.Evidence).Quote);
    }

    [Theory]
    [InlineData(0.55, FindingStatus.Present)]
    [InlineData(0.85, FindingStatus.Present)]
    [InlineData(0.95, FindingStatus.Absent)]
    public void StateOf_Denial_NeedsCertainty(double probability, FindingStatus expected)
    {
        var state = new AssessmentState();
        Say(state, 1, Vital, FindingStatus.Present, 0.9);
        Say(state, 2, Vital, FindingStatus.Absent, probability);
        Assert.Equal(expected, state.StateOf(Vital)!.Status);
    }

    [Fact]
    public void StateOf_LaterDoubt_DoesNotUndo()
    {
        var state = new AssessmentState();
        Say(state, 1, Vital, FindingStatus.Present, 0.9);
        Say(state, 2, Vital, FindingStatus.Uncertain, 0.9);
        Assert.Equal(FindingStatus.Present, state.StateOf(Vital)!.Status);
    }

    [Fact]
    public void StateOf_ImprobableMention_IsNoFinding()
    {
        var state = new AssessmentState();
        state.Record(new TurnReading(1, [new FindingMention(Vital, 0.2, 0.1, 0.1, [new Evidence(CallChannel.Caller, 0, 1, "mots")])], [], 5), Nothing);
        Assert.Null(state.StateOf(Vital));
        Assert.Empty(state.Findings);
    }

    [Fact]
    public void Record_SameExchangeAgain_Replaces()
    {
        var state = new AssessmentState();
        Say(state, 1, Ordinary, FindingStatus.Present, 0.9);
        Say(state, 1, Ordinary, FindingStatus.Absent, 0.9);
        Assert.Equal(FindingStatus.Absent, state.StateOf(Ordinary)!.Status);
        Assert.Equal(1, state.Exchanges);
        Assert.Equal(5, state.CallerWords);
    }

    [Fact]
    public void StateOf_ManyProofs_QuotesTheMostProbableFirst()
    {
        var state = new AssessmentState();
        Say(state, 1, Ordinary, FindingStatus.Present, 0.8);
        Say(state, 2, Ordinary, FindingStatus.Present, 0.95);
        Say(state, 3, Ordinary, FindingStatus.Present, 0.9);
        Assert.Equal(["mots 2", "mots 3"], state.StateOf(Ordinary)!.Evidence.Select(e => e.Quote));
    }

    [Fact]
    public void Record_TwoHours_EvidenceStaysBounded()
    {
        var state = new AssessmentState();
        for (var i = 1; i <= 3000; i++)
            Say(state, i, i % FindingCatalogue.Count, FindingStatus.Present, 0.9);
        Assert.Equal(FindingCatalogue.Count, state.Findings.Count);
        Assert.All(state.Findings, f => Assert.InRange(f.Evidence.Count, 1, AssessmentState.MaxEvidence));
        var features = new float[CallFeatures.Count];
        CallFeatures.Write(state, features);
        Assert.All(features, v => Assert.InRange(v, 0f, 2f));
    }
}
