using System.Text;
using FsCheck.Xunit;
using Triage.Core.Speech;

namespace Triage.Core.Tests.Speech;

public sealed class SpeechVocabularyTests
{
    private static readonly string[] Alphabet =
        [" ", "a", "é", "è", "ç", "œ", "’", "Ÿ", "«", "»", "\u00A0", "€", "…", "🚑", "👩‍⚕️", "n", "'", "-", "À", "日", "7", ".", "?"];

    /// <summary>However a text is cut into tokens, every prefix of them decodes to a prefix of the text: no broken character, ever.</summary>
    [Property(MaxTest = 300)]
    public void Decode_AnySplitIntoTokens_NeverShowsABrokenCharacter(byte[] letters, byte[] lengths)
    {
        var text = string.Concat(letters.Select(l => Alphabet[l % Alphabet.Length]));
        var bytes = Encoding.UTF8.GetBytes(text);
        var pieces = new List<string>();
        for (int at = 0, i = 0; at < bytes.Length; i++)
        {
            var length = Math.Min(bytes.Length - at, lengths.Length == 0 ? 1 : lengths[i % lengths.Length] % 5 + 1);
            pieces.Add(ByteLevel.Piece(bytes.AsSpan(at, length)));
            at += length;
        }
        var vocabulary = new SpeechVocabulary(pieces);

        for (var count = 0; count <= pieces.Count; count++)
        {
            var decoded = vocabulary.Decode(Enumerable.Range(0, count));
            Assert.StartsWith(decoded, text, StringComparison.Ordinal);
            Assert.DoesNotContain('\uFFFD', decoded);
            var given = Enumerable.Range(0, count).Sum(i => vocabulary.Piece(i).Length);
            Assert.InRange(given - Encoding.UTF8.GetByteCount(decoded), 0, 3); // held back: one unfinished character
        }
        Assert.Equal(text, vocabulary.Decode(Enumerable.Range(0, pieces.Count)));
    }

    /// <summary>Bytes that are no text at all: something is shown, nothing throws.</summary>
    [Property]
    public void Decode_AnyBytes_Holds(byte[] bytes)
    {
        var vocabulary = new SpeechVocabulary([.. bytes.Select(b => ByteLevel.Piece([b]))]);

        Assert.True(vocabulary.Decode(Enumerable.Range(0, bytes.Length)).Length <= bytes.Length);
    }

    [Fact]
    public void Pieces_AllBytes_AreReadBack()
    {
        var vocabulary = new SpeechVocabulary([.. Enumerable.Range(0, 256).Select(b => ByteLevel.Piece([(byte)b]))]);

        Assert.Equal(256, vocabulary.Count);
        for (var b = 0; b < 256; b++)
            Assert.Equal([(byte)b], vocabulary.Piece(b).ToArray());
    }

    [Theory]
    [InlineData(" bon", true, false)]
    [InlineData("jour", false, false)]
    [InlineData("", false, false)]
    [InlineData(",", false, true)]
    [InlineData(" ?", true, false)]
    [InlineData("'", false, false)]
    public void Token_ByItsFirstByte_BeginsAWordOrIsPunctuation(string piece, bool begins, bool punctuation)
    {
        var vocabulary = new SpeechVocabulary([ByteLevel.Piece(piece)]);

        Assert.Equal((begins, punctuation), (vocabulary.BeginsWord(0), vocabulary.IsPunctuation(0)));
    }

    [Fact]
    public void Pieces_OutsideTheAlphabet_NameTheToken() =>
        Assert.Contains("id 1", Assert.Throws<InvalidDataException>(() => new SpeechVocabulary(["a", "b c"])).Message);
}
