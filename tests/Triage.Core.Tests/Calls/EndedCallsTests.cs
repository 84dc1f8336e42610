using Microsoft.Extensions.Time.Testing;
using Triage.Core.Calls;
using Triage.Core.Scheduling;
using Triage.Core.Speech;

namespace Triage.Core.Tests.Calls;

/// <summary>What is left of calls that have ended: their events, and of these only so many, so much and for so long.</summary>
public sealed class EndedCallsTests
{
    private static readonly byte[] OneWord = ToneSpeech.Pcm(ToneSpeech.Line(2).Say(ToneSpeech.RateHz / 2, 0));

    private static CancellationToken Ct => ScriptedCall.Ct;

    [Fact(Timeout = 60_000)]
    public async Task EndedCall_KeepsItsEventsButNotItsEarsAndAudio()
    {
        await using var appliance = new Appliance(new());
        for (var i = 0; i < 12; i++)
            await appliance.PlayAsync($"c{i}");

        // A lane may still know the last job it had, and with it one call.
        Assert.InRange(appliance.EarsAlive(), 0, Appliance.Lanes);
        Assert.Equal(12, appliance.Desk.List().Count);
        Assert.All(appliance.Desk.List(), call => Assert.Equal((CallState.Ended, 2.0), (call.State, call.AudioS)));
        Assert.Equal(ToneSpeech.Text(0), Assert.Single((await appliance.EventsAsync("c0")).OfType<FinalTranscript>()).Text);
    }

    [Fact(Timeout = 20_000)]
    public async Task EndedCalls_MoreThanHeld_TheOldestGoFirst()
    {
        await using var appliance = new Appliance(new() { EndedCallsHeld = 2 });
        foreach (var id in (string[])["a", "b", "c", "d"])
            await appliance.PlayAsync(id);
        appliance.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(["c", "d"], appliance.Ids);
        await Assert.ThrowsAsync<UnknownCallException>(() => appliance.EventsAsync("a"));
    }

    [Fact(Timeout = 20_000)]
    public async Task EndedCalls_MoreBytesThanHeld_TheOldestGoUntilTheRestFits()
    {
        var one = await BytesOfOneCallAsync();
        await using var appliance = new Appliance(new() { EndedBytesHeld = 2 * one + one / 2 });
        foreach (var id in (string[])["a", "b", "c", "d"])
            await appliance.PlayAsync(id);
        appliance.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(["c", "d"], appliance.Ids);
    }

    [Fact(Timeout = 20_000)]
    public async Task EndedCalls_OlderThanHeld_GoWithoutAnotherCallComing_RunningOnesStay()
    {
        await using var appliance = new Appliance(new() { EndedCallsFor = TimeSpan.FromMinutes(10) });
        await appliance.PlayAsync("old");
        appliance.Clock.Advance(TimeSpan.FromMinutes(7));
        await appliance.PlayAsync("young");
        await using var running = appliance.Open("running");
        Assert.Equal(["old", "young", "running"], appliance.Ids);
        appliance.Clock.Advance(TimeSpan.FromMinutes(4));
        Assert.DoesNotContain("old", appliance.Ids);
        Assert.Contains("young", appliance.Ids);
        Assert.Contains("running", appliance.Ids);
    }

    [Fact(Timeout = 20_000)]
    public void History_BytesFollowWhatIsKept()
    {
        var history = new CallHistory("c1", []);
        for (var i = 0; i < 50; i++)
        {
            history.Append(new PartialTranscript(CallChannel.Caller, 1, 0, i, new('a', i), new('b', 10 * i), 5));
            Assert.True(history.Bytes > 20 * i, $"{history.Bytes} bytes after {i} partials");
        }
        var final = new FinalTranscript(CallChannel.Caller, 1, 0, 50, "bonjour", [new("bonjour", 0, 1, 0.9)], false, default);
        history.Append(final);
        Assert.Equal(EventSize.Of(final), history.Bytes);
        Assert.InRange(history.Bytes, 200, 1000);
    }

    private static async Task<long> BytesOfOneCallAsync()
    {
        var history = new CallHistory("one", []);
        await using var appliance = new Appliance(new());
        await appliance.PlayAsync("one");
        foreach (var happened in await appliance.EventsAsync("one"))
            history.Append(happened);
        return history.Bytes;
    }

    /// <summary>A desk whose ears only its calls hold.</summary>
    private sealed class Appliance : IAsyncDisposable
    {
        public const int Lanes = 2;

        private readonly List<WeakReference> _ears = [];

        public Appliance(CallDeskOptions options)
        {
            var script = new RecognizerScript();
            ScriptedRecognizer[] lanes = [.. Enumerable.Range(0, Lanes).Select(_ => new ScriptedRecognizer(script))];
            var scheduler = new DeadlineScheduler(lanes, Clock);
            var resources = new CallResources(scheduler, OpenActivity, new ScriptedTriage(), ToneSpeech.Vocabulary, 80, lanes[0].WindowsS,
                new SpeechOptions(), new CallBudgets(), Clock) { Owner = scheduler };
            Desk = new CallDesk(_ => Task.FromResult(resources), [], options);
        }

        public FakeTimeProvider Clock { get; } = new();

        public CallDesk Desk { get; }

        public IEnumerable<string> Ids => Desk.List().Select(c => c.CallId);

        public ICallSession Open(string id) => Assert.IsType<CallOpening.Opened>(Desk.TryOpen(ScriptedCall.Setup(id), resume: false)).Session;

        public async Task PlayAsync(string id)
        {
            if (!Desk.IsReady)
                await Desk.WarmUpAsync(Ct);
            var session = Open(id);
            await ScriptedCall.WriteAsync(session, ScriptedCall.Setup(id), OneWord, 0, [800]);
            await session.CompleteAsync(EndReason.Completed, Ct);
        }

        public async Task<List<CallEvent>> EventsAsync(string id)
        {
            var events = new List<CallEvent>();
            await foreach (var happened in Desk.WatchAsync(id, 0, Ct))
                events.Add(happened);
            return events;
        }

        public int EarsAlive()
        {
            for (var i = 0; i < 3; i++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
            lock (_ears)
                return _ears.Count(e => e.IsAlive);
        }

        public ValueTask DisposeAsync() => Desk.DisposeAsync();

        private ScriptedActivity OpenActivity()
        {
            var ear = new ScriptedActivity(() => { });
            lock (_ears)
                _ears.Add(new(ear));
            return ear;
        }
    }
}
