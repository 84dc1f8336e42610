using FsCheck.Xunit;
using Triage.Core.Calls;
using Triage.Server.Grpc;

namespace Triage.Server.Tests.Grpc;

public sealed class EventOutboxTests
{
    [Property]
    public async Task TryAdd_AnyMixOfEvents_KeepsOrderAndAllButSupersededPartials(byte[] script)
    {
        var outbox = new EventOutbox(int.MaxValue, supersede: true);
        var finals = new List<long>();
        CallEvent? lastPartial = null;
        for (var i = 0; i < script.Length; i++)
        {
            CallEvent happened = script[i] % 3 == 0 ? Final(i / 4) : Partial(i / 4);
            happened = happened with { Sequence = i + 1 };
            lastPartial = happened is PartialTranscript ? happened : null;
            if (happened is FinalTranscript)
                finals.Add(happened.Sequence);
            Assert.True(outbox.TryAdd(happened));
        }
        outbox.Complete();

        var taken = await DrainAsync(outbox);

        Assert.Equal(taken.Select(e => e.Sequence).Order(), taken.Select(e => e.Sequence));
        Assert.Equal(finals, taken.OfType<FinalTranscript>().Select(e => e.Sequence));
        Assert.True(taken.OfType<PartialTranscript>().Count() <= 1);
        if (lastPartial is not null)
            Assert.Equal(lastPartial, taken[^1]);
    }

    [Fact]
    public async Task TryAdd_Full_RefusesFinalsButReplacesAPartial()
    {
        var outbox = new EventOutbox(2, supersede: true);
        Assert.True(outbox.TryAdd(Final(1)));
        Assert.True(outbox.TryAdd(Partial(2)));

        Assert.True(outbox.TryAdd(Partial(2) with { Text = "newer" }));
        Assert.True(outbox.TryAdd(Final(2)));
        Assert.False(outbox.TryAdd(Final(3)));

        outbox.Complete();
        Assert.Equal([1, 2], (await DrainAsync(outbox)).Cast<FinalTranscript>().Select(f => f.Utterance));
    }

    [Fact]
    public async Task TryAdd_Recording_KeepsEveryPartial()
    {
        var outbox = new EventOutbox(8, supersede: false);
        for (var i = 0; i < 5; i++)
            Assert.True(outbox.TryAdd(Partial(1)));
        outbox.Complete();

        Assert.Equal(5, (await DrainAsync(outbox)).Count);
    }

    private static async Task<List<CallEvent>> DrainAsync(EventOutbox outbox)
    {
        var taken = new List<CallEvent>();
        while (await outbox.TakeAsync(CancellationToken.None) is { } happened)
            taken.Add(happened);
        return taken;
    }

    private static PartialTranscript Partial(int utterance) => new(CallChannel.Caller, utterance, 0, 1, "", "a", 0);

    private static FinalTranscript Final(int utterance) => new(CallChannel.Caller, utterance, 0, 1, "a", [], false, default);
}
