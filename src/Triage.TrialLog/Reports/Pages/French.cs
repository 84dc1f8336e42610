using System.Globalization;
using System.Net;
using Triage.TrialLog.Statistics;

namespace Triage.TrialLog.Reports.Pages;

/// <summary>Figures as a French reader writes them, whatever the machine's culture.</summary>
internal static class French
{
    public const string None = "–";

    private static readonly NumberFormatInfo s_french = new() { NumberDecimalSeparator = ",", NumberGroupSeparator = "\u202f", NegativeSign = "−" };

    public static string Text(string text) => WebUtility.HtmlEncode(text);

    public static string Number(double? value, int decimals = 0) => value is { } v && double.IsFinite(v) ? Zero(v.ToString($"N{decimals}", s_french)) : None;

    public static string Percent(double? share, int decimals = 1) => share is { } s ? $"{Number(100 * s, decimals)}\u00a0%" : None;

    public static string Share(Estimate? share) => share is null ? None
        : $"{Percent(share.Value)}{Limits(share, v => Number(100 * v, 1))}";

    /// <summary>A difference of shares, in points.</summary>
    public static string Points(Estimate? difference) => difference is null ? None
        : $"{Signed(100 * difference.Value, 1)} points{Limits(difference, v => Signed(100 * v, 1))}";

    public static string Value(Estimate? value, int decimals, string unit = "") => value is null ? None
        : $"{Number(value.Value, decimals)}{unit}{Limits(value, v => Number(v, decimals))}";

    public static string Change(Estimate? value, int decimals, string unit = "") => value is null ? None
        : $"{Signed(value.Value, decimals)}{unit}{Limits(value, v => Signed(v, decimals))}";

    public static string Of(int part, int whole) => whole == 0 ? None : $"{Number(part)} ({Percent((double)part / whole)})";

    public static string Duration(double seconds) => seconds switch
    {
        < 120 => $"{Number(seconds)} s",
        < 7200 => $"{Number(seconds / 60)} min",
        < 172_800 => $"{Number(seconds / 3600, 1)} h",
        _ => $"{Number(seconds / 86_400, 1)} jours",
    };

    public static string Day(DateTimeOffset? at) => at?.ToUniversalTime().ToString("dd/MM/yyyy HH:mm 'UTC'", CultureInfo.InvariantCulture) ?? None;

    private static string Signed(double value, int decimals) => Number(value, decimals) is var text && value > 0 && text.AsSpan().IndexOfAnyInRange('1', '9') >= 0 ? $"+{text}" : text;

    private static string Zero(string text) => text.StartsWith('−') && text.AsSpan().IndexOfAnyInRange('1', '9') < 0 ? text[1..] : text;

    private static string Limits(Estimate estimate, Func<double, string> write) => (estimate.Low, estimate.High) switch
    {
        (null, null) => "",
        ({ } low, { } high) => $" <span class=\"ci\">[{write(low)}\u00a0; {write(high)}]</span>",
        ({ } low, null) => $" <span class=\"ci\">[{write(low)}\u00a0; non atteint]</span>",
        (null, { } high) => $" <span class=\"ci\">[non atteint\u00a0; {write(high)}]</span>",
    };
}
