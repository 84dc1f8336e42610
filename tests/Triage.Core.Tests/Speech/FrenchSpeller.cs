namespace Triage.Core.Tests.Speech;

/// <summary>Writes numbers in words the way the grammar books of France do; the tests' own second opinion.</summary>
internal static class FrenchSpeller
{
    private static readonly string[] s_small =
    [
        "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize", "quatorze", "quinze",
        "seize", "dix-sept", "dix-huit", "dix-neuf",
    ];

    private static readonly string[] s_tens = ["", "", "vingt", "trente", "quarante", "cinquante", "soixante"];

    public static string Cardinal(int n)
    {
        if (n >= 1000)
        {
            var head = n / 1000 == 1 ? "mille" : Cardinal(n / 1000).TrimEnd('s') is var h && (h.EndsWith("cent", StringComparison.Ordinal) || h.EndsWith("vingt", StringComparison.Ordinal))
                ? h + " mille" : Cardinal(n / 1000) + " mille";
            return n % 1000 == 0 ? head : head + " " + Cardinal(n % 1000);
        }
        if (n >= 100)
        {
            var head = n / 100 == 1 ? "cent" : Cardinal(n / 100) + " cent";
            return n % 100 == 0 ? head + (n == 100 ? "" : "s") : head + " " + Cardinal(n % 100);
        }
        if (n < 20)
            return s_small[n];
        if (n >= 80)
            return n == 80 ? "quatre-vingts" : "quatre-vingt-" + s_small[n - 80];
        var ten = n >= 60 ? 60 : n / 10 * 10;
        var rest = n - ten;
        return s_tens[ten / 10] + rest switch { 0 => "", 1 => " et un", 11 => " et onze", _ => "-" + s_small[rest] };
    }

    public static string Ordinal(int n)
    {
        var cardinal = Cardinal(n);
        return cardinal switch
        {
            _ when cardinal.EndsWith("cinq", StringComparison.Ordinal) => cardinal + "uième",
            _ when cardinal.EndsWith("neuf", StringComparison.Ordinal) => cardinal[..^1] + "vième",
            _ when cardinal.EndsWith('e') => cardinal[..^1] + "ième",
            "quatre-vingts" => "quatre-vingtième",
            _ => cardinal + "ième",
        };
    }
}
