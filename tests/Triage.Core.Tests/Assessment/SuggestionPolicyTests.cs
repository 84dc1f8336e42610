using FsCheck.Xunit;
using Triage.Core.Assessment;
using Triage.Core.Calls;

namespace Triage.Core.Tests.Assessment;

public sealed class SuggestionPolicyTests
{
    private static readonly TriageModelCard.Thresholds Limits = new(0.5, 0.4, 8, 0.75, 0.5);

    /// <summary>A head whose answers are as arbitrary as a bad training could make them: a hash of what is present.</summary>
    private sealed class ArbitraryHead(int seed) : ICallHead
    {
        public int Rows { get; private set; }

        public IReadOnlyList<CallReading> Read(float[] rows, int count)
        {
            Rows = Math.Max(Rows, count);
            return [.. Enumerable.Range(0, count).Select(r => Reading(rows.AsSpan(r * CallFeatures.Count, CallFeatures.EmbeddingStart)))];
        }

        private CallReading Reading(ReadOnlySpan<float> row)
        {
            var hash = seed;
            for (var f = 0; f < FindingCatalogue.Count; f++)
                hash = hash * 31 + (row[f * CallFeatures.PerFinding] > 0.5f ? f + 1 : 0);
            var random = new Random(hash);
            return new CallReading(Distribution(random, MotiveCatalogue.All.Count), Distribution(random, 5), Distribution(random, 4));
        }

        private static double[] Distribution(Random random, int length)
        {
            var values = Enumerable.Range(0, length).Select(_ => Math.Pow(random.NextDouble(), 6)).ToArray();
            return [.. values.Select(v => v / values.Sum())];
        }
    }

    private static AssessmentState State(IEnumerable<int> present, int words = 40)
    {
        var state = new AssessmentState();
        var input = TurnFeatures.Read([], TurnWord.Read(["bonjour"]));
        state.Record(new TurnReading(1, [.. present.Select(f => new FindingMention(f, 0.95, 0.02, 0.01, [new Evidence(CallChannel.Caller, 0, 1, "mots")]))], [], words), input);
        return state;
    }

    private static int[] Vital => [.. Enumerable.Range(0, FindingCatalogue.Count).Where(f => FindingCatalogue.All[f].Vital)];

    /// <summary>Whatever the head has learnt, one more vital finding never makes the suggestion less urgent.</summary>
    [Property(MaxTest = 200)]
    public bool Decide_OneMoreVitalFinding_NeverLessUrgent(int seed, byte[] chosen, byte added)
    {
        var present = (chosen ?? []).Select(c => Vital[c % Vital.Length]).Distinct().Take(6).ToList();
        var more = present.Append(Vital[added % Vital.Length]).Distinct().ToList();
        var policy = new SuggestionPolicy(new ArbitraryHead(seed), Limits, "test");
        var before = policy.Decide(State(present), new CueLog());
        var after = policy.Decide(State(more), new CueLog());
        return after.Priority.Code <= before.Priority.Code;
    }

    [Property(MaxTest = 100)]
    public bool Decide_Distributions_SumToOne(int seed)
    {
        var suggestion = new SuggestionPolicy(new ArbitraryHead(seed), Limits, "test").Decide(State([seed & 31]), new CueLog());
        return Math.Abs(suggestion.Priority.Distribution.Sum() - 1) < 1e-9 && Math.Abs(suggestion.CareLevel.Distribution.Sum() - 1) < 1e-9
            && suggestion.Alternatives.Count == 3 && suggestion.Motive.Probability >= suggestion.Alternatives[0].Probability;
    }

    [Fact]
    public void Decide_AllVitalFindings_BatchStaysBounded()
    {
        var head = new ArbitraryHead(1);
        new SuggestionPolicy(head, Limits, "test").Decide(State(Vital), new CueLog());
        Assert.InRange(head.Rows, 2, 260);
    }

    [Fact]
    public void Decide_FewWordsNoFinding_NotEnoughSaid()
    {
        var suggestion = new SuggestionPolicy(new ArbitraryHead(1), Limits, "test").Decide(State([], words: 3), new CueLog());
        Assert.Equal(AbstentionReason.NotEnoughSaid, suggestion.Reason);
        Assert.True(suggestion.Abstained);
    }

    [Fact]
    public void Decide_OtherLanguage_AbstainsButKeepsTheReadings()
    {
        var suggestion = new SuggestionPolicy(new ArbitraryHead(1), Limits, "test").Decide(State([0]), new CueLog(), otherLanguage: true);
        Assert.Equal(AbstentionReason.OtherLanguage, suggestion.Reason);
        Assert.NotEmpty(suggestion.Findings);
    }

    [Fact]
    public void Decide_Unconscious_RuleLiftsToP0AndIsNamed()
    {
        var lifted = Enumerable.Range(0, 20).Select(seed => new SuggestionPolicy(new ArbitraryHead(seed), Limits, "test").Decide(State([0, 1]), new CueLog())).ToList();
        Assert.All(lifted, s => Assert.Equal(Priority.P0, s.Priority.Code));
        Assert.All(lifted, s => Assert.Equal(CareLevel.R1, s.CareLevel.Code));
        Assert.Contains(lifted, s => s.Priority.Rule is not null);
    }

    [Fact]
    public void Decide_VitalFindingUnknown_AsksForOne()
    {
        var question = new SuggestionPolicy(new ArbitraryHead(7), Limits, "test").Decide(State([24]), new CueLog()).NextQuestion;
        Assert.NotNull(question);
        Assert.True(FindingCatalogue.All[FindingCatalogue.IndexOf(question.Finding)].Vital);
        Assert.NotEmpty(question.Text);
    }

    /// <summary>The head gives everything to the milder motive; a holding rule moves it to the graver one, and only then.</summary>
    [Theory]
    [InlineData("M03.12", "elle a les lèvres bleues", "M01.03")]
    [InlineData("M03.12", "elle tousse un peu", "M03.12")]
    [InlineData("M03.14", "elle a les lèvres bleues", "M03.14")]
    public void Decide_RuleWithAGraverMotive_TakesThePlaceOfItsMilderNeighboursOnly(string fromHead, string said, string expected)
    {
        var state = State([FindingCatalogue.IndexOf("dyspnee")]);
        var cues = new CueLog();
        cues.Read(1, TurnFeatures.Read([], TurnWord.Read(said.Split(' '))));
        Assert.Equal(expected, new SuggestionPolicy(new FixedHead(fromHead, Priority.P1), Limits, "test").Decide(state, cues).Motive.Code);
    }

    [Fact]
    public void Decide_NotUrgent_AsksNoVitalQuestion()
    {
        var suggestion = new SuggestionPolicy(new FixedHead("M06.02", Priority.P3), Limits, "test").Decide(State([]), new CueLog());
        Assert.Equal(Priority.P3, suggestion.Priority.Code);
        Assert.Null(suggestion.NextQuestion);
    }

    [Theory]
    [InlineData("inconscience", "arret_cardiaque")]
    [InlineData("inconscience arret_cardiaque", null)]
    public void Decide_Unconscious_AsksForBreathingAndNothingElse(string present, string? asked)
    {
        var state = State(present.Split(' ').Select(FindingCatalogue.IndexOf));
        Assert.Equal(asked, new SuggestionPolicy(new ArbitraryHead(3), Limits, "test").Decide(state, new CueLog()).NextQuestion?.Finding);
    }

    /// <summary>A site with room for more alerts hears of P0 at a probability below the one that silences other suggestions.</summary>
    [Theory]
    [InlineData(0.25, Priority.P0, AbstentionReason.None)]
    [InlineData(0.75, Priority.P2, AbstentionReason.LowConfidence)]
    public void Decide_P0BelowTheConfidence_IsSuggestedWhenTheAlertBudgetHasRoom(double vital, Priority expected, AbstentionReason reason)
    {
        var suggestion = new SuggestionPolicy(new DoubtfulHead(), Limits with { Vital = vital }, "test").Decide(State([24]), new CueLog());
        Assert.Equal((expected, reason), (suggestion.Priority.Code, suggestion.Reason));
        Assert.Null(suggestion.Floor);
    }

    [Fact]
    public void Decide_RuleHolds_FloorNamesItsPriorityEvenWhereTheModelAgrees() =>
        Assert.Equal(Priority.P0, new SuggestionPolicy(new FixedHead("M01.01", Priority.P0), Limits, "test").Decide(State([0, 1]), new CueLog()).Floor);

    /// <summary>0.3 for P0, P2 the most probable.</summary>
    private sealed class DoubtfulHead : ICallHead
    {
        public IReadOnlyList<CallReading> Read(float[] rows, int count) =>
            [.. Enumerable.Range(0, count).Select(_ => new CallReading([.. MotiveCatalogue.All.Select(m => m.Code == "M03.06" ? 1.0 : 0)], [0.3, 0.1, 0.35, 0.25, 0], [0, 0, 1, 0]))];
    }

    /// <summary>A head that is sure, and whose priority moves with every finding so that there is something to ask.</summary>
    private sealed class FixedHead(string motive, Priority priority) : ICallHead
    {
        public IReadOnlyList<CallReading> Read(float[] rows, int count) => [.. Enumerable.Range(0, count).Select(_ => new CallReading(
            [.. MotiveCatalogue.All.Select(m => m.Code == motive ? 1.0 : 0)],
            [.. Enum.GetValues<Priority>().Select(p => p == priority ? 1.0 : 0)],
            [0, 0, 1, 0]))];
    }
}
