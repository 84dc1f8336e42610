using System.Text.Json;
using System.Text.RegularExpressions;
using Triage.Tests;

namespace Triage.Core.Tests.Telemetry;

/// <summary>What monitoring is given must name what exists: the guide lists every metric and label (see ApplianceMetricsTests).</summary>
public sealed partial class OperationsFilesTests
{
    private static readonly string s_guide = Read("operator.md");

    [Theory]
    [InlineData("alerts.yml")]
    [InlineData("grafana-triage.json")]
    public void Queries_MetricsAndLabels_AreOfTheGuide(string file)
    {
        var names = Name().Matches(Read("operations", file)).Select(m => Series().Replace(m.Value, "")).Distinct().ToList();

        Assert.True(names.Count > 5);
        Assert.All(names, n => Assert.Contains("`" + n, s_guide, StringComparison.Ordinal));
    }

    [Fact]
    public void Alerts_Runbooks_AreHeadingsOfTheRunbooks()
    {
        var headings = Read("operations", "runbooks.md").Split('\n').Where(l => l.StartsWith("## ", StringComparison.Ordinal)).Select(l => Anchor(l[3..])).ToHashSet();
        var wanted = Runbook().Matches(Read("operations", "alerts.yml")).Select(m => m.Groups[1].Value).ToList();

        Assert.NotEmpty(wanted);
        Assert.All(wanted, w => Assert.Contains(w, headings));
    }

    [Fact]
    public void Dashboard_Panels_DoNotOverlapAndAllAsk()
    {
        using var dashboard = JsonDocument.Parse(Read("operations", "grafana-triage.json"));
        var taken = new HashSet<(int, int)>();
        foreach (var panel in dashboard.RootElement.GetProperty("panels").EnumerateArray())
        {
            var place = panel.GetProperty("gridPos");
            int Of(string name) => place.GetProperty(name).GetInt32();
            for (var x = Of("x"); x < Of("x") + Of("w"); x++)
                for (var y = Of("y"); y < Of("y") + Of("h"); y++)
                    Assert.True(x < 24 && taken.Add((x, y)), panel.GetProperty("title").GetString());
            Assert.All(panel.GetProperty("targets").EnumerateArray(), t => Assert.Contains("$job", t.GetProperty("expr").GetString(), StringComparison.Ordinal));
        }
    }

    // As the common Markdown viewers make them: lower case, punctuation left out, spaces to hyphens.
    private static string Anchor(string heading) =>
        string.Concat(heading.Trim().ToLowerInvariant().Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-')).Replace(' ', '-');

    private static string Read(params string[] parts) => File.ReadAllText(TestPaths.InRoot(["docs", .. parts]));

    [GeneratedRegex("triage_[a-z_]+")]
    private static partial Regex Name();

    [GeneratedRegex("_bucket$")]
    private static partial Regex Series();

    [GeneratedRegex(@"runbooks\.md#([^""]+)""")]
    private static partial Regex Runbook();
}
