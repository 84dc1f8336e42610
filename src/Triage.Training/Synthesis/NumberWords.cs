namespace Triage.Training.Synthesis;

/// <summary>French numbers as they are spoken, without hyphens, the way transcribers of calls write them.</summary>
internal static class NumberWords
{
    private static readonly string[] Small =
    [
        "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize", "quatorze", "quinze",
        "seize", "dix sept", "dix huit", "dix neuf",
    ];

    private static readonly string[] Tens = ["", "", "vingt", "trente", "quarante", "cinquante", "soixante", "soixante", "quatre vingt", "quatre vingt"];

    /// <param name="number">0 to 999.</param>
    public static string Of(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, 999);
        if (number >= 100)
        {
            var hundreds = number / 100 == 1 ? "cent" : $"{Small[number / 100]} cent";
            return number % 100 == 0 ? hundreds : $"{hundreds} {Of(number % 100)}";
        }
        if (number < 20)
            return Small[number];
        var tens = number / 10;
        var rest = number - (tens is 7 or 9 ? tens - 1 : tens) * 10;
        return rest switch
        {
            0 => Tens[tens],
            1 when tens < 8 => $"{Tens[tens]} et un",
            11 when tens == 7 => "soixante et onze",
            _ => $"{Tens[tens]} {Small[rest]}",
        };
    }

    /// <summary>An age: "huit mois", "trois ans et demi" is not used.</summary>
    /// <param name="months">Age in months; below 24 it is said in months, a newborn's in weeks.</param>
    public static string Age(int months) => months switch
    {
        0 => "trois semaines",
        < 24 when months != 12 => $"{Of(months)} mois",
        _ => months / 12 == 1 ? "un an" : $"{Of(months / 12)} ans",
    };
}
