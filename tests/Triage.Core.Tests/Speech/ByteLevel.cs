using System.Text;

namespace Triage.Core.Tests.Speech;

/// <summary>Writes bytes in the byte-level alphabet of GPT-2's vocabularies: printable ones as themselves, the rest from U+0100 on.</summary>
internal static class ByteLevel
{
    private static readonly string Alphabet = Build();

    public static string Piece(ReadOnlySpan<byte> bytes)
    {
        var piece = new StringBuilder();
        foreach (var b in bytes)
            piece.Append(Alphabet[b]);
        return piece.ToString();
    }

    public static string Piece(string text) => Piece(Encoding.UTF8.GetBytes(text));

    private static string Build()
    {
        var alphabet = new char[256];
        var next = 0x100;
        for (var b = 0; b < 256; b++)
            alphabet[b] = b is (> 0x20 and < 0x7F) or (> 0xA0 and not 0xAD) ? (char)b : (char)next++;
        return new string(alphabet);
    }
}
