using System.Globalization;

namespace Triage.Server.Dashboard.Resources;

/// <summary>Figures as a screen writes them, the same in French and English: a point for decimals, a thin space between thousands.</summary>
internal static class ScreenFigures
{
    private const string Thousands = "\u202f";

    private static readonly NumberFormatInfo s_numbers = new() { NumberGroupSeparator = Thousands, NumberDecimalSeparator = "." };

    public static string Count(double value) => value.ToString("#,0.##", s_numbers);

    /// <param name="share">1 is 100 %.</param>
    public static string Percent(double share) => Count(Math.Round(share * 100)) + "\u00a0%";

    /// <summary>Three digits that count: <c>8.4 ms</c>, <c>84 ms</c>, <c>840 ms</c>, <c>1.2 s</c>.</summary>
    public static string Milliseconds(double ms) => ms switch
    {
        < 10 => ms.ToString("0.0", s_numbers) + "\u00a0ms",
        < 1000 => ms.ToString("0", s_numbers) + "\u00a0ms",
        _ => (ms / 1000).ToString("0.0", s_numbers) + "\u00a0s",
    };

    /// <summary>Powers of 1024, as operating systems count: <c>12 Mio</c> in French, <c>12 MiB</c> in English.</summary>
    public static string Bytes(long bytes, string language)
    {
        var unit = language == ScreenTexts.English.Language ? "B" : "o";
        ReadOnlySpan<string> powers = ["", "Ki", "Mi", "Gi", "Ti"];
        var (value, power) = ((double)bytes, 0);
        while (value >= 1024 && power < powers.Length - 1)
            (value, power) = (value / 1024, power + 1);
        return value.ToString(power == 0 || value >= 100 ? "0" : "0.#", s_numbers) + "\u00a0" + powers[power] + unit;
    }

    /// <summary>A length of hours: <c>3 h 05 min</c>, <c>4 min 09 s</c>, <c>2 j 4 h</c>.</summary>
    public static string Span(TimeSpan span, string language) => span.TotalDays >= 1
        ? $"{(int)span.TotalDays}\u00a0{(language == ScreenTexts.English.Language ? "d" : "j")} {span.Hours}\u00a0h"
        : span.TotalHours >= 1 ? $"{(int)span.TotalHours}\u00a0h {span.Minutes:00}\u00a0min"
        : $"{(int)span.TotalMinutes}\u00a0min {span.Seconds:00}\u00a0s";
}
