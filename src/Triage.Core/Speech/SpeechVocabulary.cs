using System.Buffers;
using System.Text;

namespace Triage.Core.Speech;

/// <summary>Token ids to text. Whisper's pieces are bytes in disguise, so a piece may hold part of a character.</summary>
/// <remarks>Byte-level alphabet: GPT-2's bytes-to-unicode table (Radford et al., 2019).</remarks>
public sealed class SpeechVocabulary
{
    private readonly byte[][] _pieces;

    /// <param name="pieces">Byte-level pieces by id; special tokens are empty strings.</param>
    public SpeechVocabulary(IReadOnlyList<string> pieces)
    {
        var bytes = ByteOfCharacter();
        _pieces = new byte[pieces.Count][];
        for (var id = 0; id < pieces.Count; id++)
            _pieces[id] = [.. pieces[id].Select(c => bytes.TryGetValue(c, out var b) ? b : throw new InvalidDataException($"vocabulary: id {id} holds a character outside the byte-level alphabet"))];
    }

    public int Count => _pieces.Length;

    /// <summary>The bytes of one token; empty for special tokens.</summary>
    public ReadOnlySpan<byte> Piece(int id) => _pieces[id];

    /// <summary>True when the token begins a new word (its first byte is a space).</summary>
    public bool BeginsWord(int id) => _pieces[id] is [(byte)' ', ..];

    /// <summary>True when the token is punctuation that may follow a word without being part of it.</summary>
    public bool IsPunctuation(int id) => _pieces[id] is [(byte)'.' or (byte)',' or (byte)'?' or (byte)'!' or (byte)';' or (byte)':', ..];

    /// <summary>Text of the tokens. An incomplete character at the end is held back, invalid bytes inside become U+FFFD.</summary>
    public string Decode(IEnumerable<int> tokens)
    {
        var bytes = new List<byte>(64);
        foreach (var id in tokens)
            bytes.AddRange(_pieces[id]);
        var all = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(bytes);
        return Encoding.UTF8.GetString(all[..CompleteLength(all)]);
    }

    /// <summary>
    /// Text of some of the tokens without white space around it; as <see cref="Decode"/>, and the string is all that is allocated. Every
    /// transcript the screen shows is made here.
    /// </summary>
    public string Text(IReadOnlyList<RecognizedToken> tokens, int from, int to)
    {
        var length = 0;
        for (var i = from; i < to; i++)
            length += _pieces[tokens[i].Id].Length;
        var bytes = ArrayPool<byte>.Shared.Rent(length);
        var characters = ArrayPool<char>.Shared.Rent(length); // no more characters than bytes
        length = 0;
        for (var i = from; i < to; i++)
        {
            var piece = _pieces[tokens[i].Id];
            piece.CopyTo(bytes, length);
            length += piece.Length;
        }
        var count = Encoding.UTF8.GetChars(bytes.AsSpan(0, CompleteLength(bytes.AsSpan(0, length))), characters);
        var text = characters.AsSpan(0, count).Trim().ToString();
        ArrayPool<byte>.Shared.Return(bytes);
        ArrayPool<char>.Shared.Return(characters);
        return text;
    }

    /// <summary>Length of the longest prefix that does not end inside a UTF-8 sequence (RFC 3629).</summary>
    private static int CompleteLength(ReadOnlySpan<byte> bytes)
    {
        for (var back = 1; back <= Math.Min(3, bytes.Length); back++)
        {
            var b = bytes[^back];
            if ((b & 0b1100_0000) == 0b1000_0000)
                continue;
            var needed = b switch { >= 0xF0 => 4, >= 0xE0 => 3, >= 0xC0 => 2, _ => 1 };
            return needed > back ? bytes.Length - back : bytes.Length;
        }
        return bytes.Length;
    }

    private static Dictionary<char, byte> ByteOfCharacter()
    {
        var table = new Dictionary<char, byte>(256);
        var shifted = 0;
        for (var b = 0; b < 256; b++)
        {
            var printable = b is >= '!' and <= '~' or >= 0xA1 and <= 0xAC or >= 0xAE and <= 0xFF;
            table[printable ? (char)b : (char)(256 + shifted++)] = (byte)b;
        }
        return table;
    }
}
