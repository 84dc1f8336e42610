using Triage.Core.Calls;

namespace Triage.Core.Tests.Calls;

public sealed class CallHistoryTests
{
    private static CancellationToken Ct => ScriptedCall.Ct;

    [Fact(Timeout = 20_000)]
    public async Task Watcher_FallsTooFarBehind_IsToldWhereToComeBackAndLosesNothing()
    {
        var history = new CallHistory("c1", [], TimeProvider.System);
        history.Append(new Flushed(0));
        var seen = new List<long>();
        await using var slow = history.WatchAsync(0, Ct).GetAsyncEnumerator(Ct);
        Assert.True(await slow.MoveNextAsync());
        seen.Add(slow.Current.Sequence);
        for (var i = 1; i < 3000; i++)
            history.Append(new Flushed(i));
        history.Append(new CallEnded(EndReason.Completed, 1, 0));

        var tooSlow = await Assert.ThrowsAsync<WatcherTooSlowException>(async () =>
        {
            while (await slow.MoveNextAsync())
                seen.Add(slow.Current.Sequence);
        });

        Assert.Equal(seen[^1], tooSlow.DeliveredSequence);
        await foreach (var e in history.WatchAsync(tooSlow.DeliveredSequence, Ct))
            seen.Add(e.Sequence);
        Assert.Equal(Enumerable.Range(1, 3001).Select(i => (long)i), seen);
    }

    [Fact(Timeout = 20_000)]
    public async Task Watcher_StillReadingWhenADecisionFollowsTheEnd_EndsWell()
    {
        var history = new CallHistory("c1", [], TimeProvider.System);
        history.Append(new Flushed(0));
        await using var watcher = history.WatchAsync(0, Ct).GetAsyncEnumerator(Ct);
        Assert.True(await watcher.MoveNextAsync());

        history.Append(new CallEnded(EndReason.Completed, 1, 0));
        history.Append(new DecisionRecorded(1, new Decision(DecisionAction.Rejected, DeciderRole.RegulatingDoctor, 0, null, null, null)));

        Assert.True(await watcher.MoveNextAsync());
        Assert.IsType<CallEnded>(watcher.Current);
        Assert.False(await watcher.MoveNextAsync());
    }

    [Fact(Timeout = 20_000)]
    public async Task Append_Final_ForgetsThePartialsOfItsUtteranceOnly()
    {
        var history = new CallHistory("c1", [], TimeProvider.System);
        history.Append(Partial(CallChannel.Caller, 1));
        history.Append(Partial(CallChannel.Caller, 2));
        history.Append(Partial(CallChannel.Operator, 1));
        history.Append(new FinalTranscript(CallChannel.Caller, 1, 0, 1, "", [], false, default));
        history.Append(new CallEnded(EndReason.Completed, 1, 0));

        var kept = new List<long>();
        await foreach (var e in history.WatchAsync(0, Ct))
            kept.Add(e.Sequence);

        Assert.Equal([2, 3, 4, 5], kept);
    }

    [Fact(Timeout = 20_000)]
    public async Task Watcher_Cancelled_Leaves()
    {
        var history = new CallHistory("c1", [], TimeProvider.System);
        using var stop = new CancellationTokenSource();
        await using var watcher = history.WatchAsync(0, stop.Token).GetAsyncEnumerator(Ct);
        var next = watcher.MoveNextAsync().AsTask();

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
        Assert.Equal(1, history.Append(new Flushed(1)));
    }

    private static PartialTranscript Partial(CallChannel channel, int utterance) => new(channel, utterance, 0, 1, "", "a", 0);
}
