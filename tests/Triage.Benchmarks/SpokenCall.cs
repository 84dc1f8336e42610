using Triage.Core.Audio;
using Triage.Core.Calls;
using Triage.Core.Scheduling;
using Triage.Core.Speech;
using Triage.Inference;
using Triage.Inference.Models;
using Triage.Inference.Silero;
using Triage.Inference.Whisper;
using Triage.Server.Hosting;

namespace Triage.Benchmarks;

/// <summary>A sample call with the embedded voice activity and recogniser on one lane, again and again in one call; the triage is left out.</summary>
public sealed class SpokenCall : IAsyncDisposable
{
    /// <summary>20 s in frames of 32 ms.</summary>
    private const int PieceFrames = 625;

    private readonly EventKeeper _events = new();
    private readonly SileroModel _activity;
    private readonly DeadlineScheduler _scheduler;
    private readonly CallDesk _desk;
    private readonly CallSetup _setup;
    private readonly byte[] _audio;
    private readonly List<CountedActivity> _channels = [];
    private ICallSession? _session;
    private int _packets;
    private double _writtenS;
    private long _marker;

    public SpokenCall()
    {
        var catalog = ModelCatalog.Open(DeliveredFolders.Models ?? throw new DirectoryNotFoundException("no models above the program"));
        _activity = new SileroModel(catalog.VoiceActivity());
        var recognizer = WhisperLoader.Open(catalog.Speech(), new ComputeOptions(1));
        var scheduler = _scheduler = new DeadlineScheduler([new Lane(recognizer)], TimeProvider.System);
        var resources = new CallResources(scheduler, OpenActivity, new SilentTriage(), recognizer.Vocabulary, recognizer.MelBins,
            recognizer.WindowsS, new SpeechOptions(), new CallBudgets(), TimeProvider.System) { Owner = scheduler };
        _desk = new CallDesk(_ => Task.FromResult(resources), [_events], new CallDeskOptions());
        using var file = File.OpenRead(Path.Combine(DeliveredFolders.SampleCalls!, "douleur-thoracique.wav"));
        var reader = WavReader.Open(file);
        var samples = new float[PieceFrames * reader.SampleRateHz * SpeechOptions.FrameMs / 1000 * reader.Channels];
        var frames = reader.ReadFrames(samples);
        _audio = new byte[2 * frames * reader.Channels];
        Pcm16.Encode(samples.AsSpan(0, frames * reader.Channels), _audio);
        _setup = new CallSetup("spoken", [CallChannel.Operator, CallChannel.Caller], AudioEncoding.Pcm16, reader.SampleRateHz, CallPacing.Recorded,
            new Dictionary<string, string>());
    }

    public async Task OpenAsync(CancellationToken ct)
    {
        await _desk.WarmUpAsync(ct).ConfigureAwait(false);
        _session = ((CallOpening.Opened)_desk.TryOpen(_setup, resume: false)).Session;
    }

    /// <summary>Plays the piece and says what it cost. The first times of a call fill its pools; leave them out.</summary>
    public async Task<HotPathCost> PlayAsync(CancellationToken ct)
    {
        var from = _events.Count;
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var packet = _setup.SampleRateHz * SpeechOptions.FrameMs / 1000 * _setup.BytesPerFrame;
        for (var at = 0; at < _audio.Length; at += packet)
        {
            var bytes = Math.Min(packet, _audio.Length - at);
            await _session!.WriteAsync(_writtenS, _audio.AsMemory(at, bytes), ct).ConfigureAwait(false);
            _packets++;
            WaitForTheCall();
            _writtenS += bytes / (double)(_setup.BytesPerFrame * _setup.SampleRateHz);
        }
        await _session!.FlushAsync(++_marker, ct).ConfigureAwait(false);
        await _events.FlushedAsync(ct).ConfigureAwait(false);
        var total = GC.GetTotalAllocatedBytes(precise: true) - before;
        var events = _events.Since(from).ToArray();
        var finals = events.OfType<FinalTranscript>().ToArray();
        return new HotPathCost(total, EventKeeper.Bytes(events), events.OfType<PartialTranscript>().Count(), finals.Length, finals.Sum(f => f.EndS - f.StartS));
    }

    public async ValueTask DisposeAsync()
    {
        await _desk.DisposeAsync().ConfigureAwait(false);
        _activity.Dispose();
    }

    private bool IsBehind()
    {
        foreach (var channel in _channels)
            if (channel.Frames < _packets - 1)
                return true;
        return false;
    }

    private CountedActivity OpenActivity()
    {
        var activity = new CountedActivity(_activity.OpenChannel());
        _channels.Add(activity);
        return activity;
    }

    /// <summary>Live, and no faster than the lane, so that every partial is decoded as in a call at its own pace.</summary>
    private void WaitForTheCall()
    {
        var wait = new SpinWait();
        while (IsBehind() || _scheduler.Depth > 0)
            wait.SpinOnce();
    }

    private sealed class Lane(WhisperRecognizer recognizer) : ILane
    {
        public ISpeechRecognizer Recognizer => recognizer;

        public void Dispose() => recognizer.Dispose();
    }
}
