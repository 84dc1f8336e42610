using System.Globalization;

namespace Triage.Server.Dashboard.Resources;

/// <summary>Times as a screen writes them; the same in French and English, whatever the machine's culture.</summary>
internal static class ScreenTimes
{
    /// <summary>Media time: <c>0:07</c>, <c>12:30</c>, <c>1:02:03</c>. Parts of a second are cut off: a time that is shown has passed.</summary>
    public static string Media(double seconds)
    {
        var whole = double.IsFinite(seconds) ? (long)Math.Floor(Math.Max(0, seconds) + 1e-6) : 0;
        return whole < 3600
            ? string.Create(CultureInfo.InvariantCulture, $"{whole / 60}:{whole % 60:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{whole / 3600}:{whole / 60 % 60:00}:{whole % 60:00}");
    }

    /// <summary>Wall time in the zone of the appliance: <c>14:05</c>.</summary>
    public static string Clock(DateTimeOffset at, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(at, zone).ToString("HH:mm", CultureInfo.InvariantCulture);

    /// <summary>A length for the attribute datetime of HTML: <c>PT67.5S</c>.</summary>
    public static string Iso(double seconds) => string.Create(CultureInfo.InvariantCulture, $"PT{Math.Max(0, seconds):0.##}S");
}
