using Triage.Core.Assessment;
using Triage.Training.Evaluation;

namespace Triage.Training.Tests.Evaluation;

public sealed class TriageRatesTests
{
    /// <summary>
    /// Labels P0 P1 P2 P2, suggestions P0 P2 P2 P1. Observed squares 0+1+0+1 = 2. By chance, all 16 pairs: label 0 against (0,2,2,1) 9,
    /// label 1 (1,1,1,0) 3, label 2 twice (4,0,0,1) 10: 22 / 4 = 5.5. Kappa 1 − 2/5.5.
    /// </summary>
    [Fact]
    public void QuadraticKappa_FourCalls_AsByHand() => Assert.Equal(1 - 2 / 5.5, TriageRates.QuadraticKappa(
    [
        Judged.Said(Judged.Call("a", Priority.P0), Priority.P0), Judged.Said(Judged.Call("b", Priority.P1), Priority.P2),
        Judged.Said(Judged.Call("c", Priority.P2), Priority.P2), Judged.Said(Judged.Call("d", Priority.P2), Priority.P1),
    ])!.Value, 1e-12);

    [Fact]
    public void QuadraticKappa_OneLevelEverywhere_SaysNothing() => Assert.Null(TriageRates.QuadraticKappa([Judged.Said(Judged.Call("a", Priority.P1), Priority.P1)]));

    [Fact]
    public void Of_FourCalls_CountsBothSidesAndP0AtAnyMoment()
    {
        var rates = TriageRates.Of(
        [
            Judged.Said(Judged.Call("a", Priority.P0), Priority.P1, at: 12),
            Judged.Said(Judged.Call("b", Priority.P1, [Priority.P2]), Priority.P3),
            Judged.Said(Judged.Call("c", Priority.P2), Priority.P0, at: 5),
            Judged.Said(Judged.Call("d", Priority.P1, [Priority.P2]), Priority.P2),
        ], 1);
        Assert.Equal(0, rates.Exact!.Value);
        Assert.Equal(0.25, rates.Acceptable!.Value);
        Assert.Equal(0.5, rates.UnderTriage!.Value);
        Assert.Equal(0.25, rates.OverTriage!.Value);
        Assert.Equal(0, rates.P0AtEnd!.Value);
        Assert.Equal(1, rates.P0Flagged!.Value);
        Assert.Equal(0.25, rates.FalseP0!.Value);
        Assert.Null(rates.CareExact);
        Assert.InRange(rates.Acceptable.Low, 0, 0.24);
        Assert.InRange(rates.Acceptable.High, 0.26, 1);
    }

    /// <summary>Wanted 3, suggested 3, both 2 of which one with the right status.</summary>
    [Fact]
    public void Of_Findings_F1AndStatusAsByHand()
    {
        var prediction = Judged.Said(
            Judged.Call("a", Priority.P1, null, "M01.01", ("fievre", FindingStatus.Present), ("chute", FindingStatus.Absent), ("malaise", FindingStatus.Present)), Priority.P1,
            findings: [("fievre", FindingStatus.Present), ("chute", FindingStatus.Present), ("vertige", FindingStatus.Uncertain)]);
        var rates = TriageRates.Of([prediction], 1);
        Assert.Equal(2.0 / 3, rates.MentionF1!.Value, 1e-12);
        Assert.Equal(2.0 * 1 / (2 + 2), rates.PresentF1!.Value, 1e-12);
        Assert.Equal(0.5, rates.StatusAccuracy!.Value);
        var byFinding = FindingMatches.ByFinding([prediction]).ToDictionary(f => f.Code);
        Assert.Equal(["chute", "fievre", "malaise", "vertige"], byFinding.Keys.Order());
        Assert.Equal((1, 0), (byFinding["chute"].Mention.Correct, byFinding["chute"].StatusRight));
        Assert.Equal((0, 0, 1), (byFinding["malaise"].Mention.Correct, byFinding["malaise"].Mention.Predicted, byFinding["malaise"].Mention.Wanted));
        var byStatus = FindingMatches.ByStatus([prediction]);
        Assert.Equal((FindingStatus.Absent, 0, 0, 1), (byStatus[1].Status, byStatus[1].Score.Correct, byStatus[1].Score.Predicted, byStatus[1].Score.Wanted));
    }
}
