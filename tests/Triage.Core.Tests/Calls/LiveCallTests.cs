using Triage.Core.Assessment;
using Triage.Core.Calls;

namespace Triage.Core.Tests.Calls;

public sealed class LiveCallTests
{
    private const int Second = ToneSpeech.RateHz;

    private static readonly CallSetup Live = ScriptedCall.Setup(pacing: CallPacing.Live);

    private static CancellationToken Ct => ScriptedCall.Ct;

    [Fact(Timeout = 20_000)]
    public async Task Partial_NewerAudioWhileItWaits_IsSuperseded()
    {
        var sink = new RecordingSink();
        await using var call = new ScriptedCall(lanes: 1, sinks: sink);
        call.Script.Gate = new SemaphoreSlim(0);
        await using var busy = await OccupyLaneAsync(call);
        await using var session = await call.OpenAsync(Live);

        await ScriptedCall.WriteAsync(session, Live, ToneSpeech.Pcm(ToneSpeech.Line(5).Say(Second, 0, 1, 2, 3, 4, 5, 6, 7, 0, 1)), 0, [160], 4 * Second);
        await call.HeardAsync(4);
        call.Script.Gate.Release(1_000_000);
        await call.FlushAsync(session, 1);

        var partial = Assert.Single(sink.Events.OfType<PartialTranscript>());
        Assert.InRange(partial.EndS, 3.2, 4);
    }

    [Fact(Timeout = 20_000)]
    public async Task Partial_NewerAudioWhileItRuns_RunsToItsEnd()
    {
        var sink = new RecordingSink();
        await using var call = new ScriptedCall(lanes: 1, sinks: sink);
        call.Script.Gate = new SemaphoreSlim(0);
        await using var session = await call.OpenAsync(Live);
        var pcm = ToneSpeech.Pcm(ToneSpeech.Line(5).Say(Second, 0, 1, 2, 3, 4, 5, 6, 7, 0, 1));

        await ScriptedCall.WriteAsync(session, Live, pcm, 0, [160], 2 * Second);
        await call.Script.Begins.Reader.ReadAsync(Ct);
        await ScriptedCall.WriteAsync(session, Live, pcm, 2 * Second, [160], 4 * Second);
        await call.HeardAsync(4);
        call.Script.Gate.Release(1_000_000);
        await call.FlushAsync(session, 1);

        Assert.InRange(sink.Events.OfType<PartialTranscript>().First().EndS, 1.5, 2);
    }

    [Fact(Timeout = 20_000)]
    public async Task Finals_SecondIsReadyFirst_ComeInOrder()
    {
        await using var call = new ScriptedCall(lanes: 2);
        using var first = new SemaphoreSlim(0);
        call.Script.Fault = number =>
        {
            if (number == 1)
                first.Wait(Ct);
        };
        await using var session = await call.OpenAsync(Live);

        await ScriptedCall.WriteAsync(session, Live, ToneSpeech.Pcm(ToneSpeech.Line(5).Say(Second, 0).Say(3 * Second, 1)), 0, [160]);
        await call.Script.Begins.Reader.ReadAsync(Ct);
        await call.Script.Begins.Reader.ReadAsync(Ct);
        await call.HeardAsync(5);
        Assert.Equal(2, call.Desk.Find("c1")!.LastSequence); // speech started twice, no final overtakes
        first.Release();
        await call.FlushAsync(session, 1);

        await session.CompleteAsync(EndReason.Completed, Ct);
        Assert.Equal([ToneSpeech.Text(0), ToneSpeech.Text(1)], (await call.EventsAsync()).OfType<FinalTranscript>().Select(f => f.Text));
    }

    [Fact(Timeout = 20_000)]
    public async Task Flush_WhileWorkIsUnderWay_FollowsEverythingWrittenBefore()
    {
        await using var call = new ScriptedCall(lanes: 1);
        call.Script.Gate = new SemaphoreSlim(0);
        await using var session = await call.OpenAsync(Live);

        await ScriptedCall.WriteAsync(session, Live, ToneSpeech.Pcm(ToneSpeech.Line(3).Say(Second, 0, 1)), 0, [160]);
        await session.FlushAsync(7, Ct);
        call.Script.Gate.Release(1_000_000);
        var events = await call.EventsUntilAsync(e => e is Flushed);

        Assert.Equal(new Flushed(7) { Sequence = events[^1].Sequence }, events[^1]);
        Assert.Contains(events, e => e is FinalTranscript f && f.Text == ToneSpeech.Text(0, 1));
        Assert.Contains(events, e => e is SuggestionMade);
    }

    [Fact(Timeout = 20_000)]
    public async Task FasterThanTheLanes_SourceIsSlowedAndNoFinalIsLost()
    {
        const int Utterances = 150;
        await using var call = new ScriptedCall(lanes: 1);
        call.Script.Gate = new SemaphoreSlim(0);
        await using var session = await call.OpenAsync(Live);
        var (deepest, yields) = (0, 0);
        call.OnFrame = () => deepest = Math.Max(deepest, call.Scheduler.Depth);
        var line = ToneSpeech.Line(Utterances + 1);
        for (var i = 0; i < Utterances; i++)
            line.Say(i * Second + 400, i % 8);

        var writing = ScriptedCall.WriteAsync(session, Live, ToneSpeech.Pcm(line), 0, [Second / 2]);
        while (call.Scheduler.Depth < 64 || yields++ < 1000)
            await Task.Yield();
        Assert.False(writing.IsCompleted);
        call.Script.Gate.Release(1_000_000);
        await writing;
        await session.CompleteAsync(EndReason.Completed, Ct);

        Assert.InRange(deepest, 50, 64);
        var finals = (await call.EventsAsync()).OfType<FinalTranscript>();
        Assert.Equal(Enumerable.Range(0, Utterances).Select(i => ToneSpeech.Text(i % 8)), finals.Select(f => f.Text));
    }

    [Fact(Timeout = 20_000)]
    public async Task SourceStalls_InTheMiddleOfSpeech_IsSaidOnceAndTheSpeechIsDecided()
    {
        await using var call = new ScriptedCall();
        await using var session = await call.OpenAsync(Live);
        var pcm = ToneSpeech.Pcm(ToneSpeech.Line(6).Say(Second, 0, 1).Say(4 * Second, 2));
        await ScriptedCall.WriteAsync(session, Live, pcm, 0, [160], Second + 2 * ToneSpeech.WordSamples);
        await call.HeardAsync(1.64);

        call.Clock.Advance(TimeSpan.FromSeconds(3));
        var events = await call.EventsUntilAsync(e => e is FinalTranscript);
        call.Clock.Advance(TimeSpan.FromSeconds(3));
        await ScriptedCall.WriteAsync(session, Live, pcm, Second + 2 * ToneSpeech.WordSamples, [160]);
        await session.CompleteAsync(EndReason.Completed, Ct);

        Assert.Contains(events, e => e is AudioGap { Reason: GapReason.Stalled, StartS: > 1.6 });
        var all = await call.EventsAsync();
        Assert.Equal([ToneSpeech.Text(0, 1), ToneSpeech.Text(2)], all.OfType<FinalTranscript>().Select(f => f.Text));
        Assert.Single(all.OfType<AudioGap>());
    }

    [Theory(Timeout = 20_000)]
    [InlineData(CallPacing.Live)]
    [InlineData(CallPacing.Recorded)]
    public async Task SourceAbandons_WithoutClosing_EndsAsDisconnectedAfterDeciding(CallPacing pacing)
    {
        await using var call = new ScriptedCall();
        var setup = ScriptedCall.Setup(pacing: pacing);
        await using var session = await call.OpenAsync(setup);
        await ScriptedCall.WriteAsync(session, setup, ToneSpeech.Pcm(ToneSpeech.Line(2).Say(Second, 0)), 0, [160], Second * 3 / 2);
        await call.HeardAsync(1.5);

        call.Clock.Advance(TimeSpan.FromSeconds(61));
        var events = await call.EventsAsync();

        Assert.Equal(EndReason.Disconnected, Assert.IsType<CallEnded>(events[^1]).Reason);
        Assert.Equal(ToneSpeech.Text(0), Assert.Single(events.OfType<FinalTranscript>()).Text);
        await Assert.ThrowsAsync<InvalidOperationException>(() => session.WriteAsync(1.5, new byte[320], Ct).AsTask());
    }

    /// <summary>One frame takes the machine minutes: the source, which waits to be read, is not to blame.</summary>
    [Theory(Timeout = 20_000)]
    [InlineData(CallPacing.Live)]
    [InlineData(CallPacing.Recorded)]
    public async Task SlowMachine_WorkUnderWay_IsNotTakenForAnAbsentSource(CallPacing pacing)
    {
        await using var call = new ScriptedCall();
        var frames = 0;
        call.OnFrame = () =>
        {
            if (++frames == 100)
                call.Clock.Advance(TimeSpan.FromSeconds(200));
        };

        var events = await call.PlayAsync(ScriptedCall.Setup(pacing: pacing), ToneSpeech.Pcm(ToneSpeech.Line(10).Say(Second, 0).Say(8 * Second, 1)), [Second / 2]);

        Assert.True(frames > 300);
        Assert.Equal(new CallEnded(EndReason.Completed, 10, 0) { Sequence = events[^1].Sequence }, events[^1]);
        Assert.Equal(2, events.OfType<FinalTranscript>().Count());
        Assert.DoesNotContain(events, e => e is AudioGap);
    }

    [Theory(Timeout = 20_000)]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1.5)]
    public async Task Resume_AudioSentTwice_IsDecodedOnceWithoutAWord(double againFromS)
    {
        await using var call = new ScriptedCall();
        var pcm = ToneSpeech.Pcm(ToneSpeech.Line(5).Say(Second, 0, 1, 2, 3).Say(4 * Second, 4));
        var session = await call.OpenAsync(Live);
        await ScriptedCall.WriteAsync(session, Live, pcm, 0, [160], 3 * Second / 2);
        session.Detach();
        Assert.Equal(CallState.Detached, call.Desk.Find("c1")!.State);

        var opened = Assert.IsType<CallOpening.Opened>(call.Desk.TryOpen(Live, resume: true));
        Assert.InRange(opened.HeldUntilS, 0, 1.5);
        await ScriptedCall.WriteAsync(opened.Session, Live, pcm, (int)(againFromS * Second), [80]);
        await opened.Session.CompleteAsync(EndReason.Completed, Ct);

        var events = await call.EventsAsync();
        Assert.Equal([ToneSpeech.Text(0, 1, 2, 3), ToneSpeech.Text(4)], events.OfType<FinalTranscript>().Select(f => f.Text));
        Assert.DoesNotContain(events, e => e is AudioGap);
        Assert.Equal(new CallEnded(EndReason.Completed, 5, 0) { Sequence = events[^1].Sequence }, events[^1]);
        await Assert.ThrowsAsync<InvalidOperationException>(() => session.WriteAsync(0, new byte[2], Ct).AsTask());
        await session.DisposeAsync();
    }

    [Fact(Timeout = 20_000)]
    public async Task Detached_NobodyComesBack_EndsAsDisconnected()
    {
        await using var call = new ScriptedCall();
        var session = await call.OpenAsync(Live);
        await ScriptedCall.WriteAsync(session, Live, ToneSpeech.Pcm(ToneSpeech.Line(2).Say(Second, 0)), 0, [160], Second * 3 / 2);
        await call.HeardAsync(1.5);
        await session.DisposeAsync();

        call.Clock.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(CallState.Detached, call.Desk.Find("c1")!.State);
        call.Clock.Advance(TimeSpan.FromSeconds(2));
        var events = await call.EventsAsync();

        Assert.Equal(EndReason.Disconnected, Assert.IsType<CallEnded>(events[^1]).Reason);
        Assert.Equal(ToneSpeech.Text(0), Assert.Single(events.OfType<FinalTranscript>()).Text);
        var refused = Assert.IsType<CallOpening.Refused>(call.Desk.TryOpen(Live, resume: true));
        Assert.Equal(RefusalReason.UnknownCall, refused.Reason);
    }

    [Fact(Timeout = 20_000)]
    public async Task Detached_OldSourceSaysItIsOver_HasNoSay()
    {
        await using var call = new ScriptedCall();
        var old = await call.OpenAsync(Live);
        old.Detach();
        var opened = Assert.IsType<CallOpening.Opened>(call.Desk.TryOpen(Live, resume: true));

        await Assert.ThrowsAsync<InvalidOperationException>(() => old.CompleteAsync(EndReason.Completed, Ct));
        Assert.Equal(CallState.Running, call.Desk.Find("c1")!.State);
        await opened.Session.CompleteAsync(EndReason.Completed, Ct);
        await opened.Session.CompleteAsync(EndReason.Rejected, Ct);

        Assert.Equal(EndReason.Completed, Assert.IsType<CallEnded>((await call.EventsAsync())[^1]).Reason);
    }

    [Fact(Timeout = 20_000)]
    public async Task Chunks_LostAndLate_AreSaidAndTheTimelineHolds()
    {
        await using var call = new ScriptedCall();
        var pcm = ToneSpeech.Pcm(ToneSpeech.Line(6).Say(Second, 0).Say(4 * Second, 1));
        var session = await call.OpenAsync(Live);

        await ScriptedCall.WriteAsync(session, Live, pcm, 0, [160], 2 * Second);
        await ScriptedCall.WriteAsync(session, Live, pcm, Second, [800], 3 * Second / 2);
        await ScriptedCall.WriteAsync(session, Live, pcm, 3 * Second, [160]);
        await session.CompleteAsync(EndReason.Completed, Ct);

        var events = await call.EventsAsync();
        Assert.Equal([ToneSpeech.Text(0), ToneSpeech.Text(1)], events.OfType<FinalTranscript>().Select(f => f.Text));
        Assert.Equal([4, 4], events.OfType<FinalTranscript>().Skip(1).Select(f => f.StartS).Append(4), (a, b) => Math.Abs(a - b) < 0.05);
        var gaps = events.OfType<AudioGap>().ToArray();
        Assert.Equal(5, gaps.Count(g => g.Reason == GapReason.Late));
        Assert.Equal((GapReason.Lost, 2d, 3d), (gaps[^1].Reason, gaps[^1].StartS, gaps[^1].EndS));
        Assert.Equal(new CallEnded(EndReason.Completed, 6, 1) { Sequence = events[^1].Sequence }, events[^1]);
    }

    [Theory(Timeout = 20_000)]
    [InlineData(double.NaN)]
    [InlineData(-1)]
    [InlineData(1e12)]
    public async Task Write_ImpossibleMediaTime_IsNamedAndTheCallGoesOn(double startS)
    {
        await using var call = new ScriptedCall();
        var session = await call.OpenAsync(Live);

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(nameof(startS), () => session.WriteAsync(startS, new byte[320], Ct).AsTask());
        await Assert.ThrowsAsync<ArgumentException>("audio", () => session.WriteAsync(0, new byte[321], Ct).AsTask());
        await session.WriteAsync(0, new byte[320], Ct);
        await session.CompleteAsync(EndReason.Completed, Ct);

        Assert.Equal(0.02, Assert.IsType<CallEnded>((await call.EventsAsync())[^1]).AudioS, 1e-9);
    }

    [Fact(Timeout = 20_000)]
    public async Task OtherLanguage_FoundWhileATurnIsAssessed_WaitsForTheAssessor()
    {
        await using var call = new ScriptedCall();
        using var assessing = new SemaphoreSlim(0);
        using var hold = new SemaphoreSlim(0);
        call.Script.Language = (0.01f, "ar");
        call.Triage.OnAdd = () =>
        {
            assessing.Release();
            hold.Wait(Ct);
        };
        await using var session = await call.OpenAsync(Live);
        int[] words = [0, 1, 2, 3, 4, 5, 6, 7];
        await ScriptedCall.WriteAsync(session, Live, ToneSpeech.Pcm(ToneSpeech.Line(9).Say(Second, words).Say(5 * Second, words)), 0, [160]);
        await assessing.WaitAsync(Ct);
        await call.EventsUntilAsync(e => e is Degraded { What: "language" });
        hold.Release(100);
        await session.CompleteAsync(EndReason.Completed, Ct);

        Assert.Equal([AbstentionReason.None, AbstentionReason.OtherLanguage],
            (await call.EventsAsync()).OfType<SuggestionMade>().Select(s => s.Suggestion.Reason));
    }

    /// <summary>A call whose first partial keeps the only lane until the gate opens.</summary>
    private static async Task<ICallSession> OccupyLaneAsync(ScriptedCall call)
    {
        var setup = ScriptedCall.Setup("busy", CallPacing.Live);
        var session = await call.OpenAsync(setup);
        await ScriptedCall.WriteAsync(session, setup, ToneSpeech.Pcm(ToneSpeech.Line(3).Say(Second, 0)), 0, [160]);
        await call.Script.Begins.Reader.ReadAsync(Ct);
        return session;
    }
}
