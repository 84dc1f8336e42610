using FsCheck.Xunit;
using Triage.Core.Speech;

namespace Triage.Core.Tests.Speech;

public sealed class LocalAgreementTests
{
    private static readonly string[] Pieces = [" mal", "ade", " il", " tom", "bé", ",", ".", " ne", " res", "pire", " plus"];

    private static readonly SpeechVocabulary Vocabulary = new([.. Pieces.Select(ByteLevel.Piece)]);

    [Theory]
    [InlineData("2 3 4", "2 3 4", "2")] // the last word may still grow
    [InlineData("2 3 4 7", "2 3 4 7", "2 3 4")]
    [InlineData("2 3 4 5", "2 3 4 5 7", "2 3 4")] // punctuation ends a word
    [InlineData("2 3 4 5 7", "2 3 4 5 8", "2 3 4 5")]
    [InlineData("2 3", "2 3 4 7", "2")] // the second half of the word came later
    [InlineData("2 3 7", "2 3 4 7", "2")]
    [InlineData("7 8", "2 3", "")]
    [InlineData("", "2 3", "")]
    [InlineData("2 3", "", "")]
    public void Observe_Two_CommitsWhatTheyShareUpToAWord(string first, string second, string committed)
    {
        var agreement = new LocalAgreement(Vocabulary);

        agreement.Observe(Tokens(first));
        Assert.Empty(agreement.Committed);
        agreement.Observe(Tokens(second));

        Assert.Equal(committed, Ids(agreement.Committed));
        Assert.Equal(Ids(Tokens(second).Skip(agreement.Committed.Count)), string.Join(' ', agreement.Draft));
    }

    /// <summary>Hypotheses that keep the promise, otherwise random: what is committed only grows, and ends at a word.</summary>
    [Property(MaxTest = 500)]
    public void Observe_AnyHypotheses_CommittedOnlyGrows(byte[][] tails)
    {
        var agreement = new LocalAgreement(Vocabulary);
        foreach (var tail in tails)
        {
            // The tail mostly repeats what was said before, as hypotheses do.
            var before = agreement.Committed.ToArray();
            var draft = agreement.Draft.Take(tail.Length == 0 ? 0 : tail[0] % 8);
            RecognizedToken[] hypothesis = [.. before, .. draft.Select(Token), .. tail.Select(t => Token(t % Pieces.Length))];

            agreement.Observe(hypothesis);

            Assert.Equal(before, agreement.Committed.Take(before.Length));
            Assert.Equal(Ids(hypothesis.Take(agreement.Committed.Count)), Ids(agreement.Committed));
            Assert.Equal(hypothesis, agreement.Hypothesis);
            Assert.Equal(hypothesis.Skip(agreement.Committed.Count).Select(t => t.Id), agreement.Draft);
            if (agreement.Committed.Count > before.Length)
                Assert.True(EndsWord(hypothesis[agreement.Committed.Count].Id));
        }
    }

    [Fact]
    public void StartFrom_ACutUtterance_TakesItsRestAsTheFirstHypothesis()
    {
        var before = new LocalAgreement(Vocabulary);
        before.Observe(Tokens("2 3 4 7"));
        before.Observe(Tokens("2 3 4 7 8 9"));
        var after = new LocalAgreement(Vocabulary);

        after.StartFrom(before);

        Assert.Empty(after.Committed);
        Assert.Equal([7, 8, 9], after.Draft);
        after.Observe(Tokens("7 8 9 10"));
        Assert.Equal("7", Ids(after.Committed)); // "respire" was the last word of the first hypothesis
        Assert.Equal("2 3 4", Ids(before.Committed));
    }

    private static bool EndsWord(int next) => Vocabulary.BeginsWord(next) || Vocabulary.IsPunctuation(next);

    private static RecognizedToken Token(int id) => new(id, -0.1f);

    private static RecognizedToken[] Tokens(string ids) => [.. ids.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(i => Token(int.Parse(i)))];

    private static string Ids(IEnumerable<RecognizedToken> tokens) => string.Join(' ', tokens.Select(t => t.Id));
}
