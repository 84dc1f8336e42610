using System.Globalization;

namespace Triage.Core.Speech;

/// <summary>Ordinals written with digits ("1er", "2ème", "21e") into the words they are read as, 1 to 100.</summary>
internal static class FrenchOrdinals
{
    private static readonly string[] s_first =
    [
        "", "unième", "deuxième", "troisième", "quatrième", "cinquième", "sixième", "septième", "huitième", "neuvième", "dixième",
        "onzième", "douzième", "treizième", "quatorzième", "quinzième", "seizième",
    ];

    private static readonly string[] s_tens = ["", "", "vingtième", "trentième", "quarantième", "cinquantième", "soixantième"];

    /// <summary>
    /// Spells digits followed by letters as an ordinal: numbers as <see cref="FrenchText"/> leaves them (in digits), then the
    /// ordinal word; "77e" is 70 septième, since "soixante-dix-septième" reads so too.
    /// </summary>
    public static bool TrySpell(string digits, string suffix, out IReadOnlyList<string> words)
    {
        words = [];
        if (digits.Length > 3 || digits[0] == '0')
            return false;
        var value = int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        var plural = suffix.EndsWith('s') ? "s" : "";
        var singular = suffix[..^plural.Length];
        var word = (value, singular) switch
        {
            (1, "er" or "e") => "premier",
            (1, "re" or "ère" or "ere") => "première",
            (2, "nd") => "second",
            (2, "nde") => "seconde",
            _ => null,
        };
        if (word is not null)
            words = [word + plural];
        else if (value is > 1 and <= 100 && singular is "e" or "è" or "ème" or "eme" or "ième" or "ieme")
            words = Spell(value, plural);
        return words.Count > 0;
    }

    private static string[] Spell(int value, string plural)
    {
        var (ten, unit) = (value / 10 * 10, value % 10);
        return value switch
        {
            100 => ["centième" + plural],
            80 => ["4", "vingtième" + plural],
            < 17 => [s_first[value] + plural],
            < 70 when unit == 0 => [s_tens[ten / 10] + plural],
            // Seventies and nineties count from sixty and eighty, up to sixteen.
            >= 70 and < 77 when value != 71 => ["60", s_first[value - 60] + plural],
            >= 90 and < 97 => ["80", s_first[value - 80] + plural],
            71 => ["60", "et", "onzième" + plural],
            < 70 when unit == 1 => [ten.ToString(CultureInfo.InvariantCulture), "et", "unième" + plural],
            _ => [ten.ToString(CultureInfo.InvariantCulture), s_first[unit] + plural],
        };
    }
}
