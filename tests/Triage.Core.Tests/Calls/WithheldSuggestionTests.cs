using Triage.Core.Assessment;
using Triage.Core.Calls;
using Triage.Core.Tests.Trial;
using Triage.Core.Trial;

namespace Triage.Core.Tests.Calls;

public sealed class WithheldSuggestionTests
{
    private const int Second = ToneSpeech.RateHz;

    private static readonly byte[] TwoWords = ToneSpeech.Pcm(ToneSpeech.Line(6).Say(Second, 0).Say(4 * Second, 1));

    private readonly ScriptedEvidence _evidence = new();

    private static CancellationToken Ct => ScriptedCall.Ct;

    [Fact(Timeout = 20_000)]
    public async Task Withheld_WholeCall_IsInTheLogAndNowhereElse()
    {
        (_evidence.Standing, _evidence.Answer) = (_ => DisplayRule.Withheld, _ => new(DisplayRule.Withheld));
        await using var call = new ScriptedCall(evidence: _evidence);
        var session = await call.OpenAsync();
        Assert.True(call.Desk.Find("c1")!.SuggestionsWithheld);

        await ScriptedCall.WriteAsync(session, ScriptedCall.Setup(), TwoWords, 0, [160]);
        await session.CompleteAsync(EndReason.Completed, Ct);

        var seen = await call.EventsAsync();
        Assert.Equal(2, seen.OfType<FinalTranscript>().Count());
        Assert.IsType<CallEnded>(seen[^1]);
        Assert.DoesNotContain(seen, e => e is SuggestionMade);
        Assert.DoesNotContain(seen, e => ScriptedCall.Describe(e).Contains("turns-", StringComparison.Ordinal));
        Assert.Equal((null, true), (call.Desk.Find("c1")!.Latest, call.Desk.List()[0].SuggestionsWithheld));
        var kept = _evidence.Events.OfType<SuggestionMade>().ToList();
        Assert.Equal(["turns-1", "turns-2"], kept.Select(s => s.Suggestion.Motive.Code));
        Assert.All(kept, s => Assert.False(s.Shown));
        Assert.Equal(_evidence.Events.Where(e => e is not PartialTranscript).Select(e => e.Sequence).Order(), [.. seen.Concat(kept).Select(e => e.Sequence).Order()]);
    }

    [Fact(Timeout = 20_000)]
    public async Task Withheld_DecisionAboutIt_IsRecordedAsOneWithoutASuggestion()
    {
        _evidence.Answer = _ => new(DisplayRule.Withheld);
        await using var call = new ScriptedCall(evidence: _evidence);
        await call.PlayAsync(ScriptedCall.Setup(), TwoWords, [160]);
        var hidden = _evidence.Events.OfType<SuggestionMade>().First().Sequence;
        var decision = new Decision(DecisionAction.Modified, DeciderRole.Arm, hidden, Priority.P0, null, null);

        Assert.IsType<DecisionOutcome.Recorded>(call.Desk.RecordDecision("c1", decision));
        Assert.IsType<DecisionOutcome.Recorded>(call.Desk.RecordDecision("c1", decision with { SuggestionSequence = 0 }));

        Assert.All(_evidence.Events.OfType<DecisionRecorded>(), d => Assert.Equal(decision with { SuggestionSequence = 0 }, d.Decision));
        Assert.Equal(2, _evidence.Events.OfType<DecisionRecorded>().Count());
    }

    [Theory(Timeout = 20_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AfterJudgement_DecisionOrTimeLimit_ShowsTheNewestAsANewEventAndTheRestAtOnce(bool judged)
    {
        (_evidence.Standing, _evidence.Answer) = (_ => DisplayRule.AfterJudgement, _ => new(DisplayRule.AfterJudgement));
        await using var call = new ScriptedCall(evidence: _evidence);
        var session = await call.OpenAsync();
        await ScriptedCall.WriteAsync(session, ScriptedCall.Setup(), TwoWords, 0, [160], 3 * Second);
        await call.FlushAsync(session, 1);
        var first = Assert.Single(_evidence.Events.OfType<SuggestionMade>());
        var summary = call.Desk.Find("c1")!;
        Assert.Equal((null, false, true), (summary.Latest, summary.SuggestionsWithheld, summary.JudgementAwaited));

        if (judged)
            call.Desk.RecordDecision("c1", new Decision(DecisionAction.Modified, DeciderRole.Arm, 0, Priority.P1, null, null) { BeforeDisplay = true });
        else
            call.Clock.Advance(TimeSpan.FromSeconds(20));
        var shown = (SuggestionMade)(await call.EventsUntilAsync(e => e is SuggestionMade))[^1];
        Assert.Equal((first.Sequence, first.Suggestion, true, false), (shown.FirstMadeAs!.Value, shown.Suggestion, shown.Shown, first.Shown));
        Assert.True(shown.Sequence > first.Sequence);
        Assert.Equal((shown.Suggestion, false), (call.Desk.Find("c1")!.Latest, call.Desk.Find("c1")!.JudgementAwaited));

        await ScriptedCall.WriteAsync(session, ScriptedCall.Setup(), TwoWords, 3 * Second, [160]);
        await session.CompleteAsync(EndReason.Completed, Ct);
        var events = await call.EventsAsync();
        Assert.Equal(["turns-1", "turns-2"], events.OfType<SuggestionMade>().Select(s => s.Suggestion.Motive.Code));
        Assert.Equal(events.Select(e => e.Sequence).Order(), events.Select(e => e.Sequence));
        Assert.Equal(3, _evidence.Events.OfType<SuggestionMade>().Count());
        Assert.IsType<DecisionOutcome.Recorded>(call.Desk.RecordDecision("c1", new(DecisionAction.Accepted, DeciderRole.Arm, shown.Sequence, null, null, null)));
        Assert.Equal(shown.Sequence, _evidence.Events.OfType<DecisionRecorded>().Last().Decision.SuggestionSequence);
    }

    [Fact(Timeout = 20_000)]
    public async Task AfterJudgement_JudgedBeforeAnySuggestion_ShowsThemAtOnce()
    {
        _evidence.Answer = _ => new(DisplayRule.AfterJudgement);
        await using var call = new ScriptedCall(evidence: _evidence);
        var session = await call.OpenAsync();
        call.Desk.RecordDecision("c1", new Decision(DecisionAction.Modified, DeciderRole.Arm, 0, Priority.P1, null, null) { BeforeDisplay = true });
        await ScriptedCall.WriteAsync(session, ScriptedCall.Setup(), TwoWords, 0, [160]);
        await session.CompleteAsync(EndReason.Completed, Ct);

        Assert.All(_evidence.Events.OfType<SuggestionMade>(), s => Assert.Null(s.FirstMadeAs));
        Assert.Equal(2, (await call.EventsAsync()).OfType<SuggestionMade>().Count());
    }

    /// <summary>The disk of an alert's allocation hangs: the call is heard on, and its watchers get everything in order once it is there.</summary>
    [Theory(Timeout = 20_000)]
    [InlineData(DisplayRule.Shown)]
    [InlineData(DisplayRule.Withheld)]
    public async Task ShowsAsync_NotThereYet_HoldsWhatFollowsAndNotTheCall(DisplayRule rule)
    {
        var allocation = new TaskCompletionSource<DisplayRule>(TaskCreationOptions.RunContinuationsAsynchronously);
        _evidence.Answer = s => s.Suggestion.Motive.Code == "turns-1" ? new(allocation.Task) : new(rule);
        await using var call = new ScriptedCall(evidence: _evidence);
        var session = await call.OpenAsync();
        var watching = call.EventsAsync();

        await ScriptedCall.WriteAsync(session, ScriptedCall.Setup(), TwoWords, 0, [160]);
        await call.HeardAsync(6);
        Assert.Null(call.Desk.Find("c1")!.Latest);
        Assert.DoesNotContain(_evidence.Events, e => e is SuggestionMade);
        var ending = session.CompleteAsync(EndReason.Completed, Ct);
        Assert.False(ending.IsCompleted);
        allocation.SetResult(rule);
        await ending;

        var seen = await watching;
        Assert.Equal(rule == DisplayRule.Shown ? 2 : 0, seen.OfType<SuggestionMade>().Count());
        Assert.Equal(seen.Select(e => e.Sequence).Order(), seen.Select(e => e.Sequence));
        Assert.Equal(2, seen.OfType<FinalTranscript>().Count());
        Assert.Equal(_evidence.Events.Select(e => e.Sequence).Order(), _evidence.Events.Select(e => e.Sequence));
        Assert.Equal(seen.Select(e => e.Sequence), (await call.EventsAsync()).Select(e => e.Sequence));
    }

    [Fact(Timeout = 20_000)]
    public async Task ShowsAsync_Fails_WithholdsAndTheCallGoesOn()
    {
        _evidence.Answer = _ => ValueTask.FromException<DisplayRule>(new IOException("disk full"));
        await using var call = new ScriptedCall(evidence: _evidence);

        var events = await call.PlayAsync(ScriptedCall.Setup(), TwoWords, [160]);

        Assert.DoesNotContain(events, e => e is SuggestionMade);
        Assert.Equal(2, events.OfType<FinalTranscript>().Count());
        Assert.Equal("disk full", Assert.Single(call.Faults).Message);
    }

    [Fact(Timeout = 20_000)]
    public async Task OpenCall_ResumedCall_IsToldOnceAndBeforeAnyEvent()
    {
        await using var call = new ScriptedCall(maxCalls: 1, evidence: _evidence);
        var session = await call.OpenAsync();
        Assert.IsType<CallOpening.Refused>(call.Desk.TryOpen(ScriptedCall.Setup("c2"), resume: false));
        session.Detach();
        var back = Assert.IsType<CallOpening.Opened>(call.Desk.TryOpen(ScriptedCall.Setup(), resume: true)).Session;
        Assert.IsType<CallOpening.Refused>(call.Desk.TryOpen(ScriptedCall.Setup("c3"), resume: true));
        await ScriptedCall.WriteAsync(back, ScriptedCall.Setup(), TwoWords, 0, [160]);
        await back.CompleteAsync(EndReason.Completed, Ct);

        Assert.Equal(("c1", "open", null), _evidence.Told.First());
        Assert.Single(_evidence.Told, t => t.What == "open");
        Assert.Equal("c2", Assert.Single(_evidence.Told, t => t.What == "refused Full").Call);
        Assert.DoesNotContain(_evidence.Told, t => t.Call == "c3");
    }

    [Fact(Timeout = 20_000)]
    public async Task OpenCall_Throws_TheCallIsHeardAndWithheld()
    {
        _evidence.Standing = _ => throw new IOException("disk full");
        _evidence.Answer = _ => new(DisplayRule.Withheld);
        await using var call = new ScriptedCall(evidence: _evidence);

        var events = await call.PlayAsync(ScriptedCall.Setup(), TwoWords, [160]);

        Assert.True(call.Desk.Find("c1")!.SuggestionsWithheld);
        Assert.Equal(2, events.OfType<FinalTranscript>().Count());
        Assert.Equal("disk full", Assert.Single(call.Faults).Message);
    }

    /// <summary>One opening waits for a disk: nobody else does, its id and its place are taken meanwhile.</summary>
    [Fact(Timeout = 20_000)]
    public async Task OpenCall_WaitsForADisk_OnlyThatOpeningWaits()
    {
        await using var call = new ScriptedCall(maxCalls: 2, evidence: _evidence);
        await call.Desk.WarmUpAsync(Ct);
        using var disk = new ManualResetEventSlim();
        using var reached = new ManualResetEventSlim();
        _evidence.Standing = setup =>
        {
            if (setup.CallId == "slow")
            {
                reached.Set();
                disk.Wait(Ct);
            }
            return DisplayRule.Shown;
        };

        var slow = Task.Run(() => call.Desk.TryOpen(ScriptedCall.Setup("slow"), resume: false), Ct);
        reached.Wait(Ct);
        Assert.Equal(RefusalReason.AlreadyOpen, Assert.IsType<CallOpening.Refused>(call.Desk.TryOpen(ScriptedCall.Setup("slow"), resume: false)).Reason);
        var quick = Assert.IsType<CallOpening.Opened>(call.Desk.TryOpen(ScriptedCall.Setup("quick"), resume: false)).Session;
        Assert.Equal(RefusalReason.Full, Assert.IsType<CallOpening.Refused>(call.Desk.TryOpen(ScriptedCall.Setup("third"), resume: false)).Reason);
        Assert.Equal(["quick"], call.Desk.List().Select(c => c.CallId));
        disk.Set();

        await Assert.IsType<CallOpening.Opened>(await slow).Session.CompleteAsync(EndReason.Completed, Ct);
        await quick.CompleteAsync(EndReason.Completed, Ct);
    }

    /// <summary>Whatever is answered to whichever suggestion and in whatever order: humans get all the rest, in order, and the log all.</summary>
    [Fact(Timeout = 60_000)]
    public async Task Watch_AnyAnswersInAnyOrder_GivesAllButWhatIsWithheldInOrder()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var evidence = new ScriptedEvidence();
            var waiting = new List<(TaskCompletionSource<DisplayRule> Task, DisplayRule Rule)>();
            var withheld = new HashSet<double>();
            evidence.Answer = s =>
            {
                var rule = random.Next(2) == 0 ? DisplayRule.Shown : DisplayRule.Withheld;
                if (rule == DisplayRule.Withheld)
                    withheld.Add(s.AtS);
                if (random.Next(2) == 0)
                    return new(rule);
                var task = new TaskCompletionSource<DisplayRule>();
                waiting.Add((task, rule));
                return new(task.Task);
            };
            var history = new CallHistory("c1", [evidence], TimeProvider.System, evidence);
            await using var live = history.WatchAsync(0, Ct).GetAsyncEnumerator(Ct);
            var next = live.MoveNextAsync().AsTask();

            for (var i = 0; i < 40; i++)
            {
                history.Append(random.Next(3) == 0 ? new Flushed(i) : new SuggestionMade(i, new ScriptedTriage().Open().Add(new(CallChannel.Mixed, 0, 1, [])), 1));
                while (waiting.Count > 0 && random.Next(3) == 0)
                    Complete(waiting, random);
            }
            history.Append(new CallEnded(EndReason.Completed, 1, 0));
            while (waiting.Count > 0)
                Complete(waiting, random);
            await history.Answered;

            var seen = new List<CallEvent>();
            for (; await next; next = live.MoveNextAsync().AsTask())
                seen.Add(live.Current);
            var late = new List<CallEvent>();
            await foreach (var e in history.WatchAsync(0, Ct))
                late.Add(e);
            Assert.Equal(Enumerable.Range(1, 41).Select(i => (long)i), evidence.Events.Select(e => e.Sequence));
            Assert.Equal(evidence.Events.Where(e => e is not SuggestionMade s || !withheld.Contains(s.AtS)), seen);
            Assert.Equal(seen, late);
        }
    }

    private static void Complete(List<(TaskCompletionSource<DisplayRule> Task, DisplayRule Rule)> waiting, Random random)
    {
        var chosen = random.Next(waiting.Count);
        var (task, rule) = waiting[chosen];
        waiting.RemoveAt(chosen);
        task.SetResult(rule);
    }
}
