using FsCheck.Xunit;
using Microsoft.Extensions.Time.Testing;
using Triage.Core.Scheduling;

namespace Triage.Core.Tests.Scheduling;

public sealed class OverloadLadderTests
{
    private static readonly LadderOptions Options = new();
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Observe_DemandGrows_GoesUpOneStepALookUntilItCanBeServed()
    {
        var ladder = new OverloadLadder(Options, _clock);
        // 2 lanes; full service asks for 2.6, half the partials for 1.6.
        var load = Load(finals: 0.6, caller: 1, other: 1);

        Assert.Equal([LoadStep.SlowerPartials, LoadStep.SlowerPartials, LoadStep.SlowerPartials], Looks(ladder, load, 3));
    }

    [Fact]
    public void Observe_MoreThanFinalsCanBear_EndsAtNoPartialsWhileFinalsAreOnTime()
    {
        var ladder = new OverloadLadder(Options, _clock);
        var steps = Looks(ladder, Load(finals: 1.95, caller: 4, other: 4), 6);
        Assert.Equal([LoadStep.SlowerPartials, LoadStep.CallerPartialsOnly, LoadStep.NoPartials, LoadStep.NoPartials, LoadStep.NoPartials, LoadStep.NoPartials], steps);
    }

    [Fact]
    public void Observe_FinalsStayLate_ClimbsToRefusalAndComesAllTheWayBack()
    {
        var ladder = new OverloadLadder(Options, _clock);
        var up = Looks(ladder, Load(finals: 3, caller: 4, other: 4, late: 2), 12);
        Assert.Equal(LoadStep.CallsRefused, up[^1]);

        var down = Looks(ladder, Load(finals: 0.2, caller: 0.2, other: 0.2), 100);

        Assert.Equal(LoadStep.Full, down[^1]);
        Assert.Equal(5, down.Prepend(LoadStep.CallsRefused).Zip(down).Count(p => p.First != p.Second));
        Assert.All(down.Zip(down.Skip(1)), p => Assert.InRange(p.First - p.Second, 0, 1));
    }

    [Fact]
    public void Observe_OneLateLook_IsNoOverload()
    {
        var ladder = new OverloadLadder(Options, _clock);
        Looks(ladder, Load(finals: 0.5, caller: 0.5, other: 0.5, late: 3), 1);
        Assert.All(Looks(ladder, Load(finals: 0.5, caller: 0.5, other: 0.5), 5), s => Assert.Equal(LoadStep.Full, s));
    }

    [Fact]
    public void Observe_DropsOfAStall_WithoutDemandDoNotMoveIt()
    {
        var ladder = new OverloadLadder(Options, _clock);
        Assert.All(Looks(ladder, Load(0.2, 0.2, 0.2, dropped: 0.9), 5), s => Assert.Equal(LoadStep.Full, s));
        Assert.Equal(LoadStep.SlowerPartials, Looks(ladder, Load(0.6, 0.6, 0.6, dropped: 0.4), 1)[0]);
    }

    /// <summary>Any load: one step at a time, and after the load is gone it comes down to full service.</summary>
    [Property(MaxTest = 300)]
    public void Observe_AnyLoadThenNone_MovesByOneAndComesDown((byte Finals, byte Partials, byte Drops, byte Late)[] looks)
    {
        var ladder = new OverloadLadder(Options, _clock);
        var before = ladder.Step;
        foreach (var (finals, partials, drops, late) in looks)
        {
            _clock.Advance(Options.Period);
            var step = ladder.Observe(Load(finals / 50.0, partials / 50.0, partials / 80.0, drops / 255.0, late % 3));
            Assert.InRange(step - before, -1, 1);
            before = step;
        }
        Assert.Equal(LoadStep.Full, Looks(ladder, Load(0.1, 0.1, 0.1), 6 * 12)[^1]);
    }

    /// <summary>A load that is served at one step does not make the ladder swing: up at 0.95, down only under 0.8.</summary>
    [Fact]
    public void Observe_LoadBetweenTheThresholds_DoesNotSwing()
    {
        var ladder = new OverloadLadder(Options, _clock);
        Looks(ladder, Load(finals: 0.4, caller: 0.9, other: 0.9), 3);
        // Full service asks for 88 %: too little to have gone up, too much to come down.
        var steps = Looks(ladder, Load(finals: 0.36, caller: 0.7, other: 0.7), 60);
        Assert.All(steps, s => Assert.Equal(LoadStep.SlowerPartials, s));
    }

    private LoadStep[] Looks(OverloadLadder ladder, LoadSample load, int count)
    {
        var steps = new LoadStep[count];
        for (var i = 0; i < count; i++)
        {
            _clock.Advance(Options.Period);
            steps[i] = ladder.Observe(load);
        }
        return steps;
    }

    private static LoadSample Load(double finals, double caller, double other, double dropped = 0, int late = 0) =>
        new(new LaneDemand(finals, caller, other), 2, dropped, late);
}
