using Triage.TrialLog.Log;
using Triage.TrialLog.Reports;
using Triage.TrialLog.Simulation;
using Triage.TrialLog.Tests.Log;

namespace Triage.TrialLog.Tests.Simulation;

public sealed class SimulatedLogTests
{
    [Fact]
    public async Task Write_ATrial_GivesTheSameReportAsItsDossiers()
    {
        using var room = new LogRoom();
        var plan = new SimulationPlan { Calls = 300, Seed = 8, VitalShare = 0.2, ContaminationShare = 0.1 };
        Assert.Equal(300, await SimulatedLog.WriteAsync(plan, room.Folder, LogRoom.Ct));
        var inputs = new ReportInputs(new() { Resamples = 100 }, DateTimeOffset.UnixEpoch, []);
        using var reader = EvaluationReader.Open(room.Folder);
        var fromLog = await TrialReport.OfAsync(reader.ReadAsync(new(), LogRoom.Ct), inputs, LogRoom.Ct);
        var direct = new ReportCollector(inputs.Plan);
        foreach (var dossier in TrialSimulator.Run(plan))
            direct.Add(dossier);
        var expected = TrialReport.Of(direct, inputs);
        Assert.True(fromLog.Source.Simulated);
        Assert.Equal(Figures(expected), Figures(fromLog));
        Assert.True((await new Triage.TrialLog.Chain.ChainVerifier().VerifyAsync(room.Folder.Path, LogRoom.Ct)).Whole);
    }

    // What of the report does not hang on pseudonyms or on the order of operators.
    private static string Figures(TrialReport report)
    {
        var json = System.Text.Json.Nodes.JsonNode.Parse(TrialReportJson.Write(report))!.AsObject();
        var kept = new[] { "flow", "baseline", "accuracy", "probabilities", "agreement", "subgroups", "response", "exposure" };
        return string.Join('\n', kept.Select(k => json[k]!.ToJsonString())) + report.Primary.Contrast!.RestrictedMeanS!.Value.ToString("F6", System.Globalization.CultureInfo.InvariantCulture);
    }
}
