using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Triage.TrialLog.Chain;

/// <summary>
/// One spelling for each JSON value: UTF-8 without a mark, no blanks, members sorted by the UTF-16 units of their names, the shortest
/// escapes, numbers of <see cref="CanonicalNumber"/> (whole numbers in full, even beyond 2^53). RFC 8785 in all else.
/// </summary>
internal static class CanonicalJson
{
    private const int MaxDepth = 32;

    public static void Write(JsonElement value, IBufferWriter<byte> target) => Write(value, target, 0);

    private static void Write(JsonElement value, IBufferWriter<byte> target, int depth)
    {
        if (depth > MaxDepth)
            throw new InvalidDataException("a value of the log is nested too deeply");
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                var members = new List<JsonProperty>();
                foreach (var member in value.EnumerateObject())
                    members.Add(member);
                members.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
                Ascii("{", target);
                for (var i = 0; i < members.Count; i++)
                {
                    if (i > 0)
                        Ascii(",", target);
                    Text(members[i].Name, target);
                    Ascii(":", target);
                    Write(members[i].Value, target, depth + 1);
                }
                Ascii("}", target);
                break;
            case JsonValueKind.Array:
                Ascii("[", target);
                var first = true;
                foreach (var item in value.EnumerateArray())
                {
                    if (!first)
                        Ascii(",", target);
                    first = false;
                    Write(item, target, depth + 1);
                }
                Ascii("]", target);
                break;
            case JsonValueKind.String:
                Text(value.GetString()!, target);
                break;
            case JsonValueKind.Number:
                Number(value, target);
                break;
            default:
                Ascii(value.ValueKind switch { JsonValueKind.True => "true", JsonValueKind.False => "false", _ => "null" }, target);
                break;
        }
    }

    /// <summary>A text in quotes. Half a surrogate pair becomes U+FFFD: it has no UTF-8.</summary>
    public static void Text(string text, IBufferWriter<byte> target)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        Text(bytes.AsSpan(0, Encoding.UTF8.GetBytes(text, bytes)), target);
        ArrayPool<byte>.Shared.Return(bytes);
    }

    /// <summary>A text in quotes, given as UTF-8; bytes that are no UTF-8 are taken as they are.</summary>
    public static void Text(ReadOnlySpan<byte> utf8, IBufferWriter<byte> target)
    {
        Span<byte> escape = stackalloc byte[6];
        Ascii("\"", target);
        while (utf8.Length > 0)
        {
            var plain = utf8.IndexOfAnyInRange((byte)0, (byte)0x1f);
            var quoted = utf8.IndexOfAny((byte)'"', (byte)'\\');
            var stop = plain < 0 ? quoted : quoted < 0 ? plain : Math.Min(plain, quoted);
            if (stop < 0)
                break;
            target.Write(utf8[..stop]);
            var length = Escape(utf8[stop], escape);
            target.Write(escape[..length]);
            utf8 = utf8[(stop + 1)..];
        }
        target.Write(utf8);
        Ascii("\"", target);
    }

    public static void Integer(long value, IBufferWriter<byte> target)
    {
        var span = target.GetSpan(20);
        value.TryFormat(span, out var written, default, CultureInfo.InvariantCulture);
        target.Advance(written);
    }

    public static void Ascii(string text, IBufferWriter<byte> target)
    {
        var span = target.GetSpan(text.Length);
        target.Advance(Encoding.ASCII.GetBytes(text, span));
    }

    private static int Escape(byte value, Span<byte> escape)
    {
        var letter = value switch
        {
            (byte)'"' => (byte)'"', (byte)'\\' => (byte)'\\', 8 => (byte)'b', 9 => (byte)'t', 10 => (byte)'n', 12 => (byte)'f', 13 => (byte)'r', _ => (byte)0,
        };
        escape[0] = (byte)'\\';
        if (letter != 0)
        {
            escape[1] = letter;
            return 2;
        }
        "u00"u8.CopyTo(escape[1..]);
        escape[4] = "0123456789abcdef"u8[value >> 4];
        escape[5] = "0123456789abcdef"u8[value & 15];
        return 6;
    }

    private static void Number(JsonElement value, IBufferWriter<byte> target)
    {
        if (value.TryGetInt64(out var whole))
        {
            Integer(whole, target);
            return;
        }
        Span<char> text = stackalloc char[CanonicalNumber.MaxLength];
        var length = CanonicalNumber.Format(value.GetDouble(), text);
        var span = target.GetSpan(length);
        target.Advance(Encoding.ASCII.GetBytes(text[..length], span));
    }
}
