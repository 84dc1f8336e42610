using System.Text.RegularExpressions;

namespace Triage.Architecture.Tests;

public sealed partial class DocumentationTests
{
    [Fact]
    public void Architecture_FilesItNames_Exist()
    {
        var files = SourceTree.AllFiles().Select(f => "/" + f).ToList();
        var named = File().Matches(SourceTree.Read("docs/architecture.md")).Select(m => m.Groups[1].Value).Distinct().ToList();

        Assert.True(named.Count > 50);
        Assert.All(named, n => Assert.True(files.Exists(f => f.EndsWith("/" + n, StringComparison.Ordinal)), $"docs/architecture.md names {n}"));
    }

    [GeneratedRegex(@"`([\w./-]+\.(?:cs|razor|css|resx|csproj|props|yaml|txt))`")]
    private static partial Regex File();
}
