using Triage.Core.Assessment;
using Triage.Core.Calls;
using Triage.Core.Trial;
using Triage.TrialLog.Records;
using Triage.TrialLog.Reports;
using Triage.TrialLog.Reports.Figures;
using static Triage.TrialLog.Tests.Reports.Dossiers;

namespace Triage.TrialLog.Tests.Reports;

public sealed class ReportFiguresTests
{
    private static readonly AdjudicationRecord[] s_vital = [Judged("a", true), Judged("b", true)], s_other = [Judged("a", false), Judged("b", false)];

    // Three alerts (two judged: one vital), five without (two judged: one vital).
    private static CallDossier[] Partly()
    {
        var alert = Suggestion(1, 40, Priority.P0, 0.9, alert: true);
        var calm = Suggestion(1, 40, Priority.P2, 0.1);
        return [Call("1").With(alert).With(s_vital), Call("2").With(alert).With(s_other), Call("3").With(alert), Call("4").With(calm).With(s_vital), Call("5").With(calm).With(s_other), Call("6"), Call("7"), Call("8")];
    }

    [Fact]
    public void Accuracy_PartlyVerified_IsCorrectedAsBeggAndGreenes()
    {
        var accuracy = Of(Partly()).Accuracy;
        Assert.Equal((1, 1, 1, 1), (accuracy.Served.TruePositives, accuracy.Served.FalseNegatives, accuracy.Served.FalsePositives, accuracy.Served.TrueNegatives));
        Assert.Equal(0.5, accuracy.Served.Sensitivity!.Value, 12);
        // By hand: 3 x 1/2 vital with an alert, 5 x 1/2 without: 1.5 / 4; and 2.5 / (2.5 + 1.5).
        Assert.Equal(0.375, accuracy.CorrectedSensitivity!.Value, 12);
        Assert.Equal(0.625, accuracy.CorrectedSpecificity!.Value, 12);
        Assert.Equal(37.5, accuracy.Served.AlertsPerHundred, 12);
        Assert.Equal(3, accuracy.Served.AlertsPerOperatorHour);
    }

    [Fact]
    public void Missed_EveryVitalCallWithoutAnAlert_IsListedByKeyAndCause()
    {
        var missed = Of([.. Partly(), Call("9").With(s_vital)]).Missed;
        Assert.Equal([("4", "below_threshold"), ("9", "no_suggestion")], missed.Select(m => (m.Call, m.Cause)));
    }

    [Fact]
    public void Flow_EveryCall_IsCountedOnce()
    {
        var shadow = Call("1", TrialArm.Shadow).With(s_vital);
        var flow = Of([shadow, Call("2", TrialArm.Visible).With(Judged("a", true)), Call("3", TrialArm.Visible) with { Call = Call("3", TrialArm.Visible).Call with { Exclusion = "test_call" } }, Call("4")]).Flow;
        Assert.Equal((4, 1), (flow.Calls, flow.Unallocated));
        Assert.Equal((1, 1, 1, 1), (flow.Branches[0].Allocated, flow.Branches[0].Analysed, flow.Branches[0].WithReference, flow.Branches[0].Vital));
        Assert.Equal((2, 1, 1, 1), (flow.Branches[1].Allocated, flow.Branches[1].Analysed, flow.Branches[1].OneJudge, flow.Branches[1].Excluded["test_call"]));
    }

    [Fact]
    public void Response_OfShownAlerts_IsTheFirstDecisionOnThem()
    {
        var alert = Suggestion(7, 40, Priority.P0, 0.9, alert: true);
        ExposureRecord[] seen = [new("c", 7, ExposureKind.Displayed, "s", "op", At(41), 41), new("c", 7, ExposureKind.Seen, "s", "op", At(42), 42), new("c", 7, ExposureKind.Left, "s", "op", At(62), 62)];
        var report = Of([
            Call("1", TrialArm.Visible).With(alert).With(Decision(51, Priority.P0, DecisionAction.Accepted, on: 7), Decision(60, Priority.P1, DecisionAction.Rejected, on: 7)) with { Exposures = seen },
            Call("2", TrialArm.Visible).With(alert).With(Decision(51, Priority.P1)),
            Call("3", TrialArm.Shadow).With(Suggestion(7, 40, Priority.P0, 0.9, alert: true, shown: false)),
        ]);
        Assert.Equal((2, 1, 0, 0, 1), (report.Response.All.Alerts, report.Response.All.Accepted, report.Response.All.Modified, report.Response.All.Rejected, report.Response.All.Ignored));
        Assert.Equal(10, report.Response.All.MedianResponseS);
        Assert.Equal(["0", "1"], report.Response.ByAlertsInTheHour.Select(g => g.Group));
        Assert.Equal((2, 1, 1, 1), (report.Exposure[1].AlertShown, report.Exposure[1].Displayed, report.Exposure[1].Seen, report.Exposure[1].AlertsUnseen));
        Assert.Equal(20, report.Exposure[1].MedianOnScreenS!.Value, 3);
    }

    [Fact]
    public void Agreement_OfSuggestionAndReference_IsByLevel()
    {
        var report = Of(Partly());
        var judge = report.Agreement.Judges[0];
        Assert.Equal((1, 1), (judge.Matrix[0][0], judge.Matrix[0][2]));
        Assert.Equal((4, 0.5, 0.25, 0.25), (judge.Calls, judge.Exact!.Value, judge.UnderTriage!.Value, judge.OverTriage!.Value));
        Assert.Equal(1, report.Agreement.AdjudicatorsVital!.Value, 12);
    }

    [Fact]
    public void Economics_OfMeasuredLoad_IsByHand()
    {
        // Two calls of 200 s in an hour on a host of 2 places: occupancy 400 / 7200; 50 + 100 x that = 55.56 W; 17,532 calls a year.
        var calls = Collect([Call("1"), Call("2")]).Calls;
        var frame = EconomicFrame.Of(calls, [], 3600, new(1000, 5, 0.2, 150, 50, 800, null, null), new("p", 2, true));
        Assert.Equal(36, frame.CallsPerHourCapacity!.Value, 9);
        Assert.Equal(55.5555556 * 8.766 / 17_532, frame.KwhPerCall!.Value, 9);
        Assert.Equal(55.5555556 * 8.766 / 17_532 * 0.2 + 200.0 / 17_532 + 800.0 / 17_532, frame.EurosPerCall!.Value, 9);
        Assert.Equal(["operator_euros_per_hour"], frame.Missing);
        Assert.Null(EconomicFrame.Of(calls, [], 3600, null, null).EurosPerCall);
    }

    [Fact]
    public void Service_OverlappingOutages_CountOnce()
    {
        OutageRecord[] outages = [new(null, "stopped", At(0), At(60)), new(null, "stopped", At(30), At(90)), new("1", "triage", At(10), null), new(null, "stopped", At(500), At(600))];
        var service = ServiceFigures.Of(Collect([Call("1")]).Calls, [10, 20, 30], outages, At(0), At(300));
        Assert.Equal(0.3, service.StoppedShare!.Value, 12);
        Assert.Equal(20, service.SuggestionMs.Median);
        Assert.Equal(290, service.Outages.Single(o => o.What == "triage").Seconds);
    }

    [Fact]
    public void Report_WithoutCalls_SaysThatItIsEmpty() =>
        Assert.Contains("ce rapport est vide", Triage.TrialLog.Reports.Pages.TrialReportPage.Render(Of([])), StringComparison.Ordinal);

    [Fact]
    public void Report_WhenAlertsAreAllocated_CountsTheCallInTheArmOfItsFirst()
    {
        var call = Call("1").With(Suggestion(3, 40, Priority.P0, 0.9, alert: true)) with { Allocations = [new("1", 1, "all", 0, 3, 0, TrialArm.Visible, At(40))] };
        var report = Of([call, Call("2")]);
        Assert.True(report.Source.UnitIsAlert);
        Assert.Equal((1, 1), (report.Flow.Branches[1].Allocated, report.Flow.Unallocated));
    }

    private static ReportCollector Collect(IEnumerable<CallDossier> calls)
    {
        var collector = new ReportCollector(new() { Resamples = 100 });
        foreach (var call in calls)
            collector.Add(call);
        return collector;
    }

    private static TrialReport Of(IEnumerable<CallDossier> calls) => TrialReport.Of(Collect(calls), new(new() { Resamples = 100 }, Start, []));
}
