using System.Collections.Frozen;
using System.Globalization;

namespace Triage.Core.Assessment;

/// <summary>Reads whole numbers below one thousand from spoken French: "soixante et onze", "quatre vingt douze", "62".</summary>
internal static class FrenchNumbers
{
    private static readonly FrozenDictionary<string, int> Small = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["zéro"] = 0, ["un"] = 1, ["une"] = 1, ["deux"] = 2, ["trois"] = 3, ["quatre"] = 4, ["cinq"] = 5, ["six"] = 6, ["sept"] = 7, ["huit"] = 8, ["neuf"] = 9,
        ["dix"] = 10, ["onze"] = 11, ["douze"] = 12, ["treize"] = 13, ["quatorze"] = 14, ["quinze"] = 15, ["seize"] = 16,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, int> Tens = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["vingt"] = 20, ["vingts"] = 20, ["trente"] = 30, ["quarante"] = 40, ["cinquante"] = 50, ["soixante"] = 60,
        ["septante"] = 70, ["huitante"] = 80, ["octante"] = 80, ["nonante"] = 90,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>True when a number begins at the word; <paramref name="length"/> is how many words it takes.</summary>
    public static bool TryReadAt(IReadOnlyList<TurnWord> words, int at, out int value, out int length)
    {
        (value, length) = (0, 0);
        if (int.TryParse(words[at].Text, NumberStyles.None, CultureInfo.InvariantCulture, out var digits))
        {
            (value, length) = (digits, 1);
            return digits < 1000;
        }
        var i = at;
        if (TextAt(words, i) == "cent")
            (value, i) = (100, i + 1);
        if (TextAt(words, i) == "quatre" && TextAt(words, i + 1) is "vingt" or "vingts")
            (value, i) = (value + 80, i + 2);
        else if (Tens.TryGetValue(TextAt(words, i), out var tens))
            (value, i) = (value + tens, i + 1);
        var joined = i > at && TextAt(words, i) == "et" && TextAt(words, i + 1) is "un" or "une" or "onze" ? i + 1 : i;
        if (Small.TryGetValue(TextAt(words, joined), out var small))
        {
            (value, i) = (value + small, joined + 1);
            if (small == 10 && Small.TryGetValue(TextAt(words, i), out var units) && units is >= 7 and <= 9)
                (value, i) = (value + units, i + 1);
        }
        length = i - at;
        return length > 0;
    }

    private static string TextAt(IReadOnlyList<TurnWord> words, int at) => at < words.Count ? words[at].Text : "";
}
