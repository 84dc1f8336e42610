using Triage.Core.Assessment;
using Triage.Core.Calls;

namespace Triage.Core.Tests.Calls;

public sealed class CallDeskTests
{
    private const int Second = ToneSpeech.RateHz;

    private static readonly byte[] OneWord = ToneSpeech.Pcm(ToneSpeech.Line(3).Say(Second, 0));

    private static CancellationToken Ct => ScriptedCall.Ct;

    [Fact(Timeout = 20_000)]
    public async Task TryOpen_Full_RefusesAndLeavesRunningCallsUntouched()
    {
        await using var call = new ScriptedCall(maxCalls: 2);
        var first = await call.OpenAsync(ScriptedCall.Setup("a"));
        var second = await call.OpenAsync(ScriptedCall.Setup("b"));

        var refused = Assert.IsType<CallOpening.Refused>(call.Desk.TryOpen(ScriptedCall.Setup("c"), resume: false));
        Assert.Equal(RefusalReason.Full, refused.Reason);
        Assert.Null(call.Desk.Find("c"));
        await ScriptedCall.WriteAsync(first, ScriptedCall.Setup("a"), OneWord, 0, [160]);
        await first.CompleteAsync(EndReason.Completed, Ct);
        Assert.Equal(ToneSpeech.Text(0), Assert.Single((await call.EventsAsync("a")).OfType<FinalTranscript>()).Text);

        await call.OpenAsync(ScriptedCall.Setup("c"));
        Assert.Equal(["a", "b", "c"], call.Desk.List().Select(c => c.CallId));
        await second.DisposeAsync();
    }

    [Fact(Timeout = 20_000)]
    public async Task TryOpen_UnknownUsedOrDifferentCall_IsRefusedByName()
    {
        await using var call = new ScriptedCall();
        Assert.Equal(RefusalReason.NotReady, Refusal(call.Desk.TryOpen(ScriptedCall.Setup(), false)).Reason);
        var session = await call.OpenAsync();

        Assert.Equal(RefusalReason.AlreadyOpen, Refusal(call.Desk.TryOpen(ScriptedCall.Setup(), false)).Reason);
        Assert.Equal(RefusalReason.UnknownCall, Refusal(call.Desk.TryOpen(ScriptedCall.Setup("never"), true)).Reason);
        session.Detach();
        var other = Refusal(call.Desk.TryOpen(ScriptedCall.Setup(rateHz: 16000), true));
        Assert.Equal((RefusalReason.InvalidSetup, "sample_rate_hz"), (other.Reason, other.Field));
        Assert.IsType<CallOpening.Opened>(call.Desk.TryOpen(ScriptedCall.Setup(), true));
    }

    [Fact(Timeout = 20_000)]
    public async Task TryOpen_SourceOfAnotherCallIsGone_TakesItsPlaceAndTheResumeIsLetInAllTheSame()
    {
        await using var call = new ScriptedCall(maxCalls: 1);
        var first = await call.OpenAsync(ScriptedCall.Setup("a"));
        Assert.Equal(RefusalReason.Full, Refusal(call.Desk.TryOpen(ScriptedCall.Setup("b"), false)).Reason);

        first.Detach();
        var second = await call.OpenAsync(ScriptedCall.Setup("b"));
        Assert.Equal(CallState.Detached, call.Desk.Find("a")!.State);
        var back = Assert.IsType<CallOpening.Opened>(call.Desk.TryOpen(ScriptedCall.Setup("a"), resume: true)).Session;
        Assert.Equal(RefusalReason.Full, Refusal(call.Desk.TryOpen(ScriptedCall.Setup("c"), false)).Reason);

        foreach (var session in (ICallSession[])[back, second])
        {
            await ScriptedCall.WriteAsync(session, ScriptedCall.Setup(session.CallId), OneWord, 0, [160]);
            await session.CompleteAsync(EndReason.Completed, Ct);
            Assert.Equal(ToneSpeech.Text(0), Assert.Single((await call.EventsAsync(session.CallId)).OfType<FinalTranscript>()).Text);
        }
    }

    [Fact(Timeout = 20_000)]
    public async Task TryOpen_SourceOfAnotherCallSendsNothing_TakesItsPlaceBeforeTheBarAndTheOtherGoesOn()
    {
        await using var call = new ScriptedCall(maxCalls: 1);
        var setup = ScriptedCall.Setup("a", CallPacing.Live);
        var pcm = ToneSpeech.Pcm(ToneSpeech.Line(4).Say(Second, 0));
        var silent = await call.OpenAsync(setup);
        await ScriptedCall.WriteAsync(silent, setup, pcm, 0, [160], Second / 2);
        await call.HeardAsync(0.5, "a");
        Assert.Equal(RefusalReason.Full, Refusal(call.Desk.TryOpen(ScriptedCall.Setup("b"), false)).Reason);

        call.Clock.Advance(TimeSpan.FromSeconds(4));
        await call.EventsUntilAsync(e => e is AudioGap { Reason: GapReason.Stalled }, "a");
        await using var next = await call.OpenAsync(ScriptedCall.Setup("b"));

        Assert.Equal(CallState.Running, call.Desk.Find("a")!.State);
        await ScriptedCall.WriteAsync(silent, setup, pcm, Second / 2, [160]);
        await call.HeardAsync(4, "a");
        next.Detach();
        Assert.Equal(RefusalReason.Full, Refusal(call.Desk.TryOpen(ScriptedCall.Setup("c"), false)).Reason);
        await silent.CompleteAsync(EndReason.Completed, Ct);
        Assert.Equal(ToneSpeech.Text(0), Assert.Single((await call.EventsAsync("a")).OfType<FinalTranscript>()).Text);
    }

    [Fact(Timeout = 20_000)]
    public async Task TryOpen_SourceNotYetKnownToBeGone_ResumeTakesTheCallFromIt()
    {
        await using var call = new ScriptedCall(maxCalls: 1);
        var setup = ScriptedCall.Setup(pacing: CallPacing.Live);
        var pcm = ToneSpeech.Pcm(ToneSpeech.Line(4).Say(Second, 0, 1, 2, 3));
        var old = await call.OpenAsync(setup);
        await ScriptedCall.WriteAsync(old, setup, pcm, 0, [160], 2 * Second);
        Assert.False(old.TakenOver.IsCompleted);

        var back = Assert.IsType<CallOpening.Opened>(call.Desk.TryOpen(setup, resume: true)).Session;

        await old.TakenOver.WaitAsync(Ct);
        await Assert.ThrowsAsync<InvalidOperationException>(() => old.WriteAsync(2, new byte[320], Ct).AsTask());
        await Assert.ThrowsAsync<InvalidOperationException>(() => old.CompleteAsync(EndReason.Rejected, Ct));
        await old.DisposeAsync();
        Assert.Equal(CallState.Running, call.Desk.Find("c1")!.State);
        call.Clock.Advance(TimeSpan.FromSeconds(31)); // no timer of the old source ends the call
        await ScriptedCall.WriteAsync(back, setup, pcm, Second, [160]);
        await back.CompleteAsync(EndReason.Completed, Ct);
        var events = await call.EventsAsync();
        Assert.Equal(new CallEnded(EndReason.Completed, 4, 0) { Sequence = events[^1].Sequence }, events[^1]);
        Assert.DoesNotContain(events, e => e is AudioGap { Reason: not GapReason.Stalled });
    }

    /// <summary>Rates in range that no small fraction leads from must be refused at the door, not break the call.</summary>
    [Theory(Timeout = 20_000)]
    [InlineData(8000, true)]
    [InlineData(11025, true)]
    [InlineData(44100, true)]
    [InlineData(48000, true)]
    [InlineData(8001, false)]
    [InlineData(44101, false)]
    [InlineData(7999, false)]
    public async Task TryOpen_SampleRate_IsTakenOrRefusedByName(int rateHz, bool taken)
    {
        await using var call = new ScriptedCall();
        await call.Desk.WarmUpAsync(Ct);

        var opening = call.Desk.TryOpen(ScriptedCall.Setup(rateHz: rateHz), resume: false);

        if (taken)
            Assert.IsType<CallOpening.Opened>(opening);
        else
            Assert.Equal((RefusalReason.InvalidSetup, "sample_rate_hz"), (Refusal(opening).Reason, Refusal(opening).Field));
    }

    [Fact(Timeout = 20_000)]
    public async Task Stop_CallsUnderWay_DecidesWhatWasHeardAndEndsAsShutdown()
    {
        await using var call = new ScriptedCall(lanes: 1);
        call.Script.Gate = new SemaphoreSlim(0);
        foreach (var id in (string[])["a", "b"])
        {
            var setup = ScriptedCall.Setup(id, CallPacing.Live);
            var session = await call.OpenAsync(setup);
            await ScriptedCall.WriteAsync(session, setup, OneWord, 0, [160], Second * 5 / 4);
            if (id == "b")
                session.Detach();
        }

        var stopping = call.Desk.StopAsync(Ct);
        Assert.Equal(RefusalReason.NotReady, Refusal(call.Desk.TryOpen(ScriptedCall.Setup("c"), false)).Reason);
        Assert.False(stopping.IsCompleted);
        call.Script.Gate.Release(1000);
        await stopping;

        foreach (var id in (string[])["a", "b"])
        {
            var events = await call.EventsAsync(id);
            Assert.Equal(EndReason.Shutdown, Assert.IsType<CallEnded>(events[^1]).Reason);
            Assert.Equal(ToneSpeech.Text(0), Assert.Single(events.OfType<FinalTranscript>()).Text);
        }
    }

    [Fact(Timeout = 20_000)]
    public async Task LoopFaults_OneCall_EndsItByNameAndNoOther()
    {
        await using var call = new ScriptedCall(lanes: 1);
        var good = await call.OpenAsync(ScriptedCall.Setup("good"));
        await ScriptedCall.WriteAsync(good, ScriptedCall.Setup("good"), OneWord, 0, [160], Second);
        await call.HeardAsync(1, "good");
        call.Script.Gate = new SemaphoreSlim(0);
        var bad = await call.OpenAsync(ScriptedCall.Setup("bad", CallPacing.Live));
        await ScriptedCall.WriteAsync(bad, ScriptedCall.Setup("bad", CallPacing.Live), ToneSpeech.Pcm(ToneSpeech.Line(4).Say(Second, 0, 1, 2, 3)), 0, [160], 2 * Second);
        await call.Script.Begins.Reader.ReadAsync(Ct);

        call.OnFrame = () => throw new InvalidOperationException("voice activity failed");
        await bad.WriteAsync(2, new byte[1600], Ct);
        call.Script.Gate.Release(1000);
        var events = await call.EventsAsync("bad");
        call.OnFrame = () => { };

        Assert.Equal(EndReason.Failed, Assert.IsType<CallEnded>(events[^1]).Reason);
        Assert.Contains(events, e => e is Degraded { What: "call", Active: true });
        await bad.CompleteAsync(EndReason.Completed, Ct);
        await Assert.ThrowsAsync<InvalidOperationException>(() => bad.WriteAsync(3, new byte[1600], Ct).AsTask());
        await ScriptedCall.WriteAsync(good, ScriptedCall.Setup("good"), OneWord, Second, [160]);
        await good.CompleteAsync(EndReason.Completed, Ct);
        Assert.Equal(ToneSpeech.Text(0), Assert.Single((await call.EventsAsync("good")).OfType<FinalTranscript>()).Text);
    }

    [Fact(Timeout = 20_000)]
    public async Task SinkThrows_InACall_GetsNoMoreOfItAndTheCallGoesOn()
    {
        var (broken, whole) = (new BrokenSink(), new RecordingSink());
        await using var call = new ScriptedCall(sinks: [broken, whole]);

        var events = await call.PlayAsync(ScriptedCall.Setup(), OneWord, [160]);

        Assert.Equal(1, broken.Asked);
        Assert.Equal(ToneSpeech.Text(0), Assert.Single(events.OfType<FinalTranscript>()).Text);
        Assert.Single(events.OfType<Degraded>(), d => d.What == "sink");
        Assert.Equal(events.Select(e => e.Sequence), whole.Events.Where(e => e is not PartialTranscript).Select(e => e.Sequence).Order());
    }

    [Fact(Timeout = 20_000)]
    public async Task Watch_FromASequence_GivesHistoryThenLive()
    {
        await using var call = new ScriptedCall();
        var setup = ScriptedCall.Setup(pacing: CallPacing.Live);
        var session = await call.OpenAsync(setup);
        var pcm = ToneSpeech.Pcm(ToneSpeech.Line(6).Say(Second, 0).Say(4 * Second, 1));
        await ScriptedCall.WriteAsync(session, setup, pcm, 0, [160], 3 * Second);
        await call.FlushAsync(session, 1);
        var seen = await call.EventsUntilAsync(e => e is FinalTranscript);

        var rest = call.EventsAsync(after: seen[^1].Sequence);
        await ScriptedCall.WriteAsync(session, setup, pcm, 3 * Second, [160]);
        await session.CompleteAsync(EndReason.Completed, Ct);

        Assert.Equal(await call.EventsAsync(), [.. seen, .. await rest]);
        await Assert.ThrowsAsync<UnknownCallException>(() => call.EventsAsync("never"));
    }

    [Fact(Timeout = 20_000)]
    public async Task RecordDecision_OfRunningAndEndedCalls_IsAnEvent()
    {
        await using var call = new ScriptedCall();
        var events = await call.PlayAsync(ScriptedCall.Setup(), OneWord, [160]);
        var suggestion = events.OfType<SuggestionMade>().Single();
        var decision = new Decision(DecisionAction.Accepted, DeciderRole.RegulatingDoctor, suggestion.Sequence, Priority.P1, null, null);

        var recorded = Assert.IsType<DecisionOutcome.Recorded>(call.Desk.RecordDecision("c1", decision));

        Assert.IsType<DecisionOutcome.UnknownCall>(call.Desk.RecordDecision("c2", decision));
        Assert.IsType<DecisionOutcome.Invalid>(call.Desk.RecordDecision("c1", decision with { SuggestionSequence = 1 }));
        var late = Assert.IsType<DecisionRecorded>(Assert.Single(await call.EventsAsync(after: events[^1].Sequence)));
        Assert.Equal((decision, true), (late.Decision, late.Late));
        Assert.Equal(call.Desk.Find("c1")!.LastSequence, events[^1].Sequence + 1);
        Assert.NotNull(recorded);
    }

    [Fact(Timeout = 20_000)]
    public async Task RecordDecision_WhileTheCallRuns_IsNotLate()
    {
        await using var call = new ScriptedCall();
        await using var session = await call.OpenAsync();

        call.Desk.RecordDecision("c1", new(DecisionAction.Modified, DeciderRole.Arm, 0, Priority.P1, null, null) { Reason = DecisionReason.LocalRule });
        await session.CompleteAsync(EndReason.Completed, ScriptedCall.Ct);

        var recorded = Assert.Single((await call.EventsAsync()).OfType<DecisionRecorded>());
        Assert.Equal((false, DecisionReason.LocalRule), (recorded.Late, recorded.Decision.Reason));
    }

    [Fact(Timeout = 20_000)]
    public async Task Audio_OfARunningCall_IsALevelAChannelAndNothingOnceItsSourceHasLeft()
    {
        await using var call = new ScriptedCall();
        var setup = ScriptedCall.Setup(channels: 2);
        await using var session = await call.OpenAsync(setup);
        var tone = new float[ToneSpeech.RateHz];
        for (var i = 0; i < tone.Length; i++)
            tone[i] = 0.5f * (float)Math.Sin(2 * Math.PI * 400 * i / ToneSpeech.RateHz);

        await ScriptedCall.WriteAsync(session, setup, ToneSpeech.Pcm(tone, new float[ToneSpeech.RateHz]), 0, [160]);
        await call.HeardAsync(1);

        var audio = call.Desk.Find("c1")!.Audio;
        Assert.Equal(setup.Channels, audio.Select(a => a.Channel));
        Assert.Equal(-9.0, audio[0].LevelDbfs, 0.1);
        Assert.Equal(double.NegativeInfinity, audio[1].LevelDbfs);
        Assert.DoesNotContain(audio, a => a.Clipped || a.Silent);
        session.Detach();
        Assert.Empty(call.Desk.Find("c1")!.Audio);
    }

    private static CallOpening.Refused Refusal(CallOpening opening) => Assert.IsType<CallOpening.Refused>(opening);

    private sealed class BrokenSink : ICallEventSink
    {
        public int Asked { get; private set; }

        public void Publish(string callId, CallEvent callEvent)
        {
            Asked++;
            throw new IOException("disk full");
        }
    }
}
