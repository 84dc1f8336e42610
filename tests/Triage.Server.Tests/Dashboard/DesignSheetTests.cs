using System.Globalization;
using System.Text.RegularExpressions;
using Triage.Tests;

namespace Triage.Server.Tests.Dashboard;

/// <summary>Contrast of the design sheet's colours in both themes (WCAG 2.2, 1.4.3: 4.5:1 for text; 1.4.11: 3:1 for what marks a control).</summary>
public sealed partial class DesignSheetTests
{
    private static readonly string s_sheet = File.ReadAllText(TestPaths.InRoot("src", "Triage.Server", "Dashboard", "Assets", "screen.css"));

    private static readonly string[] s_priorities = ["p0", "p1", "p2", "p3", "nr"];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Colours_OfEachTheme_AreReadable(int theme)
    {
        var colours = Themes()[theme];
        var pairs = new List<(string Text, string Ground, double Least)>
        {
            ("text", "page", 4.5), ("text", "card", 4.5), ("muted", "page", 4.5), ("muted", "card", 4.5), ("muted", "nr-soft", 4.5), ("link", "page", 4.5), ("link", "card", 4.5),
            ("on-action", "action", 4.5), ("warn", "page", 4.5), ("warn", "card", 4.5), ("text", "warn-soft", 4.5), ("ok", "page", 4.5), ("on-mark", "mark", 4.5),
            ("operator", "card", 4.5), ("caller", "card", 4.5), ("strong", "card", 3), ("focus", "page", 3), ("focus", "card", 3), ("meter", "nr-soft", 3),
        };
        foreach (var priority in s_priorities)
            pairs.AddRange([("on", priority, 4.5), ("text", $"{priority}-soft", 4.5), ("muted", $"{priority}-soft", 4.5), (priority, "page", 3), (priority, "card", 3)]);

        Assert.All(pairs, p =>
        {
            var contrast = Contrast(colours[p.Text], colours[p.Ground]);
            Assert.True(contrast >= p.Least, string.Create(CultureInfo.InvariantCulture, $"{p.Text} on {p.Ground}: {contrast:F2}, less than {p.Least}"));
        });
    }

    [Fact]
    public void DarkTheme_ChosenAndOfTheSystem_AreTheSame()
    {
        var themes = Themes();
        Assert.Equal(3, themes.Count);
        Assert.Equal(themes[1].OrderBy(c => c.Key, StringComparer.Ordinal), themes[2].OrderBy(c => c.Key, StringComparer.Ordinal));
    }

    [Fact]
    public void Sheet_FetchesNothing()
    {
        Assert.DoesNotContain("url(", s_sheet, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("@import", s_sheet, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Marianne", s_sheet, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Light, dark by the system, dark by choice.</summary>
    private static List<Dictionary<string, string>> Themes() =>
    [
        .. Block().Matches(s_sheet).Select(b => Colour().Matches(b.Value).ToDictionary(c => c.Groups[1].Value, c => c.Groups[2].Value)).Where(c => c.Count > 0),
    ];

    private static double Contrast(string a, string b)
    {
        var (x, y) = (Luminance(a), Luminance(b));
        return (Math.Max(x, y) + 0.05) / (Math.Min(x, y) + 0.05);
    }

    private static double Luminance(string hex)
    {
        double Part(int at)
        {
            var value = int.Parse(hex.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
        }
        return 0.2126 * Part(0) + 0.7152 * Part(2) + 0.0722 * Part(4);
    }

    [GeneratedRegex(@":root[^{]*\{[^}]*\}")]
    private static partial Regex Block();

    [GeneratedRegex(@"--([\w-]+): #([0-9a-f]{6})")]
    private static partial Regex Colour();
}
