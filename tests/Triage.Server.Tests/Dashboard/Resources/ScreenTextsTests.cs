using System.Text.RegularExpressions;
using System.Xml.Linq;
using Triage.Server.Dashboard.Resources;
using Triage.Tests;

namespace Triage.Server.Tests.Dashboard.Resources;

public sealed partial class ScreenTextsTests
{
    private static readonly string s_dashboard = TestPaths.InRoot("src", "Triage.Server", "Dashboard");

    [Fact]
    public void Files_OfBothLanguages_HoldTheSameKeysAndPlaces()
    {
        var (french, english) = (Read("Texts.resx"), Read("Texts.en.resx"));

        Assert.NotEmpty(french);
        Assert.Equal(french.Keys.Order(StringComparer.Ordinal), english.Keys.Order(StringComparer.Ordinal));
        Assert.All(french.Keys, key => Assert.Equal(Places(french[key]), Places(english[key])));
        Assert.All([.. french.Values, .. english.Values], text => Assert.False(string.IsNullOrWhiteSpace(text)));
    }

    [Fact]
    public void Texts_InEachLanguage_AreThoseOfItsFile()
    {
        foreach (var (key, text) in Read("Texts.resx"))
            Assert.Equal(text, ScreenTexts.French[key]);
        foreach (var (key, text) in Read("Texts.en.resx"))
            Assert.Equal(text, ScreenTexts.English[key]);
        Assert.Throws<KeyNotFoundException>(() => ScreenTexts.French["No_Such"]);
        Assert.Null(ScreenTexts.English.Find("No_Such"));
    }

    [Fact]
    public void Keys_ThatPagesName_AreThere()
    {
        var keys = Read("Texts.resx").Keys.ToHashSet();
        var named = Sources("*.razor", "*.cs").SelectMany(s => KeyInSource().Matches(s.Text)).Select(m => m.Groups[1].Value).Distinct().ToArray();

        Assert.True(named.Length > 60);
        Assert.All(named, key => Assert.Contains(key, keys));
    }

    [Fact]
    public void Enums_ThatPagesShow_HaveATextForEveryValue()
    {
        All<Triage.Server.Dashboard.Access.ViewerRole>();
        All<Triage.Server.Dashboard.Preferences.ScreenTheme>();
        All<Triage.Server.Dashboard.Components.Certainty>();
        All<Triage.Server.Dashboard.Following.AnalysisState>();
        All<Core.Calls.CallState>();
        All<Core.Calls.CallChannel>();
        All<Core.Calls.GapReason>();
        All<Core.Calls.EndReason>();
        All<Core.Calls.DeciderRole>();
        All<Core.Calls.DecisionAction>();
        All<Core.Calls.DecisionReason>();
        All<Core.Assessment.FindingStatus>();
        foreach (var reason in Enum.GetValues<Core.Assessment.AbstentionReason>().Skip(1))
            Assert.NotEmpty(ScreenTexts.English.Of(reason));
    }

    [Fact]
    public void Pages_HoldNoVisibleWordOfTheirOwn()
    {
        foreach (var (file, text) in Sources("*.razor"))
        {
            var markup = text.Split("@code {")[0];
            markup = CommentOrDirective().Replace(markup, "");
            foreach (var tag in Tag().Split(markup).Where(t => t.Trim().Length > 0 && !t.Contains('@') && !t.Contains('{') && !t.Contains('}') && !t.Contains(';')))
                Assert.True(tag.Trim() is "Triage" || !tag.Any(char.IsLetter), $"{file}: '{tag.Trim()}' is not from the resources");
        }
    }

    [Theory]
    [InlineData("fr", "fr")]
    [InlineData("EN", "en")]
    [InlineData("de", null)]
    [InlineData(null, null)]
    public void Known_Language_IsOneOfTwo(string? asked, string? known) => Assert.Equal(known, ScreenTexts.Known(asked));

    private static void All<T>() where T : struct, Enum =>
        Assert.All(Enum.GetValues<T>(), value => Assert.True(ScreenTexts.French.Of(value).Length > 0 && ScreenTexts.English.Of(value).Length > 0));

    private static Dictionary<string, string> Read(string file) => XDocument.Load(Path.Combine(s_dashboard, "Resources", file)).Root!
        .Elements("data").ToDictionary(d => (string)d.Attribute("name")!, d => d.Element("value")!.Value);

    private static string[] Places(string text) => [.. Place().Matches(text).Select(m => m.Value).Order(StringComparer.Ordinal)];

    private static IEnumerable<(string File, string Text)> Sources(params string[] patterns) => patterns
        .SelectMany(p => Directory.EnumerateFiles(s_dashboard, p, SearchOption.AllDirectories)).Select(f => (f, File.ReadAllText(f)));

    [GeneratedRegex("""(?:exts\[|exts\.Format\(|Text\(|return )"([A-Z]\w+_\w+)""")]
    private static partial Regex KeyInSource();

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Place();

    [GeneratedRegex(@"@\*[\s\S]*?\*@|^@\w+ .*$|^\s*(@?(if|else|foreach|for|switch)\b|//).*$", RegexOptions.Multiline)]
    private static partial Regex CommentOrDirective();

    [GeneratedRegex("""<(?:"[^"]*"|[^<>"])*>""")]
    private static partial Regex Tag();
}
