using Triage.Core.Assessment;
using Triage.Core.Calls;
using Triage.Training.Evaluation;
using Triage.Training.Synthesis;

namespace Triage.Training.Tests.Synthesis;

public sealed class RecognizerNoiseTests
{
    private static readonly ContentLibrary Content = ContentLibrary.LoadEmbedded();
    private static readonly IReadOnlyList<SyntheticCall> Calls = [.. new CallGenerator(5, Content).Generate(800)];

    [Fact]
    public void Apply_RateZero_ChangesNothing()
    {
        var noise = new RecognizerNoise(Content);
        foreach (var call in Calls.Take(100))
        {
            var heard = noise.Apply(call, 0, 1);
            Assert.Equal(call.Turns.Select(t => t.Text), heard.Turns.Select(t => t.Text));
            Assert.Equal(call.Turns.SelectMany(t => t.Mentions), heard.Turns.SelectMany(t => t.Mentions));
        }
    }

    [Fact]
    public void Apply_SameSeed_SameWords()
    {
        var noise = new RecognizerNoise(Content);
        Assert.Equal(noise.Apply(Calls[0], 0.3, 9).Turns.Select(t => t.Text), noise.Apply(Calls[0], 0.3, 9).Turns.Select(t => t.Text));
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.3)]
    [InlineData(1)]
    public void Apply_AnyRate_KeepsLabelsAndTheirSpans(double rate)
    {
        var noise = new RecognizerNoise(Content);
        int before = 0, after = 0, changed = 0;
        foreach (var call in Calls)
        {
            var heard = noise.Apply(call, rate, 3);
            before += call.Turns.Sum(t => t.Mentions.Count);
            after += heard.Turns.Sum(t => t.Mentions.Count);
            changed += heard.Turns.Count(t => !call.Turns.Any(o => o.Text == t.Text));
            foreach (var turn in heard.Turns)
                foreach (var mention in turn.Mentions)
                    Assert.NotEqual("", turn.QuoteOf(mention).Trim());
            Assert.Equal(call.Priority, heard.Priority);
        }
        Assert.True(changed > Calls.Count, $"{changed} turns changed");
        Assert.True(after >= before * 0.99, $"{after} of {before} labels kept");
    }

    /// <summary>At the error rate measured on synthetic voices the calls get about that many errors, of the measured kinds.</summary>
    [Fact]
    public void Apply_MeasuredRate_ErrorsOfTheMeasuredKinds()
    {
        var noise = new RecognizerNoise(Content);
        var counts = new ConfusionCounts(Content.MeaningfulWords);
        foreach (var turn in Calls.Take(300).SelectMany(c => c.Turns))
            counts.Add(turn.Text, noise.Apply(turn, 0.14, new SeededRandom((ulong)turn.Text.Length)).Text);
        var (substitutions, deletions, insertions) = (counts.Substitutions / (double)counts.Words, counts.Deletions / (double)counts.Words, counts.Insertions / (double)counts.Words);
        Assert.True(substitutions is > 0.05 and < 0.2 && deletions is > 0.005 and < 0.06 && insertions is > 0.005 and < 0.06,
            $"{substitutions:F3} / {deletions:F3} / {insertions:F3}");
        Assert.True(substitutions > 2 * deletions);
    }

    [Fact]
    public void Apply_NegationInAProof_IsNeverDropped()
    {
        var noise = new RecognizerNoise(Content);
        var turn = Turn("il respire pas", 0, 14, FindingStatus.Present);
        for (var seed = 0UL; seed < 500; seed++)
            Assert.Contains("pas", noise.Apply(turn, 1, new SeededRandom(seed)).Text.Split(' '));
    }

    [Fact]
    public void Apply_WordsBeforeTheProofChange_SpanFollows()
    {
        var noise = new RecognizerNoise(Content);
        var turn = Turn("euh il y a soixante douze personnes et elle tousse pas", 38, 16, FindingStatus.Absent);
        Assert.Equal("elle tousse pas", turn.QuoteOf(turn.Mentions[0]).Trim());
        for (var seed = 0UL; seed < 200; seed++)
        {
            var heard = noise.Apply(turn, 0.5, new SeededRandom(seed));
            Assert.EndsWith("pas", heard.QuoteOf(Assert.Single(heard.Mentions)), StringComparison.Ordinal);
        }
    }

    private static SyntheticTurn Turn(string text, int start, int length, FindingStatus status) =>
        new(CallChannel.Caller, text, [new SyntheticMention(0, status, start, Math.Min(length, text.Length - start))]);
}
