using System.Collections.Frozen;
using System.Globalization;

namespace Triage.Core.Speech;

/// <summary>
/// French cardinals in words, 0 to 999 999, of France, Belgium and Switzerland: a grammar read from left to right that
/// takes the longest number, and stops at punctuation. Digits take part only before "cent" and "mille" ("39 mille").
/// </summary>
internal static class FrenchNumbers
{
    private const int Hundred = 100;
    private const int Thousand = 1000;

    private static readonly FrozenDictionary<string, int> s_values = new Dictionary<string, int>
    {
        ["un"] = 1, ["une"] = 1, ["deux"] = 2, ["trois"] = 3, ["quatre"] = 4, ["cinq"] = 5, ["six"] = 6, ["sept"] = 7, ["huit"] = 8,
        ["neuf"] = 9, ["dix"] = 10, ["onze"] = 11, ["douze"] = 12, ["treize"] = 13, ["quatorze"] = 14, ["quinze"] = 15, ["seize"] = 16,
        ["vingt"] = 20, ["vingts"] = 20, ["trente"] = 30, ["quarante"] = 40, ["cinquante"] = 50, ["soixante"] = 60, ["septante"] = 70,
        ["huitante"] = 80, ["octante"] = 80, ["nonante"] = 90, ["cent"] = Hundred, ["cents"] = Hundred, ["mille"] = Thousand,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Reads the number that begins at token <paramref name="i"/>; false when none does.</summary>
    public static bool TryRead(List<FrenchToken> tokens, int i, out int value, out int next)
    {
        if (tokens[i].Text is "zéro" or "zero")
        {
            (value, next) = (0, i + 1);
            return true;
        }
        if (ReadBelowThousand(tokens, i, out value, out next))
        {
            if (value < 2 || ValueAt(tokens, next) != Thousand)
                return true;
            (value, next) = (value * Thousand, next + 1);
        }
        else if (s_values.GetValueOrDefault(tokens[i].Text) == Thousand)
            (value, next) = (Thousand, i + 1);
        else
            return false;

        if (Continues(tokens, next) && !tokens[next].IsDigits && ReadBelowThousand(tokens, next, out var rest, out var end)
            && !(rest >= 2 && ValueAt(tokens, end) == Thousand))
            (value, next) = (value + rest, end);
        return true;
    }

    private static bool ReadBelowThousand(List<FrenchToken> tokens, int i, out int value, out int next)
    {
        if (tokens[i].IsDigits)
        {
            if (!ReadDigitFactor(tokens, i, out value, out next))
                return false;
            if (ValueAt(tokens, next) == Thousand)
                return true;
        }
        else if (!ReadBelowHundred(tokens, i, out value, out next))
        {
            if (s_values.GetValueOrDefault(tokens[i].Text) != Hundred)
                return false;
            (value, next) = (1, i);
        }
        else if (!CountsHundreds(value) || ValueAt(tokens, next) != Hundred)
            return true;

        (value, next) = (value * Hundred, next + 1);
        if (Continues(tokens, next) && ReadBelowHundred(tokens, next, out var rest, out var end)
            && !(CountsHundreds(rest) && ValueAt(tokens, end) == Hundred))
            (value, next) = (value + rest, end);
        return true;
    }

    /// <summary>"39" of "39 mille", "2" of "2 cents"; never digits by themselves, so that numbers once written stay apart.</summary>
    private static bool ReadDigitFactor(List<FrenchToken> tokens, int i, out int value, out int next)
    {
        (value, next) = (0, i + 1);
        var text = tokens[i].Text;
        if (text.Length > 3 || text[0] == '0')
            return false;
        value = int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
        var unit = ValueAt(tokens, next);
        return (unit == Thousand && value >= 2) || (unit == Hundred && value is >= 2 and <= 9);
    }

    private static bool ReadBelowHundred(List<FrenchToken> tokens, int i, out int value, out int next)
    {
        value = s_values.GetValueOrDefault(tokens[i].Text);
        next = i + 1;
        switch (value)
        {
            case 0 or >= Hundred:
                return false;
            case 4 when IsTwenty(tokens, next):
                (value, next) = (80, next + 1);
                Add(tokens, 1, 19, ref value, ref next);
                return true;
            case 10:
                Add(tokens, 7, 9, ref value, ref next);
                return true;
            case >= 20:
                if (!AddAndOne(tokens, ref value, ref next))
                    Add(tokens, 2, value == 60 ? 19 : 9, ref value, ref next);
                return true;
            default:
                return true;
        }
    }

    /// <summary>Adds what follows a ten: a unit, or ten to nineteen after sixty and eighty.</summary>
    private static void Add(List<FrenchToken> tokens, int least, int most, ref int value, ref int next)
    {
        var added = ValueAt(tokens, next);
        // "vingt quatre-vingts": the hyphen says where the second number begins.
        if (added == 4 && IsTwenty(tokens, next + 1) && tokens[next + 1].AfterHyphen && !tokens[next].AfterHyphen)
            return;
        if (added < least || added > most)
            return;
        (value, next) = (value + added, next + 1);
        if (added == 10)
            Add(tokens, 7, 9, ref value, ref next);
    }

    /// <summary>"et un", "et une" after twenty to seventy; "et onze" after sixty.</summary>
    private static bool AddAndOne(List<FrenchToken> tokens, ref int value, ref int next)
    {
        if (!Continues(tokens, next) || tokens[next].Text != "et")
            return false;
        var added = ValueAt(tokens, next + 1);
        if (added != 1 && !(added == 11 && value == 60))
            return false;
        (value, next) = (value + added, next + 2);
        return true;
    }

    private static bool CountsHundreds(int value) => value is (>= 2 and <= 9) or (>= 11 and <= 19);

    private static bool IsTwenty(List<FrenchToken> tokens, int i) => Continues(tokens, i) && tokens[i].Text is "vingt" or "vingts";

    private static int ValueAt(List<FrenchToken> tokens, int i) => Continues(tokens, i) ? s_values.GetValueOrDefault(tokens[i].Text) : 0;

    private static bool Continues(List<FrenchToken> tokens, int i) => i < tokens.Count && !tokens[i].AfterPunctuation;
}
