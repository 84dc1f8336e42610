using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Triage.Core.Audio;
using Triage.Core.Calls;
using Triage.Core.Scheduling;
using Triage.Core.Speech;
using Triage.Core.Telemetry;
using Triage.Core.Trial;

namespace Triage.Core.Tests.Calls;

/// <summary>
/// A desk with real lanes, loops and scheduling over scripted models and a fake clock. Nothing here waits for time to pass:
/// tests wait for events, flush markers or ends.
/// </summary>
internal sealed class ScriptedCall : IAsyncDisposable
{
    private readonly List<ScriptedActivity> _activities = [];

    public ScriptedCall(SpeechOptions? speech = null, int lanes = 2, int maxCalls = 4, AudioSpool? spool = null, ApplianceMetrics? metrics = null,
        UtteranceTracing? tracing = null, IEvidenceLog? evidence = null, params ICallEventSink[] sinks)
    {
        Lanes = [.. Enumerable.Range(0, lanes).Select(_ => new ScriptedRecognizer(Script))];
        Scheduler = new DeadlineScheduler(Lanes, Clock);
        var resources = new CallResources(Scheduler, OpenActivity, Triage, ToneSpeech.Vocabulary, 80, Lanes[0].WindowsS,
            speech ?? new SpeechOptions(), new CallBudgets(), Clock)
        {
            Owner = Scheduler,
            Spool = spool,
            Admission = new() { MaxCalls = maxCalls },
            Metrics = metrics ?? ApplianceMetrics.None,
            Tracing = tracing ?? UtteranceTracing.Appliance,
        };
        Desk = new CallDesk(_ => Task.FromResult(resources), sinks, new CallDeskOptions
        {
            Metrics = resources.Metrics, Evidence = evidence, OnFault = (_, fault) => Faults.Enqueue(fault),
        });
    }

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public FakeTimeProvider Clock { get; } = new();

    public RecognizerScript Script { get; } = new();

    public ScriptedTriage Triage { get; } = new();

    public ScriptedRecognizer[] Lanes { get; }

    public DeadlineScheduler Scheduler { get; }

    public CallDesk Desk { get; }

    /// <summary>What the desk was told to have broken.</summary>
    public ConcurrentQueue<Exception> Faults { get; } = [];

    /// <summary>Runs at each frame, on the call's loop.</summary>
    public Action OnFrame { get; set; } = () => { };

    public IReadOnlyList<ScriptedActivity> Activities => _activities;

    public static CallSetup Setup(string id = "c1", CallPacing pacing = CallPacing.Recorded, int channels = 1, int rateHz = ToneSpeech.RateHz) => new(
        id, channels == 1 ? [CallChannel.Mixed] : [CallChannel.Operator, CallChannel.Caller], AudioEncoding.Pcm16, rateHz, pacing,
        new Dictionary<string, string>());

    public async Task<ICallSession> OpenAsync(CallSetup? setup = null)
    {
        if (!Desk.IsReady)
            await Desk.WarmUpAsync(Ct);
        return Assert.IsType<CallOpening.Opened>(Desk.TryOpen(setup ?? Setup(), resume: false)).Session;
    }

    public async Task<List<CallEvent>> EventsAsync(string id = "c1", long after = 0)
    {
        var events = new List<CallEvent>();
        await foreach (var e in Desk.WatchAsync(id, after, Ct))
            events.Add(e);
        return events;
    }

    /// <summary>The events up to and with the first that fits.</summary>
    public async Task<List<CallEvent>> EventsUntilAsync(Predicate<CallEvent> fits, string id = "c1", long after = 0)
    {
        var events = new List<CallEvent>();
        await foreach (var e in Desk.WatchAsync(id, after, Ct))
        {
            events.Add(e);
            if (fits(e))
                return events;
        }
        throw new InvalidOperationException("the call ended without it");
    }

    /// <summary>Opens, plays, completes; all events.</summary>
    public async Task<List<CallEvent>> PlayAsync(CallSetup setup, byte[] pcm, IEnumerable<int> chunkFrames)
    {
        var session = await OpenAsync(setup);
        await WriteAsync(session, setup, pcm, 0, chunkFrames);
        await session.CompleteAsync(EndReason.Completed, Ct);
        return await EventsAsync(setup.CallId);
    }

    /// <summary>Writes audio from a frame on, in chunks of these sizes, repeated.</summary>
    public static async Task WriteAsync(ICallSession session, CallSetup setup, byte[] pcm, int fromFrame, IEnumerable<int> chunkFrames, int toFrame = int.MaxValue)
    {
        var total = Math.Min(toFrame, pcm.Length / setup.BytesPerFrame);
        var sizes = chunkFrames.ToArray();
        for (var (frame, i) = (fromFrame, 0); frame < total; i++)
        {
            var count = Math.Min(Math.Max(1, sizes[i % sizes.Length]), total - frame);
            await session.WriteAsync(frame / (double)setup.SampleRateHz, pcm.AsMemory(frame * setup.BytesPerFrame, count * setup.BytesPerFrame), Ct);
            frame += count;
        }
    }

    public async Task FlushAsync(ICallSession session, long id)
    {
        await session.FlushAsync(id, Ct);
        await EventsUntilAsync(e => e is Flushed f && f.Id == id, session.CallId);
    }

    /// <summary>Returns once the call's loop has taken audio up to a media time.</summary>
    public async Task HeardAsync(double seconds, string id = "c1")
    {
        while (Desk.Find(id)!.AudioS < seconds)
        {
            Ct.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>All of an event, texts included, for comparison.</summary>
    public static string Describe(CallEvent e) => $"{e.GetType().Name} {JsonSerializer.Serialize(e, e.GetType())}";

    /// <summary>Ends everything and checks that nothing leaked or broke a contract.</summary>
    public async ValueTask DisposeAsync()
    {
        Script.Gate?.Release(1_000_000);
        await Desk.DisposeAsync();
        Assert.All(Lanes, lane => Assert.True(lane.Disposed));
        Assert.All(_activities, activity => Assert.True(activity.Disposed));
        Assert.Equal(0, Script.Open);
        Assert.Equal(0, Script.BrokenPromises);
        Assert.Equal(0, Triage.Clashes);
        Assert.Equal(0, Scheduler.Depth);
    }

    private ScriptedActivity OpenActivity()
    {
        var activity = new ScriptedActivity(() => OnFrame());
        _activities.Add(activity);
        return activity;
    }
}
