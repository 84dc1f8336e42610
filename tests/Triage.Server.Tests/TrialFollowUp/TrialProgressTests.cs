using Microsoft.Extensions.Time.Testing;
using Triage.Core.Assessment;
using Triage.Core.Calls;
using Triage.Core.Trial;
using Triage.Server.TrialFollowUp;
using Triage.TrialLog.Allocation;
using Triage.TrialLog.Records;

namespace Triage.Server.Tests.TrialFollowUp;

public sealed class TrialProgressTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Of_ARunningRandomisedTrial_TellsUnitsAndNothingOfTheArms()
    {
        var progress = await TrialProgress.OfAsync(Situation(Trial(revealed: false), Dossier("a", TrialArm.Visible), Dossier("b", TrialArm.Shadow), Dossier("c", TrialArm.Visible, stratum: "night")), Start);

        Assert.True(progress.ArmsHidden);
        Assert.Equal([new("day", 2, null, null), new StratumCount("night", 1, null, null)], progress.Strata);
        Assert.Null(progress.Contaminated);
        Assert.Equal(new ExposureCounts(3, 3, null, null, null, null, null), progress.Exposure);
    }

    [Theory]
    [InlineData(TrialMode.Randomised, true)]
    [InlineData(TrialMode.Visible, false)]
    public async Task Of_ATrialWithoutASecret_CountsArmsAndExposure(TrialMode mode, bool revealed)
    {
        var progress = await TrialProgress.OfAsync(Situation(Trial(revealed) with { Mode = mode }, Dossier("a", TrialArm.Visible, sightS: 4), Dossier("b", TrialArm.Shadow), Dossier("c", TrialArm.Visible, sightS: 10)), Start);

        Assert.Equal([new StratumCount("day", 3, 1, 2)], progress.Strata);
        Assert.Equal(0, progress.Contaminated);
        Assert.Equal(new ExposureCounts(3, 3, 2, 2, 2, 0, 7), progress.Exposure);
    }

    [Fact]
    public async Task Of_CallsOfEveryFate_CountsEachOnce()
    {
        var progress = await TrialProgress.OfAsync(Situation(
            Trial(true), Dossier("completed", TrialArm.Visible), Dossier("lost", TrialArm.Visible, end: "disconnected"), Dossier("refused", TrialArm.Visible, end: "refused"),
            Dossier("running", TrialArm.Visible, end: null)), Start);

        Assert.Equal((4, 1, 2, 1, 1), (progress.Calls, progress.Running, progress.Ended, progress.Refused, progress.Interrupted));
    }

    [Fact]
    public async Task Of_EndedCalls_CountsWhatIsThereAndWhatIsMissing()
    {
        var decision = new DecisionRecord("a", 9, 5, Start, 30, DecisionAction.Accepted, DeciderRole.Arm, "h1", Priority.P0, null, null, null, false, false);
        var adjudication = new AdjudicationRecord("a", "x", true, Priority.P0, null, "recording", false, Start);
        var full = Dossier("a", TrialArm.Visible) with
        {
            Decisions = [decision, decision with { BeforeDisplay = true }],
            Adjudications = [adjudication, adjudication with { AdjudicatorKey = "y" }],
            Clocks = [.. Enum.GetValues<CallClock>().Where(c => c != CallClock.Dispatch).Select(c => new ClockRecord("a", c, Start, "telephony"))],
        };
        var late = Dossier("b", TrialArm.Visible) with { Decisions = [decision with { Late = true }], Adjudications = [adjudication, adjudication with { Consensus = true, AdjudicatorKey = "y" }] };

        var progress = await TrialProgress.OfAsync(Situation(Trial(true), full, late, Dossier("c", TrialArm.Visible)), Start);

        Assert.Equal((2, 1, 1, 2, 1), (progress.Decided, progress.DecidedLate, progress.Judged, progress.Adjudicated, progress.Doubly));
        Assert.Equal(3, progress.MissingClocks.Single(m => m.Clock == CallClock.Dispatch).Calls);
        Assert.Equal(2, progress.MissingClocks.Single(m => m.Clock == CallClock.Ring).Calls);
    }

    [Fact]
    public async Task Of_OutagesThatOverlapAndLast_CountsTheirTimeOnce()
    {
        var situation = Situation(null) with
        {
            Outages =
            [
                new(null, "stopped", Start, Start.AddMinutes(10)), new(null, "partials_off", Start.AddMinutes(5), Start.AddMinutes(8)),
                new(null, "calls_refused", Start.AddMinutes(50), null), new("a", "triage", Start, Start.AddHours(5)),
            ],
        };

        var progress = await TrialProgress.OfAsync(situation, Start.AddMinutes(60));

        Assert.Equal(TimeSpan.FromMinutes(20), progress.OutageTime);
        Assert.Equal("calls_refused", progress.Outages[0].What);
    }

    [Fact]
    public async Task Overview_AskedOften_ReadsOnceAMinute()
    {
        var reads = 0;
        var clock = new FakeTimeProvider();
        var follower = new TrialFollower(() => Task.FromResult<TrialSituation?>(Interlocked.Increment(ref reads) > 0 ? Situation(null) : null), clock);

        await follower.OverviewAsync();
        await follower.OverviewAsync();
        Assert.Equal(1, reads);
        clock.Advance(TrialFollower.Fresh);
        await follower.OverviewAsync();
        Assert.Equal(2, reads);
    }

    [Fact]
    public async Task Overview_OfARecordThatCannotBeRead_IsTriedAgain()
    {
        var reads = 0;
        var follower = new TrialFollower(() => reads++ == 0 ? throw new IOException("locked") : Task.FromResult<TrialSituation?>(null), new FakeTimeProvider());

        await Assert.ThrowsAsync<IOException>(follower.OverviewAsync);

        Assert.Null(await follower.OverviewAsync());
    }

    private static FollowedTrial Trial(bool revealed) =>
        new("essai", "Essai", 1, "ab", TrialMode.Randomised, false, new(2026, 1, 1), new(2026, 12, 31), "time to recognition", revealed, 0);

    private static TrialSituation Situation(FollowedTrial? trial, params CallDossier[] dossiers) => new(trial, dossiers.ToAsyncEnumerable(), [], "evidence");

    private static CallDossier Dossier(string key, TrialArm arm, string stratum = "day", string? end = "completed", double sightS = 0)
    {
        var shown = arm == TrialArm.Visible;
        ExposureRecord Step(ExposureKind kind, double at) => new(key, 5, kind, "s1", "v", Start, at);
        return new(
            new(key, "site", Start, end is null ? null : Start.AddMinutes(2), end, 120, 0, "essai", 1, stratum, arm, null, null, null, null, null, null, null, null, null,
                new(null, null, null, null, null, null, null), new("1", "c", "s", "t")),
            [new(key, 1, stratum, 0, null, 0, arm, Start)],
            [new(key, 5, 20, Start, Priority.P0, 0.9, [0.9, 0.1, 0, 0, 0], CareLevel.R1, "M01.01", 0.9, AbstentionReason.None, true, shown, "m", 10, [])],
            sightS == 0 ? [] : [Step(ExposureKind.Displayed, 20), Step(ExposureKind.Seen, 21), Step(ExposureKind.Left, 21 + sightS)],
            [], [], []);
    }
}
