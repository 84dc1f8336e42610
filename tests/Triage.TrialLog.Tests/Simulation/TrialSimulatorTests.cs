using Triage.TrialLog.Records;
using Triage.TrialLog.Reports;
using Triage.TrialLog.Simulation;

namespace Triage.TrialLog.Tests.Simulation;

public sealed class TrialSimulatorTests
{
    private static readonly ReportPlan s_plan = new() { Resamples = 1000 };

    [Fact]
    public void Run_TheSamePlan_IsTheSameTrial()
    {
        var plan = new SimulationPlan { Calls = 40, Seed = 9 };
        Assert.Equal(Keys(plan), Keys(plan));
        Assert.NotEqual(Keys(plan), Keys(plan with { Seed = 10 }));
        Assert.All(TrialSimulator.Run(plan), d => Assert.True(SimulatedMark.On(d.Call)));
    }

    [Fact]
    public void Run_Arms_AreBalancedWithinEachStratum()
    {
        var calls = TrialSimulator.Run(new() { Calls = 1000, Seed = 2 }).Select(d => d.Call).ToList();
        foreach (var stratum in calls.GroupBy(c => c.Stratum))
            Assert.InRange(stratum.Count(c => c.Arm == TrialArm.Visible) - stratum.Count() / 2.0, -2, 2);
    }

    [Fact]
    public void Run_ShadowCalls_AreNotSeenUnlessContaminated()
    {
        var shadow = TrialSimulator.Run(new() { Calls = 2000, Seed = 3 }).Where(d => d.Call.Arm == TrialArm.Shadow).ToList();
        Assert.All(shadow, d => Assert.Equal(d.Call.Contamination is not null, d.Exposures.Count > 0));
        Assert.Contains(shadow, d => d.Call.Contamination is not null);
    }

    // Times are recomputed from decisions and clocks, so the report has to find what the model drew.
    [Fact]
    public void Report_OfAKnownEffect_FindsItWithinItsIntervals()
    {
        var plan = new SimulationPlan { Calls = 2000, Seed = 5, Effect = 0.3 };
        var truth = SimulatedTruth.Of(plan, s_plan.WithinS, s_plan.HorizonS);
        var contrast = Report(plan).Primary.Contrast!;
        Assert.True(truth.RestrictedMeanDifferenceS < -10);
        Assert.True(contrast.RestrictedMeanS!.Covers(truth.RestrictedMeanDifferenceS), $"{contrast.RestrictedMeanS}, true {truth.RestrictedMeanDifferenceS}");
        Assert.True(contrast.RestrictedMeanS.High < 0, "an effect of this size shows in 2,000 calls");
        for (var w = 0; w < s_plan.WithinS.Count; w++)
            Assert.True(contrast.Within[w].Share!.Covers(truth.Difference(w)), $"{contrast.Within[w].Share}, true {truth.Difference(w)}");
    }

    [Fact]
    public void Report_WithoutAnEffect_FindsNone()
    {
        var plan = new SimulationPlan { Calls = 2000, Seed = 6, Effect = 1 };
        Assert.Equal(0, SimulatedTruth.Of(plan, [60], 300, 20_000).RestrictedMeanDifferenceS, 9);
        Assert.True(Report(plan).Primary.Contrast!.RestrictedMeanS!.Covers(0));
    }

    [Fact]
    public void Report_OfManyTrials_CoversTheTruthAsOftenAsItSays() => AssertCovers(40, 300, 0.85);

    [Fact]
    [Trait("Category", "Long")]
    public void Report_OfVeryManyTrials_CoversTheTruthAsOftenAsItSays() => AssertCovers(400, 600, 0.93);

    [Fact]
    public void Checked_ValuesOutsideTheirRange_AreNamed() =>
        Assert.Equal("VitalShare", Assert.Throws<ArgumentOutOfRangeException>(() => TrialSimulator.Run(new() { VitalShare = 2 }).First()).ParamName);

    private static void AssertCovers(int trials, int resamples, double least)
    {
        var plan = new SimulationPlan { Calls = 2000, Effect = 0.4, VitalShare = 0.15 };
        var truth = SimulatedTruth.Of(plan, s_plan.WithinS, s_plan.HorizonS);
        var covered = new int[3];
        for (var seed = 1; seed <= trials; seed++)
        {
            var contrast = Report(plan with { Seed = (ulong)seed }, resamples).Primary.Contrast!;
            covered[0] += contrast.Within[0].Share!.Covers(truth.Difference(0)) ? 1 : 0;
            covered[1] += contrast.Within[1].Share!.Covers(truth.Difference(1)) ? 1 : 0;
            covered[2] += contrast.RestrictedMeanS!.Covers(truth.RestrictedMeanDifferenceS) ? 1 : 0;
        }
        Assert.All(covered, c => Assert.InRange((double)c / trials, least, 1));
    }

    private static TrialReport Report(SimulationPlan plan, int resamples = 1000)
    {
        var collector = new ReportCollector(s_plan with { Resamples = resamples });
        foreach (var dossier in TrialSimulator.Run(plan))
            collector.Add(dossier);
        return TrialReport.Of(collector, new(s_plan with { Resamples = resamples }, DateTimeOffset.UnixEpoch, []));
    }

    private static List<string> Keys(SimulationPlan plan) =>
        [.. TrialSimulator.Run(plan).Select(d => $"{d.Call.CallKey} {d.Call.Arm} {d.Suggestions.Count} {(d.Decisions.Count > 0 ? d.Decisions[0].AtS : 0)} {d.Adjudications.Count}")];
}
