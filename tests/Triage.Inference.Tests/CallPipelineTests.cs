using Microsoft.Extensions.Time.Testing;
using Triage.Core.Calls;

namespace Triage.Inference.Tests;

/// <summary>Calls through the real models, good ones: the same audio gives the same words, alone or beside another call.</summary>
[Collection(PipelineTestGroup.Name)]
public sealed class CallPipelineTests(PipelineModels models)
{
    private static CancellationToken Ct => PipelineDesk.Ct;

    [Fact(Timeout = 120_000)]
    public async Task Recorded_ThreeChunkings_GiveTheSameEvents()
    {
        await using var desk = await models.OpenAsync(new FakeTimeProvider());
        var sound = Sound.Call("arret-cardiaque", 0, 15);
        var random = new Random(20);

        var fine = await desk.PlayAsync(sound, "a", chunkFrames: [160]);
        var odd = await desk.PlayAsync(sound, "b", chunkFrames: [1096]);
        var mixed = await desk.PlayAsync(sound, "c", chunkFrames: [.. Enumerable.Range(0, 40).Select(_ => random.Next(1, 8000))]);

        Assert.Equal(fine.Select(PipelineDesk.Describe), odd.Select(PipelineDesk.Describe));
        Assert.Equal(fine.Select(PipelineDesk.Describe), mixed.Select(PipelineDesk.Describe));
        var text = string.Join(' ', PipelineDesk.Finals(fine).Select(f => f.Text));
        Assert.Contains("mari", text, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Words stand within their utterance; the first may be noticed a little before voice activity did.</summary>
    [Fact(Timeout = 60_000)]
    public async Task Words_OfACall_StandWithinTheirUtterance()
    {
        await using var desk = await models.OpenAsync(new FakeTimeProvider());

        var finals = PipelineDesk.Finals(await desk.PlayAsync(Sound.Call("avc-aphasie", 0, 15), "a"));

        Assert.NotEmpty(finals);
        foreach (var final in finals)
        {
            Assert.NotEmpty(final.Words);
            Assert.True(final.Words[0].StartS >= final.StartS - 0.1 - 1e-6, $"{final.Words[0].StartS} {final.StartS}");
            Assert.True(final.Words[^1].EndS <= final.EndS + 0.5, $"{final.Words[^1].EndS} {final.EndS}");
            Assert.Equal(final.Text, string.Join(' ', final.Words.Select(w => w.Text)));
            Assert.All(final.Words.Zip(final.Words.Skip(1)), p => Assert.True(p.First.StartS <= p.Second.StartS));
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task Live_AsFastAsPossible_GivesEveryUtteranceInOrder()
    {
        await using var desk = await models.OpenAsync(TimeProvider.System);
        var sound = Sound.Call("fievre-enfant", 0, 25);

        var live = PipelineDesk.Finals(await desk.PlayAsync(sound, "live", CallPacing.Live));
        var recorded = PipelineDesk.Finals(await desk.PlayAsync(sound, "recorded"));

        foreach (var channel in (CallChannel[])[CallChannel.Operator, CallChannel.Caller])
        {
            var (fast, slow) = (live.Where(f => f.Channel == channel).ToArray(), recorded.Where(f => f.Channel == channel).ToArray());
            Assert.NotEmpty(slow);
            Assert.Equal(slow.Select(f => (f.Utterance, f.StartS, f.EndS)), fast.Select(f => (f.Utterance, f.StartS, f.EndS)));
            Assert.All(fast, f => Assert.NotEqual("", f.Text));
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task TwoCalls_OneMisbehaves_TheOthersEventsAreThoseItGivesAlone()
    {
        await using var desk = await models.OpenAsync(new FakeTimeProvider());
        var sound = Sound.Call("detresse-respiratoire", 0, 12);
        var alone = await desk.PlayAsync(sound, "alone");

        var noise = new Random(3);
        var bad = Sound.Mono(20, _ => noise.NextDouble() * 2 - 1);
        var misbehaving = Task.Run(async () =>
        {
            var setup = bad.Setup("bad", CallPacing.Live);
            var session = desk.Open(setup);
            var pcm = bad.Pcm();
            for (var i = 0; i < 100; i++)
            {
                await session.WriteAsync(noise.Next(0, 40) / 2.0, pcm.AsMemory(i * 3200, 3200), Ct);
                await Assert.ThrowsAsync<ArgumentException>(() => session.WriteAsync(0, pcm.AsMemory(0, 3), Ct).AsTask());
            }
            session.Detach();
        }, Ct);
        var beside = await desk.PlayAsync(sound, "beside");
        await misbehaving;

        Assert.Equal(alone.Select(PipelineDesk.Describe), beside.Select(PipelineDesk.Describe));
    }

    [Fact(Timeout = 60_000)]
    public async Task Live_SourceStopsWithoutClosing_IsSaidDecidedAndEnded()
    {
        var clock = new FakeTimeProvider();
        await using var desk = await models.OpenAsync(clock);
        var sound = Sound.Call("douleur-thoracique", 0, 3);
        var session = desk.Open(sound.Setup("a", CallPacing.Live));
        await PipelineDesk.WriteAsync(session, sound, sound.Setup("a"), 800);
        while (desk.Desk.Find("a")!.AudioS < 3)
        {
            Ct.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        clock.Advance(TimeSpan.FromSeconds(61));
        var events = await desk.EventsAsync("a");

        Assert.Contains(events, e => e is AudioGap { Reason: GapReason.Stalled });
        Assert.Contains(PipelineDesk.Finals(events), f => f.Words.Count >= 3);
        Assert.Equal(EndReason.Disconnected, Assert.IsType<CallEnded>(events[^1]).Reason);
        await desk.CheckTakesAGoodCallAsync();
    }
}
