using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Triage.Core.Assessment;
using Triage.Core.Calls;
using Triage.Core.Trial;
using Triage.TrialLog.Allocation;
using Triage.TrialLog.Records;

namespace Triage.TrialLog.Tests.Allocation;

public sealed class TrialGateTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _clock = new(SampleTrial.Noon);
    private readonly List<Exception> _faults = [];
    private MemoryJournal _journal = new(SampleTrial.Started());
    private TrialGate? _gate;
    private KeptLog? _log;

    public async ValueTask DisposeAsync()
    {
        if (_gate is not null)
            await _gate.DisposeAsync();
    }

    [Fact]
    public async Task OpenCall_Randomised_AnswersTheArmOfTheDurableAllocation()
    {
        var gate = Gate();
        for (var i = 0; i < 24; i++)
        {
            var rule = gate.OpenCall(SampleTrial.Call($"c{i}", "mobile"), _clock.GetUtcNow());
            Assert.Equal(_journal.Units[i].Arm == TrialArm.Visible ? DisplayRule.Shown : DisplayRule.Withheld, rule);
            Assert.Equal(rule, await gate.ShowsAsync($"c{i}", Made(1, Priority.P0)));
            Assert.Equal(rule, await gate.ShowsAsync($"c{i}", Made(2, Priority.P3)));
        }
        Assert.Equal(24, _journal.Units.Count);
        Assert.All(_journal.Units, u => Assert.Equal("day/mobile", u.Stratum));
        Assert.Equal(2, _journal.Units.Select(u => u.Arm).Distinct().Count());
    }

    [Theory]
    [InlineData("shadow", DisplayRule.Withheld)]
    [InlineData("visible", DisplayRule.Shown)]
    public async Task OpenCall_FixedMode_AnswersItAlwaysWhateverTheDiskDoes(string mode, DisplayRule expected)
    {
        var gate = Gate(p => p["mode"] = mode);
        Assert.Equal(expected, gate.OpenCall(SampleTrial.Call("c0"), _clock.GetUtcNow()));
        _journal.Full = true;
        Assert.Equal(expected, gate.OpenCall(SampleTrial.Call("c1"), _clock.GetUtcNow()));
        Assert.Equal(expected, await gate.ShowsAsync("c1", Made(1, Priority.P0)));
        Assert.Single(_faults);
    }

    [Fact]
    public async Task OpenCall_RandomisedAndTheDiskFails_ShowsNothingAndSaysSo()
    {
        var gate = Gate();
        _journal.Full = true;

        Assert.Equal(DisplayRule.Withheld, gate.OpenCall(SampleTrial.Call("c0"), _clock.GetUtcNow()));
        _journal.Full = false;

        Assert.Equal(DisplayRule.Withheld, await gate.ShowsAsync("c0", Made(1, Priority.P0)));
        Assert.Equal("full", Assert.Single(_faults).Message);
        Assert.Empty(_journal.Units);
    }

    [Theory]
    [InlineData(2026, 11, 30)]
    [InlineData(2027, 6, 1)]
    public async Task OpenCall_OutsideTheDates_IsNotAllocatedAndShowsNothing(int year, int month, int day)
    {
        var gate = Gate();
        var at = new DateTimeOffset(year, month, day, 12, 0, 0, TimeSpan.Zero);

        Assert.Equal(DisplayRule.Withheld, gate.OpenCall(SampleTrial.Call("c0"), at));
        Assert.Equal(DisplayRule.Withheld, await gate.ShowsAsync("c0", Made(1, Priority.P0)));
        Assert.Empty(_journal.Units);
    }

    [Fact]
    public void OpenCall_AfterTheReveal_IsNotAllocatedAndShowsNothing()
    {
        _journal = new(SampleTrial.Started(), new SeedRevealed(SampleTrial.Noon, SampleTrial.Seed.Hex));

        Assert.Equal(DisplayRule.Withheld, Gate(started: false).OpenCall(SampleTrial.Call("c0"), _clock.GetUtcNow()));
        Assert.Empty(_journal.Units);
        Assert.Empty(_faults);
    }

    [Fact]
    public async Task ShowsAsync_UnitIsTheAlert_AllocatesTheFirstAlertOnlyAndNothingElseIsShown()
    {
        var gate = Gate(p => p["unit"] = "alert");
        for (var i = 0; i < 24; i++)
        {
            var id = $"c{i}";
            Assert.Equal(DisplayRule.Withheld, gate.OpenCall(SampleTrial.Call(id), _clock.GetUtcNow()));
            Assert.Equal(DisplayRule.Withheld, await gate.ShowsAsync(id, Made(1, Priority.P1)));
            Assert.Equal(DisplayRule.Withheld, await gate.ShowsAsync(id, Made(2, Priority.P0, AbstentionReason.LowConfidence)));
            Assert.Equal(i, _journal.Units.Count);
            var rule = await gate.ShowsAsync(id, Made(3, Priority.P0));
            Assert.Equal((3L, rule == DisplayRule.Shown ? TrialArm.Visible : TrialArm.Shadow), (_journal.Units[i].SuggestionSequence!.Value, _journal.Units[i].Arm));
            Assert.Equal(rule, await gate.ShowsAsync(id, Made(4, Priority.P2)));
            Assert.Equal(rule, await gate.ShowsAsync(id, Made(5, Priority.P0)));
        }
        Assert.Equal(2, _journal.Units.Select(u => u.Arm).Distinct().Count());
    }

    [Fact]
    public async Task ShowsAsync_AlertWhileTheDiskIsSlow_WaitsWithoutHoldingTheCaller()
    {
        var gate = Gate(p => p["unit"] = "alert");
        gate.OpenCall(SampleTrial.Call("c0"), _clock.GetUtcNow());
        var disk = new TaskCompletionSource();
        _journal.Disk = () => disk.Task;

        var alert = gate.ShowsAsync("c0", Made(1, Priority.P0)).AsTask();
        var next = gate.ShowsAsync("c0", Made(2, Priority.P0)).AsTask();
        Assert.False(alert.IsCompleted || next.IsCompleted);
        disk.SetResult();

        Assert.Equal(await alert, await next);
        Assert.Single(_journal.Units);
    }

    [Fact]
    public async Task OpenCall_JudgementAsked_HoldsTheVisibleArmAndWithholdsTheOther()
    {
        var gate = Gate(p => p["judgement_before_display_s"] = 20);
        Assert.Equal(TimeSpan.FromSeconds(20), gate.JudgementLimit);
        for (var i = 0; i < 16; i++)
            Assert.Equal(
                gate.OpenCall(SampleTrial.Call($"c{i}"), _clock.GetUtcNow()),
                _journal.Units[i].Arm == TrialArm.Visible ? DisplayRule.AfterJudgement : DisplayRule.Withheld);
        Assert.Equal(DisplayRule.Withheld, await gate.ShowsAsync("never", Made(1, Priority.P0)));
    }

    /// <summary>The appliance is restarted in the middle of a call: its source opens it again and it stays in its arm.</summary>
    [Fact]
    public async Task OpenCall_AgainAfterARestart_KeepsTheArmForAnHourAndThenIsAnotherCall()
    {
        var rules = Enumerable.Range(0, 12).Select(i => Gate(started: i == 0).OpenCall(SampleTrial.Call($"c{i}"), _clock.GetUtcNow())).ToList();

        _clock.Advance(TimeSpan.FromMinutes(59));
        for (var i = 0; i < 12; i++)
        {
            var gate = Gate(started: false);
            Assert.Equal(rules[i], gate.OpenCall(SampleTrial.Call($"c{i}"), _clock.GetUtcNow()));
            Assert.Equal(rules[i], await gate.ShowsAsync($"c{i}", Made(1, Priority.P0)));
        }
        Assert.Equal(12, _journal.Units.Count);
        Assert.Equal(Enumerable.Range(0, 12).Select(i => $"key-c{i}-2"), _journal.Events.OfType<CallContinued>().Select(c => c.CallKey));

        _clock.Advance(TimeSpan.FromHours(1));
        Gate(started: false).OpenCall(SampleTrial.Call("c0"), _clock.GetUtcNow());
        Assert.Equal("key-c0-3", _journal.Units[12].CallKey);
    }

    [Fact]
    public void Record_ShadowSuggestionOnAScreen_IsContaminationOnce()
    {
        var gate = Gate();
        for (var i = 0; i < 8; i++)
            gate.OpenCall(SampleTrial.Call($"c{i}"), _clock.GetUtcNow());
        for (var i = 0; i < 8; i++)
            foreach (var kind in (ExposureKind[])[ExposureKind.Displayed, ExposureKind.Seen, ExposureKind.Left])
                gate.Record(new ScreenExposure($"c{i}", 1, kind, "screen", "viewer", _clock.GetUtcNow(), TimeSpan.Zero));
        gate.Record(new ScreenExposure("never", 1, ExposureKind.Seen, "screen", "viewer", _clock.GetUtcNow(), TimeSpan.Zero));
        var shadow = _journal.Units.Where(u => u.Arm == TrialArm.Shadow).Select(u => u.CallKey).ToList();

        Assert.NotEmpty(shadow);
        Assert.Equal(shadow, _journal.Events.OfType<CallContaminated>().Select(c => c.CallKey));
        Assert.All(_journal.Events.OfType<CallContaminated>(), c => Assert.Equal(ContaminationCause.Displayed, c.Cause));
        Assert.Equal(25, _log!.Told.Count(t => t.StartsWith("exposure", StringComparison.Ordinal)));
    }

    [Fact]
    public void Publish_Everything_ReachesTheLogInOrder()
    {
        var gate = Gate();
        gate.OpenCall(SampleTrial.Call("c0"), _clock.GetUtcNow());
        gate.Publish("c0", Made(1, Priority.P0));
        gate.Publish("c0", new CallEnded(EndReason.Completed, 1, 0));
        gate.Record(new ContentReading("c0", "reader", ReadingWay.Page));

        Assert.Equal(["open c0", "event c0 SuggestionMade", "event c0 CallEnded", "reading c0 Page"], _log!.Told);
    }

    private TrialGate Gate(Action<JsonObject>? change = null, bool started = true)
    {
        if (started)
            _journal = new(SampleTrial.Started(change));
        _log = new(_journal);
        return _gate = new TrialGate(_log, _journal, SampleTrial.Seed, _clock, (_, fault) => _faults.Add(fault));
    }

    private static SuggestionMade Made(long sequence, Priority priority, AbstentionReason reason = AbstentionReason.None) => new(
        1, new(new(priority, 0.9, [0.9, 0.1, 0, 0, 0]), new(CareLevel.R1, 0.9, [0.9, 0.1, 0, 0]), new("M03.06", "", 0.9), [], [], null, reason, "model"), 1)
    {
        Sequence = sequence,
    };
}
