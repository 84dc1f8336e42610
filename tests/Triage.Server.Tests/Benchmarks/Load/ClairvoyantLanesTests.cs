using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Triage.Core.Scheduling;
using Triage.Server.Benchmarks.Load;

namespace Triage.Server.Tests.Benchmarks.Load;

public sealed class ClairvoyantLanesTests
{
    [Fact]
    public void OnTime_OfNothing_IsNothing() => Assert.Equal(0, ClairvoyantLanes.OnTime([], 2));

    // A long job with time to spare gives way to a short one that has none: both are in time, which arrival order would not do.
    [Fact]
    public void OnTime_UrgentJobDuringALongOne_Interrupts() => Assert.Equal(2, ClairvoyantLanes.OnTime([Job(0, 1.5, 1), Job(0.1, 0.4, 0.2)], 1));

    [Fact]
    public void OnTime_MoreWorkThanTime_LosesTheLatest() => Assert.Equal(2, ClairvoyantLanes.OnTime([Job(0, 0.6, 0.3), Job(0, 0.6, 0.3), Job(0, 0.6, 0.3)], 1));

    [Fact]
    public void OnTime_SecondLane_TakesASecondJob() => Assert.Equal(2, ClairvoyantLanes.OnTime([Job(0, 0.5, 0.5), Job(0, 0.5, 0.5)], 2));

    // However many lanes, one job runs on one.
    [Fact]
    public void OnTime_JobLongerThanItsTime_IsInfeasible() => Assert.Equal(0, ClairvoyantLanes.OnTime([Job(0, 0.5, 0.6)], 8));

    [Property(MaxTest = 200)]
    public Property OnTime_AnyJobs_IsWithinTheirNumberAndGrowsWithLanes() => Prop.ForAll(
        ArbMap.Default.ArbFor<(byte Submitted, byte Allowed, byte Lane)[]>(),
        values =>
        {
            JobRun[] jobs = [.. values.Select(v => Job(v.Submitted / 50.0, (v.Submitted + v.Allowed) / 50.0, v.Lane / 200.0))];
            var (one, many) = (ClairvoyantLanes.OnTime(jobs, 1), ClairvoyantLanes.OnTime(jobs, Math.Max(1, jobs.Length)));
            // With a lane for each the feasible ones are those that fit by themselves.
            Assert.Equal(jobs.Count(j => j.SubmittedS + j.LaneS <= j.DeadlineS + 1e-9), many);
            Assert.InRange(one, 0, many);
        });

    private static JobRun Job(double submittedS, double deadlineS, double laneS) => new(submittedS, deadlineS, deadlineS, laneS);
}
