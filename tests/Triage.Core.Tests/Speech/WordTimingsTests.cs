using FsCheck.Xunit;
using Triage.Core.Speech;

namespace Triage.Core.Tests.Speech;

public sealed class WordTimingsTests
{
    private static readonly SpeechVocabulary Vocabulary = new([.. new[] { " il", " res", "pire", ",", " mal" }.Select(ByteLevel.Piece)]);

    [Fact]
    public void Of_NoAlignment_SpreadsTheTokensOverTheAudio()
    {
        var words = WordTimings.Of(Result([0, 1, 2, 3], [], 0), Vocabulary, 10, 2);

        Assert.Equal(["il", "respire,"], words.Select(w => w.Text));
        Assert.Equal([(10, 10.5), (10.5, 12)], words.Select(w => (w.StartS, w.EndS)));
    }

    [Fact]
    public void Of_ClearAlignment_FollowsIt()
    {
        // "il" from 0.2 s, "respire" from 0.6 s in two tokens, the end from 1.4 s.
        var words = WordTimings.Of(Result([0, 1, 2], Diagonal([10, 30, 50, 70], 100), 100), Vocabulary, 5, 2, notBeforeS: 5.1);

        Assert.Equal(["il", "respire"], words.Select(w => w.Text));
        Assert.InRange(words[0].StartS, 5.1, 5.25);
        Assert.Equal(5.6, words[0].EndS, 0.061);
        Assert.Equal(5.6, words[1].StartS, 0.061);
        Assert.Equal(6.4, words[1].EndS, 0.061);
    }

    [Fact]
    public void Of_Probability_IsTheMeanOfTheTokens()
    {
        var word = Assert.Single(WordTimings.Of(Result([1, 2], [], 0), Vocabulary, 0, 1));

        Assert.Equal(Math.Exp(-0.1), word.Probability, 1e-6);
    }

    [Fact]
    public void Of_NothingHeard_IsEmpty() => Assert.Empty(WordTimings.Of(Result([], [1], 1), Vocabulary, 0, 1));

    /// <summary>Any attention at all, noise included: words keep order, bounds and text.</summary>
    [Property(MaxTest = 200)]
    public void Of_AnyAlignment_IsMonotoneWithinTheAudio(byte[] tokens, byte[] attention, byte frames, ushort audioMs, bool withEnd)
    {
        var ids = tokens.Select(t => t % Vocabulary.Count).ToArray();
        var (width, audioS) = (frames % 60 + 1, audioMs % 2000 / 1000.0 + 0.001);
        var alignment = Enumerable.Range(0, (ids.Length + (withEnd ? 1 : 0)) * width).Select(i => attention.Length == 0 ? 0f : attention[i * 7 % attention.Length] / 255f).ToArray();
        var result = Result(ids, alignment, width);

        var words = WordTimings.Of(result, Vocabulary, 3, audioS);

        var last = 3.0;
        foreach (var word in words)
        {
            Assert.True(word.StartS >= last - 1e-9 && word.EndS >= word.StartS && word.EndS <= 3 + audioS + 1e-9);
            Assert.InRange(word.Probability, 0, 1);
            last = word.EndS;
        }
        Assert.Equal(Vocabulary.Decode(ids).Replace(" ", "", StringComparison.Ordinal), string.Concat(words.Select(w => w.Text)));
        for (var i = 0; i < ids.Length; i++)
            Assert.InRange(WordTimings.StartOf(i, result, audioS), 0, audioS);
    }

    private static float[] Diagonal(int[] starts, int frames)
    {
        var alignment = new float[starts.Length * frames];
        for (var r = 0; r < starts.Length; r++)
            for (var f = starts[r]; f < (r + 1 < starts.Length ? starts[r + 1] : frames); f++)
                alignment[r * frames + f] = 1;
        return alignment;
    }

    private static RecognitionResult Result(int[] ids, float[] alignment, int frames) =>
        new([.. ids.Select(i => new RecognizedToken(i, -0.1f))], true, false, null, null, null, 1) { Alignment = alignment, AlignmentFrames = frames };
}
