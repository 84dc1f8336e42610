using Triage.Core.Audio;
using Triage.Core.Calls;
using Triage.Core.Scheduling;
using Triage.Core.Speech;

namespace Triage.Benchmarks;

/// <summary>Bytes allocated by the whole process while a call went on.</summary>
/// <param name="Total">From the bytes of a chunk to the events, the events included.</param>
/// <param name="Events">What the events themselves are made of: records, words, strings, once each.</param>
/// <param name="UtteranceS">Seconds of speech.</param>
public sealed record HotPathCost(long Total, long Events, int Partials, int Finals, double UtteranceS)
{
    public double PerSecond => Total / UtteranceS;

    public double EventsPerSecond => Events / UtteranceS;

    public override string ToString() =>
        $"{PerSecond:F0} B per second of utterance ({EventsPerSecond:F0} B of it are events and their strings; {Partials} partials, {Finals} finals in {UtteranceS:F0} s)";
}

/// <summary>
/// The hot path by itself: a call of 4 s of speech and 1 s of pause, again and again, in packets of 32 ms through a real desk, loop and
/// scheduler, over models that allocate nothing. Faster than real time: each packet is heard and decoded before the next.
/// </summary>
public sealed class SteadyCall : IAsyncDisposable
{
    private const int RateHz = 8000;
    private const int PacketFrames = RateHz * SpeechOptions.FrameMs / 1000;
    private const int SpeechPackets = 4000 / SpeechOptions.FrameMs, PausePackets = 1000 / SpeechOptions.FrameMs;
    private const double SpeechS = SpeechPackets * SpeechOptions.FrameMs / 1000.0;

    private readonly ScriptedListener _listener = new();
    private readonly CountedActivity _activity = new(new LevelActivity());
    private readonly EventKeeper _events = new();
    private readonly DeadlineScheduler _scheduler;
    private readonly CallDesk _desk;
    private readonly byte[] _speech = new byte[2 * PacketFrames], _pause = new byte[2 * PacketFrames];
    private ICallSession? _session;
    private int _packets;

    public SteadyCall(CallPacing pacing)
    {
        Pacing = pacing;
        _scheduler = new DeadlineScheduler([_listener], TimeProvider.System, new() { Ladder = new() { UpAbove = double.PositiveInfinity, DropsAbove = 1 } });
        var resources = new CallResources(_scheduler, () => _activity, new SilentTriage(), ScriptedListener.Words, _listener.MelBins, _listener.WindowsS,
            new SpeechOptions(), new CallBudgets(), TimeProvider.System) { Owner = _scheduler };
        _desk = new CallDesk(_ => Task.FromResult(resources), [_events], new CallDeskOptions());
        for (var i = 0; i < PacketFrames; i++)
        {
            Pcm16.Encode([(i & 1) == 0 ? 0.3f : -0.3f], _speech.AsSpan(2 * i));
            Pcm16.Encode([(i & 1) == 0 ? 0.005f : -0.005f], _pause.AsSpan(2 * i));
        }
    }

    public CallPacing Pacing { get; }

    public async Task OpenAsync(CancellationToken ct)
    {
        await _desk.WarmUpAsync(ct).ConfigureAwait(false);
        var setup = new CallSetup("steady", [CallChannel.Mixed], AudioEncoding.Pcm16, RateHz, Pacing, new Dictionary<string, string>());
        _session = ((CallOpening.Opened)_desk.TryOpen(setup, resume: false)).Session;
    }

    /// <summary>Plays utterances and says what they cost. The first ones of a call fill its pools; leave them out.</summary>
    public HotPathCost Play(int utterances)
    {
        var from = _events.Count;
        var before = GC.GetTotalAllocatedBytes(precise: true);
        for (var u = 0; u < utterances; u++)
        {
            for (var p = 0; p < SpeechPackets; p++)
                Send(_speech);
            for (var p = 0; p < PausePackets; p++)
                Send(_pause);
        }
        var total = GC.GetTotalAllocatedBytes(precise: true) - before;
        var events = _events.Since(from).ToArray();
        return new HotPathCost(total, EventKeeper.Bytes(events), events.OfType<PartialTranscript>().Count(), events.OfType<FinalTranscript>().Count(), utterances * SpeechS);
    }

    public async ValueTask DisposeAsync()
    {
        await _desk.DisposeAsync().ConfigureAwait(false);
        if (_session is not null)
            await _session.DisposeAsync().ConfigureAwait(false);
    }

    private void Send(byte[] packet)
    {
        var sent = _session!.WriteAsync(_packets * (double)PacketFrames / RateHz, packet, CancellationToken.None);
        if (!sent.IsCompleted)
            throw new InvalidOperationException("the call holds more than it can take");
        sent.GetAwaiter().GetResult();
        _packets++;
        // The resampler gives a packet's last samples with the next one, so one frame is always under way.
        while (_activity.Frames < _packets - 1 || _scheduler.Depth > 0)
            Thread.Yield();
    }
}
