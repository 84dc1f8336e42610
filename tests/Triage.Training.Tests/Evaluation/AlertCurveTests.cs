using Triage.Core.Assessment;
using Triage.Training.Evaluation;
using Triage.Training.Heads;

namespace Triage.Training.Tests.Evaluation;

public sealed class AlertCurveTests
{
    private static readonly CallPrediction[] s_calls =
    [
        Judged.Said(Judged.Call("rule", Priority.P0), Priority.P0, 0.1, rule: true, at: 4),
        Judged.Said(Judged.Call("sure", Priority.P0), Priority.P0, 0.9, at: 9),
        Judged.Said(Judged.Call("wrong", Priority.P2), Priority.P2, 0.6),
        Judged.Said(Judged.Call("mild", Priority.P2), Priority.P2, 0.05),
        Judged.Said(Judged.Call("milder", Priority.P3), Priority.P3, 0.01),
    ];

    [Fact]
    public void Of_NoBudget_LeavesTheRulesAlone()
    {
        var none = AlertCurve.Of(s_calls)[0];
        Assert.Equal((0.0, 2, 1, 1, 0, 0), (none.PerHundred, none.P0Calls, none.P0Flagged, none.ByRule, none.ByModel, none.FalseAlerts));
        Assert.Equal(AlertBudget.Never, none.Threshold);
    }

    /// <summary>
    /// 40 of 100 are one of the four other calls. "sure" is judged at (0.6 + 0.05) / 2 and alerts; "wrong" at (0.9 + 0.05) / 2 and alerts
    /// too, wrongly; "mild" at (0.9 + 0.6) / 2 and does not.
    /// </summary>
    [Fact]
    public void Of_BudgetOfForty_JudgesEachCallByTheOthers()
    {
        var point = AlertCurve.Of(s_calls)[^1];
        Assert.Equal(40, point.PerHundred);
        Assert.Equal((2, 1, 2, 1), (point.P0Flagged, point.ByRule, point.ByModel, point.FalseAlerts));
        Assert.Equal(1, point.Sensitivity);
        Assert.Equal(20, point.FalsePerHundred);
        Assert.Equal(60, point.AlertsPerHundred);
    }

    [Fact]
    public void Served_CountsWhatWasShown()
    {
        var served = AlertCurve.Served(s_calls);
        Assert.Equal((2, 1, 1, 0), (served.P0Flagged, served.ByRule, served.ByModel, served.FalseAlerts));
        Assert.Null(served.Threshold);
    }
}
