using FsCheck.Xunit;
using Triage.Core.Assessment;
using Triage.Core.Calls;
using Triage.Core.Speech;
using Triage.Tests;

namespace Triage.Core.Tests.Assessment;

/// <summary>The result does not depend on how turns were cut into finals, whatever the networks have learnt.</summary>
public sealed class TurnSplittingTests
{
    private static readonly string[] Vocabulary =
    [
        "il", "elle", "je", "mon", "mari", "fils", "respire", "pas", "plus", "non,", "oui", "d'accord", "très", "bien.", "?", "...", "respire ?", "votre", "âge ?", "quarante", "deux", "ans", "mois", "depuis",
        "saigne", "du", "sang", "partout", "douleur", "inconscient", "convulse", "mal", "à", "la", "poitrine.", "euh", "et", "enfin", "enceinte", "bleu", "tombé", "quand", "alors", "madame",
    ];

    /// <summary>Says of an exchange what a hash of its words says: as arbitrary as a network can be.</summary>
    private sealed class ArbitraryReader : IExchangeReader
    {
        public (TurnReading Reading, TurnInput Input)? Read(Exchange exchange)
        {
            var input = exchange.ReadInput();
            if (input.AnswerCount == 0)
                return null;
            var hash = input.QuestionCount;
            foreach (var word in input.Words)
                foreach (var c in word.Text)
                    hash = unchecked(hash * 31 + c);
            foreach (var flag in input.Flags)
                hash = unchecked(hash * 31 + (int)flag);
            var random = new Random(hash);
            var mentions = new List<FindingMention>();
            for (var f = 0; f < FindingCatalogue.Count; f++)
            {
                var p = Enumerable.Range(0, 4).Select(_ => Math.Pow(random.NextDouble(), 4)).ToArray();
                if (random.Next(3) == 0)
                    mentions.Add(new FindingMention(f, p[0] / p.Sum(), p[1] / p.Sum(), p[2] / p.Sum(), EvidenceSpan.Quote(exchange, input, [.. input.Words.Select(_ => random.NextSingle())])));
            }
            return (new TurnReading(exchange.Id, mentions, [.. Enumerable.Range(0, AssessmentState.SentenceDimension).Select(_ => random.NextSingle())], input.AnswerCount), input);
        }
    }

    /// <summary>Answers by a hash of all that it sees.</summary>
    private sealed class ArbitraryHead : ICallHead
    {
        public IReadOnlyList<CallReading> Read(float[] rows, int count) => [.. Enumerable.Range(0, count).Select(r =>
        {
            var hash = 17;
            foreach (var value in rows.AsSpan(r * CallFeatures.Count, CallFeatures.Count))
                hash = unchecked(hash * 31 + BitConverter.SingleToInt32Bits(value));
            var random = new Random(hash);
            return new CallReading(Distribution(random, MotiveCatalogue.All.Count), Distribution(random, 5), Distribution(random, 4));
        })];

        private static double[] Distribution(Random random, int length)
        {
            var values = Enumerable.Range(0, length).Select(_ => random.NextDouble()).ToArray();
            return [.. values.Select(v => v / values.Sum())];
        }
    }

    private static List<SpokenTurn> Call(Random random)
    {
        var turns = new List<SpokenTurn>();
        var now = 0.0;
        for (var t = random.Next(1, 12); t > 0; t--)
        {
            var words = new List<RecognizedWord>();
            now += random.Next(4) == 0 ? 3 : 0.6;
            var length = random.Next(8) switch { 0 => random.Next(100, 400), 1 => 1, _ => random.Next(1, 20) };
            for (var w = 0; w < length; w++, now += 0.3)
                words.Add(new RecognizedWord(Vocabulary[random.Next(Vocabulary.Length)], now, now + 0.3, 1));
            turns.Add(new SpokenTurn(random.Next(2) == 0 ? CallChannel.Operator : CallChannel.Caller, words[0].StartS, words[^1].EndS, words));
        }
        return turns;
    }

    private static string Play(IEnumerable<SpokenTurn> turns)
    {
        using var assessment = new CallAssessment(new ArbitraryReader(), new SuggestionPolicy(new ArbitraryHead(), new(0.3, 0.25, 8, 0.3, 0.5), "test"), 0.3);
        Suggestion? last = null;
        foreach (var turn in turns)
            last = assessment.Add(turn);
        return Print(last!) + assessment.State.Patient + assessment.State.CallerWords;
    }

    private static string Print(Suggestion s) => string.Join('\n',
        [
            $"{s.Priority.Code} {string.Join(' ', s.Priority.Distribution)} {s.Priority.Rule} {s.CareLevel.Code} {s.CareLevel.Rule} {s.Motive.Code} {s.Motive.Probability} {string.Join(' ', s.Alternatives.Select(a => a.Code))} {s.NextQuestion?.Finding} {s.Reason}",
            .. s.Findings.Select(f => $"{f.Code} {f.Status} {f.Probability} {string.Join(" / ", f.Evidence.Select(e => $"{e.Channel} {e.StartS} {e.EndS} {e.Quote}"))}"),
        ]);

    [Property(MaxTest = 300)]
    public bool Add_AnyCutOfTheTurnsIntoFinals_SameFinalSuggestion(int seed)
    {
        var random = new Random(seed);
        var whole = Call(random);
        return Play(whole) == Play(whole.SelectMany(t => TurnCuts.Cut(t, random)));
    }

    /// <summary>What the test above compares does depend on the words: it could fail.</summary>
    [Fact]
    public void Add_OneWordMore_AnotherSuggestion()
    {
        var call = Call(new Random(3)).Append(TurnCuts.Turn(CallChannel.Caller, 900, "il respire")).ToList();
        Assert.NotEqual(Play(call), Play(call.SkipLast(1).Append(TurnCuts.Turn(CallChannel.Caller, 900, "il respire plus"))));
    }

    [Fact]
    public void Add_PauseLongerThanTheJoin_TwoExchanges()
    {
        var builder = new ExchangeBuilder();
        builder.Add(TurnCuts.Turn(CallChannel.Caller, 0, "il ne respire"));
        builder.Add(TurnCuts.Turn(CallChannel.Caller, 0.9 + ExchangeBuilder.JoinGapS, "plus"));
        Assert.Equal(2, builder.Answers);
    }
}
