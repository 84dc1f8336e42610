using Triage.Core.Assessment;
using Triage.Training.Evaluation;

namespace Triage.Training.Tests.Evaluation;

public sealed class PriorityCalibrationTests
{
    /// <summary>Bin 0.9: two at 0.9 and 1.0, one right, gap |1.9 − 1| ; bin 0.6: one at 0.6, right, gap 0.4. Sum 1.3 over 3.</summary>
    [Fact]
    public void Error_TwoBins_AsByHand() => Assert.Equal(1.3 / 3, PriorityCalibration.Error([(0.9, true), (1.0, false), (0.6, true)]), 1e-12);

    [Fact]
    public void Bins_OnlyThoseWithCalls_FromTheLowest()
    {
        var bins = PriorityCalibration.Bins([(0.95, true), (0.62, false), (0.68, true)]).ToList();
        Assert.Equal([(0.6, 2, 0.5), (0.9, 1, 1.0)], bins.Select(b => (Math.Round(b.From, 6), b.Calls, b.Accuracy)));
        Assert.Equal(0.65, bins[0].Confidence, 1e-12);
    }

    /// <summary>The most probable level counts, not the one that a rule raised to.</summary>
    [Fact]
    public void Of_CallRaisedByARule_IsJudgedByTheModelsOwnLevel()
    {
        var raised = Judged.Said(Judged.Call("a", Priority.P1), Priority.P0, 0.2, rule: true);
        var figures = PriorityCalibration.Of([raised], 1);
        Assert.Equal(0.2, figures.Error!.Value, 1e-12);
        Assert.Equal(0.04 + 0.04, figures.Brier, 1e-12);
        // Right with 0.8: the gap is 0.2, or 0.8 in a fifth of the draws: 0.32.
        Assert.InRange(figures.ErrorIfCalibrated, 0.28, 0.36);
        // Pairs 0.2 (no), 0.8 (yes) and three zeros: 0.2 and 0.2 over five.
        Assert.Equal(0.4 / 5, figures.PooledError, 1e-12);
    }

    [Fact]
    public void Curve_RisingThreshold_LeavesTheSureAndTheRules()
    {
        var points = AbstentionCurve.Of(
        [
            Judged.Said(Judged.Call("sure", Priority.P1), Priority.P1, 0.05),
            Judged.Said(Judged.Call("unsure", Priority.P1), Priority.P2, 0.45),
            Judged.Said(Judged.Call("rule", Priority.P0), Priority.P0, 0.4, rule: true),
            Judged.Said(Judged.Call("silent", Priority.P2), Priority.P3) with { Reason = AbstentionReason.NotEnoughSaid },
        ]);
        Assert.Equal((3, 0.75), (points[0].Answered, points[0].Coverage));
        Assert.Equal(2.0 / 3, points[0].Acceptable!.Value, 1e-12);
        Assert.Equal(1.0 / 3, points[0].UnderTriage!.Value, 1e-12);
        Assert.Equal((2, 1.0, 0.0), (points[8].Answered, points[8].Acceptable, points[8].UnderTriage));
    }
}
