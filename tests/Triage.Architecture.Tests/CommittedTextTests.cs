using System.Text.RegularExpressions;

namespace Triage.Architecture.Tests;

public sealed partial class CommittedTextTests
{
    private static readonly string[] s_text =
    [
        ".cs", ".csproj", ".props", ".targets", ".sln", ".md", ".json", ".jsonl", ".yaml", ".yml", ".sh", ".ps1", ".proto", ".config", ".txt",
        ".html", ".css", ".js", ".ts", ".xml", ".service", ".conf", ".toml", "",
    ];

    [Fact]
    public void CommittedText_HoldsNoPathOfAMachine()
    {
        var files = TextFiles();
        Assert.True(files.Count > 50);
        foreach (var file in files)
        {
            var match = MachinePath().Match(SourceTree.Read(file));
            Assert.False(match.Success, $"{file}: {match.Value}");
        }
    }

    [Fact]
    public void CommittedText_HasNoCarriageReturnsExceptPowerShell()
    {
        foreach (var file in TextFiles().Where(f => !f.EndsWith(".ps1", StringComparison.Ordinal) && !f.EndsWith(".sln", StringComparison.Ordinal)))
            Assert.False(SourceTree.Read(file).Contains('\r'), $"{file} has carriage returns");
    }

    [Theory]
    [InlineData("/ho" + "me/someone/triage", true)]
    [InlineData("C:" + @"\Users\someone", true)]
    [InlineData("see /wo" + "rk/main/src", true)]
    [InlineData("the home/work balance", false)]
    [InlineData("src/framework/work/item", false)]
    [InlineData("/var/lib/triage", false)]
    public void MachinePaths_AreToldFromOthers(string text, bool found) => Assert.Equal(found, MachinePath().IsMatch(text));

    private static List<string> TextFiles() =>
        [.. SourceTree.AllFiles().Where(f => s_text.Contains(Path.GetExtension(f)) || Path.GetFileName(f)[0] == '.')];

    [GeneratedRegex(@"(?<![\w.$}\-])/(home|work|Users|root)/\w|[A-Za-z]:\\Users\\")]
    private static partial Regex MachinePath();
}
