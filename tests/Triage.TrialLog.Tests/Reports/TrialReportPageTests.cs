using System.Text.Json;
using Triage.TrialLog.Records;
using Triage.TrialLog.Reports;
using Triage.TrialLog.Reports.Checklists;
using Triage.TrialLog.Reports.Figures;
using Triage.TrialLog.Reports.Pages;
using Triage.TrialLog.Simulation;

namespace Triage.TrialLog.Tests.Reports;

public sealed class TrialReportPageTests
{
    private static readonly Lazy<TrialReport> s_report = new(() => Of(TrialSimulator.Run(new() { Calls = 600, Seed = 4, VitalShare = 0.15, ContaminationShare = 0.1 })));

    [Fact]
    public void Render_ASimulatedTrial_SaysSoAndLoadsNothing()
    {
        var page = TrialReportPage.Render(s_report.Value);
        Assert.Contains("ESSAI SIMULÉ", page, StringComparison.Ordinal);
        Assert.Contains("validés par des cliniciens", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("http://", page, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", page, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", page.Split("base64,")[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Render_ARealTrial_DoesNotClaimToBeSimulated()
    {
        var page = TrialReportPage.Render(s_report.Value with { Source = s_report.Value.Source with { Simulated = false } });
        Assert.DoesNotContain("ESSAI SIMULÉ", page, StringComparison.Ordinal);
        Assert.Contains("validés par des cliniciens", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_EveryMissedEmergency_IsThereByItsKey()
    {
        var page = TrialReportPage.Render(s_report.Value);
        Assert.NotEmpty(s_report.Value.Missed);
        Assert.All(s_report.Value.Missed, m => Assert.Contains(m.Call, page, StringComparison.Ordinal));
    }

    [Fact]
    public void Checklists_WhereTheyPoint_IsASectionOfThePage()
    {
        var page = TrialReportPage.Render(s_report.Value);
        var items = Checklist.All.SelectMany(l => l.Items).ToList();
        Assert.All(items.SelectMany(i => i.Where.Split(", ", StringSplitOptions.RemoveEmptyEntries)), s => Assert.Contains($"id=\"s{s}\"", page, StringComparison.Ordinal));
        Assert.All(items.Where(i => i.Where.Length == 0), i => Assert.NotNull(i.Missing));
    }

    [Fact]
    public void Json_ItsMembers_AreThoseOfTheSchema()
    {
        var golden = Triage.Tests.TestPaths.InRoot("tests", "Triage.TrialLog.Tests", "Golden", "report-members.txt");
        using var json = JsonDocument.Parse(TrialReportJson.Write(s_report.Value));
        Assert.Equal("triage.report/1", json.RootElement.GetProperty("schema").GetString());
        var members = new SortedSet<string>(StringComparer.Ordinal);
        Collect(json.RootElement, "", members);
        Assert.Equal(File.ReadAllLines(golden), members);
    }

    // Codes and dates as names of members are data, not shape.
    private static readonly string[] s_counts = ["excluded", "reasons", "contamination", "end_reasons", "rules", "languages", "abstentions"];

    private static void Collect(JsonElement element, string path, SortedSet<string> members)
    {
        if (element.ValueKind == JsonValueKind.Object && !s_counts.Contains(path.Split('.')[^1]))
            foreach (var member in element.EnumerateObject())
            {
                members.Add(path.Length == 0 ? member.Name : $"{path}.{member.Name}");
                Collect(member.Value, path.Length == 0 ? member.Name : $"{path}.{member.Name}", members);
            }
        else if (element.ValueKind == JsonValueKind.Array)
            foreach (var item in element.EnumerateArray())
                Collect(item, $"{path}[]", members);
    }

    private static TrialReport Of(IEnumerable<CallDossier> calls)
    {
        var plan = new ReportPlan { Resamples = 200 };
        var collector = new ReportCollector(plan);
        foreach (var call in calls)
            collector.Add(call);
        return TrialReport.Of(collector, new(plan, DateTimeOffset.UnixEpoch, [.. TrialSimulator.Outages(new() { Calls = 600, Seed = 4, VitalShare = 0.15, ContaminationShare = 0.1 })],
            Prices: new(4000, 5, 0.2, 120, 40, 3000, null, 35), Host: new HostCapacity("cpu-2-cores", 12, false)));
    }
}
