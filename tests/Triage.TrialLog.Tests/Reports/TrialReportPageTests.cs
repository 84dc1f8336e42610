using Triage.TrialLog.Records;
using Triage.TrialLog.Reports;
using Triage.TrialLog.Reports.Figures;
using Triage.TrialLog.Reports.Pages;
using Triage.TrialLog.Simulation;

namespace Triage.TrialLog.Tests.Reports;

public sealed class TrialReportPageTests
{
    private static readonly Lazy<TrialReport> s_report = new(() => Of(TrialSimulator.Run(new() { Calls = 600, Seed = 4 })));

    [Fact]
    public void Render_ASimulatedTrial_SaysSoAndLoadsNothing()
    {
        var page = TrialReportPage.Render(s_report.Value);
        if (Environment.GetEnvironmentVariable("TRIAGE_KEEP_REPORT") is { Length: > 0 } kept)
            File.WriteAllText(kept, TrialReportPage.Render(Of(TrialSimulator.Run(new() { Calls = 2000, Seed = 4 }))));
        Assert.Contains("ESSAI SIMULÉ", page, StringComparison.Ordinal);
        Assert.Contains("validés par des cliniciens", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("http://", page, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", page, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", page.Split("base64,")[0], StringComparison.Ordinal);
    }

    private static TrialReport Of(IEnumerable<CallDossier> calls)
    {
        var plan = new ReportPlan { Resamples = 200 };
        var collector = new ReportCollector(plan);
        foreach (var call in calls)
            collector.Add(call);
        return TrialReport.Of(collector, new(plan, DateTimeOffset.UnixEpoch, [.. TrialSimulator.Outages(new() { Calls = 600, Seed = 4 })],
            Prices: new(4000, 5, 0.2, 120, 40, 3000, null, 35), Host: new HostCapacity("cpu-2-cores", 12, false)));
    }
}
