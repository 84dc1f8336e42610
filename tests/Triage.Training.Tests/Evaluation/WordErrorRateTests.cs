using FsCheck;
using FsCheck.Xunit;
using Triage.Training.Evaluation;

namespace Triage.Training.Tests.Evaluation;

public sealed class WordErrorRateTests
{
    [Theory]
    [InlineData("il respire", "il respire", 0, 0, 0)]
    [InlineData("Il a 39,2 !", "il a trente-neuf deux", 0, 0, 0)]
    [InlineData("heu il respire pas", "il ne respire pas", 0, 0, 1)]
    [InlineData("il respire", "elle respire", 1, 0, 0)]
    [InlineData("il respire encore", "il encore", 0, 1, 0)]
    [InlineData("oui", "", 0, 1, 0)]
    [InlineData("", "merci d'avoir regardé", 0, 0, 4)]
    [InlineData("mal au bras gauche", "bras droit gauche", 0, 2, 1)]
    public void Of_TwoTexts_CountsEachKind(string reference, string hypothesis, int substitutions, int deletions, int insertions)
    {
        var score = WordErrorRate.Of(reference, hypothesis);
        Assert.Equal((substitutions, deletions, insertions), (score.Substitutions, score.Deletions, score.Insertions));
    }

    [Fact]
    public void Rate_OfEmptyReference_IsNull() => Assert.Null(WordErrorRate.Of("", "bonjour").Rate);

    [Fact]
    public void Rate_OfSum_WeighsByWords()
    {
        var sum = WordErrorRate.Of("a b c d", "a b c d") + WordErrorRate.Of("oui", "non");
        Assert.Equal(0.2, sum.Rate!.Value, 12);
    }

    [Fact]
    public void Align_EqualCosts_KeepsTheMatch()
    {
        // Two substitutions, or a deletion and an insertion around the match of "b": both cost two.
        var steps = WordAlignment.Align(["a", "b"], ["b", "c"]);
        Assert.Equal([EditKind.Deletion, EditKind.Match, EditKind.Insertion], steps.Select(s => s.Kind));
    }

    [Property]
    public bool Align_AnyLists_CostsTheLevenshteinDistanceAndUsesEveryWord(byte[] left, byte[] right)
    {
        // Five words only, so that matches are frequent.
        string[] a = [.. left.Select(b => $"{b % 5}")], h = [.. right.Select(b => $"{b % 5}")];
        var steps = WordAlignment.Align(a, h);
        var distance = WordAlignment.Distance(string.Concat(a), string.Concat(h));
        return steps.Count(s => s.Kind != EditKind.Match) == distance
            && steps.Where(s => s.Reference >= 0).Select(s => s.Reference).SequenceEqual(Enumerable.Range(0, a.Length))
            && steps.Where(s => s.Hypothesis >= 0).Select(s => s.Hypothesis).SequenceEqual(Enumerable.Range(0, h.Length))
            && steps.All(s => (s.Kind == EditKind.Match) == (s.Reference >= 0 && s.Hypothesis >= 0 && a[s.Reference] == h[s.Hypothesis]));
    }

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("chat", "", 4)]
    [InlineData("", "chat", 4)]
    [InlineData("chien", "niche", 4)]
    [InlineData("respire", "respires", 1)]
    public void Distance_OfTexts_CountsCharacters(string reference, string hypothesis, int expected) =>
        Assert.Equal(expected, WordAlignment.Distance(reference, hypothesis));
}
