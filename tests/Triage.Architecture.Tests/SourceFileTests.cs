using System.Text.RegularExpressions;

namespace Triage.Architecture.Tests;

public sealed partial class SourceFileTests
{
    private const int MaxLines = 400;

    // File -> why it may be longer. Empty is the best state of this table.
    private static readonly Dictionary<string, string> s_longFiles = [];

    // Folders of a test project that mirror no source folder -> why.
    private static readonly Dictionary<string, string> s_testFolders = new()
    {
        ["corpus"] = "failing seeds and inputs, kept as data",
        ["Golden"] = "expected outputs, kept as data",
    };

    [Fact]
    public void Namespaces_OfSources_AreProjectAndFolder()
    {
        var files = SourceTree.CSharp("src");
        Assert.NotEmpty(files);
        foreach (var file in files.Where(f => SourceTree.NameOf(f) is not ("Program" or "AssemblyInfo")))
        {
            var expected = string.Join('.', [file.Split('/')[1], .. SourceTree.FoldersInside(file)]);
            var match = NamespaceLine().Match(SourceTree.Read(file));
            Assert.True(match.Success, $"{file} has no file-scoped namespace");
            Assert.True(match.Groups[1].Value == expected, $"{file}: namespace {match.Groups[1].Value}, expected {expected}");
        }
    }

    [Fact]
    public void Files_OfCode_AreShortOrExcused()
    {
        foreach (var file in SourceTree.CSharp("src", "tests"))
        {
            var lines = SourceTree.Read(file).AsSpan().Count('\n');
            Assert.True(lines <= MaxLines || s_longFiles.ContainsKey(file), $"{file} has {lines} lines, more than {MaxLines}");
        }
        Assert.All(s_longFiles.Keys, f => Assert.True(
            File.Exists(Triage.Tests.TestPaths.InRoot(f)) && SourceTree.Read(f).AsSpan().Count('\n') > MaxLines, $"{f} no longer needs its excuse"));
    }

    [Fact]
    public void Names_OfTypesAndFolders_SayWhatTheyAre()
    {
        foreach (var file in SourceTree.CSharp("src", "tests"))
        {
            foreach (var folder in SourceTree.FoldersInside(file))
                Assert.False(VagueFolder().IsMatch(folder), $"{file}: folder {folder}");
            foreach (Match type in TypeName().Matches(SourceTree.Read(file)))
                Assert.False(VagueType().IsMatch(type.Groups[1].Value), $"{file}: type {type.Groups[1].Value}");
        }
    }

    [Fact]
    public void Sources_HoldNothingUnfinished()
    {
        foreach (var file in SourceTree.CSharp("src"))
            Assert.False(Unfinished().IsMatch(SourceTree.Read(file)), $"{file}: {Unfinished().Match(SourceTree.Read(file)).Value}");
    }

    [Fact]
    public void Sources_NeverSleep()
    {
        foreach (var file in SourceTree.CSharp("src"))
            Assert.False(Sleep().IsMatch(SourceTree.Read(file)), $"{file}: {Sleep().Match(SourceTree.Read(file)).Value}");
    }

    [Fact]
    public void TestFolders_MirrorSourceFolders()
    {
        // Two projects of tests stand for no source project: the rules of the house, and the screen in a browser.
        string[] own = ["tests/Triage.Architecture.Tests/", "tests/Triage.Browser.Tests/"];
        foreach (var file in SourceTree.CSharp("tests").Where(f => f.Count(c => c == '/') >= 2 && !own.Any(o => f.StartsWith(o, StringComparison.Ordinal))))
        {
            var folders = SourceTree.FoldersInside(file);
            if (folders.Length == 0 || s_testFolders.ContainsKey(folders[0]))
                continue;
            var mirrored = Triage.Tests.TestPaths.InRoot(["src", file.Split('/')[1][..^".Tests".Length], .. folders]);
            Assert.True(Directory.Exists(mirrored), $"{file} stands in a folder that its source project does not have");
        }
    }

    [Theory]
    [InlineData("Manager", true)]
    [InlineData("CallManager", true)]
    [InlineData("StringHelpers", true)]
    [InlineData("AudioUtils", true)]
    [InlineData("CommonTypes", true)]
    [InlineData("SharedState", true)]
    [InlineData("Utterance", false)]
    [InlineData("Commonality", false)]
    [InlineData("CallDesk", false)]
    public void VagueNames_AreToldFromGoodOnes(string name, bool vague) => Assert.Equal(vague, VagueType().IsMatch(name));

    [GeneratedRegex(@"^namespace\s+([\w.]+)\s*;", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(@"(?:^|[\s(])(?:class|struct|interface|enum|record|record\s+struct|record\s+class)\s+([A-Z]\w*)", RegexOptions.Multiline)]
    private static partial Regex TypeName();

    [GeneratedRegex(@"^(Managers?|Helpers?|Util(s|ity|ities)?|Common|Shared)$")]
    private static partial Regex VagueFolder();

    // Whole parts of a compound name only: Utterance and Commonality are fine.
    [GeneratedRegex(@"(Managers?|Helpers?|Util(s|ity|ities)?)(?![a-z])|^I?(Common|Shared)(?![a-z])")]
    private static partial Regex VagueType();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b|NotImplementedException")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"\bThread\.Sleep\b|\bSpinWait\.SpinUntil\b")]
    private static partial Regex Sleep();
}
