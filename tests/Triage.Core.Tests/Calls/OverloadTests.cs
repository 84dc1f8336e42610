using Triage.Core.Calls;
using Triage.Core.Scheduling;

namespace Triage.Core.Tests.Calls;

/// <summary>Calls on an appliance that cannot keep up: what is said, what waits where, and that nothing is lost.</summary>
public sealed class OverloadTests : IDisposable
{
    private const int Second = ToneSpeech.RateHz;

    private static readonly CallSetup Live = ScriptedCall.Setup(pacing: CallPacing.Live);

    private readonly string _folder = Directory.CreateTempSubdirectory("triage-spool-").FullName;

    private static CancellationToken Ct => ScriptedCall.Ct;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory(Timeout = 20_000)]
    [InlineData(int.MaxValue, false)]
    [InlineData(300_000, true)]
    public async Task FarBehind_FinalsWaitOnDiskWhileItHasRoom_AllComeInOrder(int maxBytes, bool fills)
    {
        const int Utterances = 60;
        using var spool = new AudioSpool(new(_folder, maxBytes));
        await using var call = new ScriptedCall(lanes: 1, spool: spool);
        call.Script.Gate = new SemaphoreSlim(0);
        await using var session = await call.OpenAsync(Live);
        var deepest = 0;
        call.OnFrame = () => deepest = Math.Max(deepest, call.Scheduler.Depth);
        var line = ToneSpeech.Line(Utterances + 1);
        for (var i = 0; i < Utterances; i++)
            line.Say(i * Second + 400, i % 8);

        await ScriptedCall.WriteAsync(session, Live, ToneSpeech.Pcm(line), 0, [Second / 2]);
        await call.HeardAsync(Utterances + 1);
        var onDisk = spool.Bytes;
        call.Script.Gate.Release(1_000_000);
        await session.CompleteAsync(EndReason.Completed, Ct);

        var events = await call.EventsAsync();
        Assert.Equal(Enumerable.Range(0, Utterances).Select(i => ToneSpeech.Text(i % 8)), events.OfType<FinalTranscript>().Select(f => f.Text));
        Assert.Equal(fills, events.OfType<Degraded>().Any(d => d is { What: "spool", Active: true }));
        Assert.True(onDisk > 200_000);
        Assert.Equal(0, spool.Bytes);
        if (!fills)
            Assert.InRange(deepest, 4, 6);
    }

    [Fact(Timeout = 20_000)]
    public async Task SpooledAudio_LostOnDisk_IsSaidAndTheOtherFinalsCome()
    {
        using var spool = new AudioSpool(new(_folder));
        await using var call = new ScriptedCall(lanes: 1, spool: spool);
        call.Script.Gate = new SemaphoreSlim(0);
        await using var session = await call.OpenAsync(Live);
        var line = ToneSpeech.Line(11);
        for (var i = 0; i < 10; i++)
            line.Say(i * Second + 400, i % 8);
        await ScriptedCall.WriteAsync(session, Live, ToneSpeech.Pcm(line), 0, [Second / 2]);
        await call.HeardAsync(11);
        foreach (var file in Directory.GetFiles(_folder, "*", SearchOption.AllDirectories))
            File.Delete(file);

        call.Script.Gate.Release(1_000_000);
        await session.CompleteAsync(EndReason.Completed, Ct);

        var events = await call.EventsAsync();
        var finals = events.OfType<FinalTranscript>().ToArray();
        Assert.Equal(10, finals.Length);
        Assert.Equal(ToneSpeech.Text(0), finals[0].Text);
        Assert.All(finals.Skip(4), f => Assert.Equal(("", true), (f.Text, f.LowConfidence)));
        Assert.Contains(events, e => e is Degraded { What: "spool", Active: true });
    }

    [Fact(Timeout = 20_000)]
    public async Task Ladder_RisesAndFalls_IsToldStepByStepToRunningCalls()
    {
        await using var call = new ScriptedCall();
        await using var session = await call.OpenAsync(Live);
        await using var recorded = await call.OpenAsync(ScriptedCall.Setup("recorded"));
        AskForTooMuch(call);
        await call.EventsUntilAsync(e => e is Degraded { What: "partials_off", Active: true });
        var audio = new byte[Live.BytesPerFrame * Second];
        for (var i = 0; call.Scheduler.Load.Step > LoadStep.Full; i++)
        {
            Assert.True(i < 100);
            await session.WriteAsync(i, audio, Ct);
            await recorded.WriteAsync(i, audio, Ct);
            await call.FlushAsync(session, i);
            call.Clock.Advance(TimeSpan.FromSeconds(1));
        }
        await call.EventsUntilAsync(e => e is Degraded { What: "partials_slower", Active: false });
        await session.CompleteAsync(EndReason.Completed, Ct);
        await recorded.CompleteAsync(EndReason.Completed, Ct);

        Assert.Equal(
            [("partials_slower", true), ("partials_caller_only", true), ("partials_off", true), ("partials_off", false), ("partials_caller_only", false), ("partials_slower", false)],
            (await call.EventsAsync()).OfType<Degraded>().Select(d => (d.What, d.Active)));
        Assert.Empty((await call.EventsAsync("recorded")).OfType<Degraded>());
    }

    [Fact(Timeout = 20_000)]
    public async Task NoPartials_WordsAreSpoken_ComeAsFinalsOnly()
    {
        await using var call = new ScriptedCall();
        await using var session = await call.OpenAsync(Live);
        AskForTooMuch(call);

        await ScriptedCall.WriteAsync(session, Live, ToneSpeech.Pcm(ToneSpeech.Line(5).Say(Second, 0, 1, 2, 3, 4, 5, 6, 7)), 0, [160]);
        await session.CompleteAsync(EndReason.Completed, Ct);

        var events = await call.EventsAsync();
        Assert.Empty(events.OfType<PartialTranscript>());
        Assert.Equal(ToneSpeech.Text(0, 1, 2, 3, 4, 5, 6, 7), Assert.Single(events.OfType<FinalTranscript>()).Text);
    }

    [Fact(Timeout = 20_000)]
    public async Task Admission_LoadLeavesNoRoom_RefusesTheNewCallAndSaysWhy()
    {
        await using var call = new ScriptedCall();
        await using var session = await call.OpenAsync(Live);
        for (var i = 0; i < 10; i++)
        {
            call.Scheduler.Load.Wanted(caller: true, 1800);
            call.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        var refused = Assert.IsType<CallOpening.Refused>(call.Desk.TryOpen(ScriptedCall.Setup("c2", CallPacing.Live), resume: false));

        Assert.Equal(RefusalReason.Full, refused.Reason);
        Assert.Contains("of the lanes", refused.Message, StringComparison.Ordinal);
        await session.CompleteAsync(EndReason.Completed, Ct);
    }

    /// <summary>Ten times what two lanes can do, until no partial is served any more.</summary>
    private static void AskForTooMuch(ScriptedCall call)
    {
        for (var i = 0; i < 4; i++)
        {
            call.Scheduler.Load.Wanted(caller: true, 20_000);
            call.Clock.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.Equal(LoadStep.NoPartials, call.Scheduler.Load.Step);
    }
}
