using Microsoft.Extensions.Logging.Abstractions;
using Triage.Core.Calls;
using Triage.Server.Dashboard.Following;
using static Triage.Server.Tests.Dashboard.Talk;
using static Triage.Server.Tests.TestAppliance;

namespace Triage.Server.Tests.Dashboard.Following;

public sealed class CallFeedsTests
{
    [Fact(Timeout = 20_000)]
    public async Task Feed_TwoPages_ShareOneViewFromTheFirstEvent()
    {
        var (desk, call) = OpenCall();
        call.Emit(Said(CallChannel.Caller, 1, 1, "bonjour"));
        await using var feeds = new CallFeeds(desk, NullLogger<CallFeeds>.Instance);
        using var first = feeds.Open("c1");
        using var second = feeds.Open("c1");

        await first.Feed.CaughtUp.WaitAsync(Ct);
        var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        second.OnChange(() => changed.TrySetResult());
        call.Emit(Said(CallChannel.Caller, 2, 5, "vite"));
        await changed.Task.WaitAsync(Ct);

        Assert.Same(first.Feed, second.Feed);
        Assert.Equal(["bonjour", "vite"], second.Feed.View.Lines.Select(l => l.Stable));
    }

    [Fact(Timeout = 20_000)]
    public async Task Feed_LastPageCloses_StopsAndTheNextReadsAnew()
    {
        var (desk, call) = OpenCall();
        call.Emit(Said(CallChannel.Caller, 1, 1, "bonjour"));
        await using var feeds = new CallFeeds(desk, NullLogger<CallFeeds>.Instance);
        var closed = feeds.Open("c1");
        var stopped = closed.Feed;
        closed.Dispose();
        closed.Dispose();
        await stopped.Completion.WaitAsync(Ct);

        using var again = feeds.Open("c1");
        await again.Feed.CaughtUp.WaitAsync(Ct);

        Assert.NotSame(stopped, again.Feed);
        Assert.Equal("bonjour", Assert.Single(again.Feed.View.Lines).Stable);
    }

    [Fact(Timeout = 20_000)]
    public async Task Feed_OfNoCall_IsUnknown()
    {
        await using var feeds = new CallFeeds(new ScriptedDesk(), NullLogger<CallFeeds>.Instance);
        using var look = feeds.Open("none");
        await look.Feed.CaughtUp.WaitAsync(Ct);
        Assert.True(look.Feed.View.Unknown);
    }

    [Fact(Timeout = 20_000)]
    public async Task Refresh_AfterALateDecision_ShowsItMarkedLate()
    {
        var (desk, call) = OpenCall();
        call.Emit(Suggests(Core.Assessment.Priority.P0));
        await call.CompleteAsync(EndReason.Completed, Ct);
        await using var feeds = new CallFeeds(desk, NullLogger<CallFeeds>.Instance);
        using var look = feeds.Open("c1");
        await look.Feed.Completion.WaitAsync(Ct);
        Assert.Empty(look.Feed.View.Decisions);

        desk.RecordDecision("c1", new(DecisionAction.Rejected, DeciderRole.Arm, 1, null, null, null) { Reason = DecisionReason.TooLate });
        await feeds.RefreshAsync("c1").WaitAsync(Ct);

        var decision = Assert.Single(look.Feed.View.Decisions);
        Assert.Equal((true, DecisionReason.TooLate), (decision.Late, decision.Decision.Reason!.Value));
    }

    private static (ScriptedDesk Desk, ScriptedCall Call) OpenCall()
    {
        var desk = new ScriptedDesk();
        Assert.IsType<CallOpening.Opened>(desk.TryOpen(
            new("c1", [CallChannel.Operator, CallChannel.Caller], Core.Audio.AudioEncoding.Pcm16, 8000, CallPacing.Live, new Dictionary<string, string>()), false));
        return (desk, desk.Call("c1"));
    }
}
