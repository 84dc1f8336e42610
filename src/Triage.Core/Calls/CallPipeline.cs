using System.Buffers;
using System.Diagnostics;
using System.Threading.Channels;
using Triage.Core.Assessment;
using Triage.Core.Audio;
using Triage.Core.Scheduling;
using Triage.Core.Speech;

namespace Triage.Core.Calls;

/// <summary>
/// The map of one call: audio bytes -> samples on the media timeline -> aligned frames -> each channel's ear and recognition ->
/// finals -> assessment -> events. One loop owns everything here; sources write into its inbox, lanes post results back to it.
/// </summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "The loop releases what it owns when the call ends.")]
internal sealed class CallPipeline
{
    /// <summary>Chunks that may wait for the loop; beyond it the source is slowed.</summary>
    private const int InboxChunks = 64;

    /// <summary>Jobs of one call under way; at this many the loop waits for the lanes, and so in the end does the source.</summary>
    private const int MaxOutstanding = 64;

    /// <summary>Results that can wait for the loop: what may be under way, and what one frame of all channels adds to it.</summary>
    private const int SignalCapacity = 4 * MaxOutstanding;

    private const int NoReason = -1;

    private readonly CallContext _call;
    private readonly CallSetup _setup;
    private readonly Channel<Inbox> _inbox = Channel.CreateBounded<Inbox>(new BoundedChannelOptions(InboxChunks) { SingleReader = true });
    private readonly Channel<Job?> _signals = Channel.CreateBounded<Job?>(new BoundedChannelOptions(SignalCapacity) { SingleReader = true });
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private readonly ChannelFrames[] _frames;
    private readonly ChannelPipeline[] _channels;
    private readonly LineWatch[] _lines;
    private readonly MediaTimeline _timeline;
    private readonly AssessmentQueue _assessment;
    private readonly LanguageCheck _language = new();
    private readonly LoadNotice _load;
    private readonly ITimer _tick;
    private readonly List<Job> _finished = [];
    private readonly Action<Exception> _report;
    private float[] _samples = [], _mono = [];
    private long _lastArrival, _idleSince;
    private double _lostS, _heardS;
    private int _outstanding, _tickQueued;
    private int _source, _heardSource, _framesHeard;
    private bool _busy, _catchingUp;
    private volatile bool _stalled;
    private int _reason = NoReason;

    /// <param name="appliance">What all calls share.</param>
    /// <param name="emit">Receives the events in order, on the call's loop.</param>
    /// <param name="report">Told why a job failed; the call goes on.</param>
    public CallPipeline(CallSetup setup, CallResources appliance, ICallAssessor assessor, Action<CallEvent> emit, Action<Exception> report)
    {
        _report = report;
        var call = _call = new CallContext(setup.CallId, setup.Pacing, appliance, emit, Submit);
        (_setup, _timeline) = (setup, new MediaTimeline(setup.SampleRateHz));
        var activity = setup.Channels.Select(_ => appliance.OpenActivity()).ToArray();
        _frames = [.. activity.Select(a => new ChannelFrames(setup.SampleRateHz, a.SampleRateHz))];
        _channels = [.. setup.Channels.Select((c, i) => new ChannelPipeline(call, c, activity[i], Post, OnFinal))];
        _lines = [.. setup.Channels.Select(c => new LineWatch(c, setup.SampleRateHz, call.Emit))];
        _assessment = new AssessmentQueue(call, assessor, Post);
        _lastArrival = _idleSince = call.Clock.GetTimestamp();
        _load = new LoadNotice(call.Emit);
        _tick = call.Clock.CreateTimer(_ => Tick(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        Completion = Task.Run(RunAsync);
    }

    /// <summary>Ends after <see cref="CallEnded"/> has been emitted.</summary>
    public Task Completion { get; }

    /// <summary>Media seconds that never came and were filled with silence.</summary>
    public double LostS => _lostS;

    /// <summary>A live source sends nothing at the moment; any thread.</summary>
    public bool Stalled => _stalled;

    /// <summary>Media seconds taken from the source so far.</summary>
    public double HeardS => Volatile.Read(ref _heardS);

    /// <summary>How each channel sounds now; any thread.</summary>
    public IReadOnlyList<ChannelAudio> Audio => [.. _lines.Select(l => l.Audio)];

    public async ValueTask WriteAsync(double startS, ReadOnlyMemory<byte> audio, CancellationToken ct)
    {
        var copy = ArrayPool<byte>.Shared.Rent(audio.Length);
        audio.CopyTo(copy);
        await SendAsync(new Inbox(InboxKind.Audio, startS, copy, audio.Length, _call.Clock.GetTimestamp(), 0, Volatile.Read(ref _source)), ct).ConfigureAwait(false);
    }

    public ValueTask FlushAsync(long id, CancellationToken ct) => SendAsync(new Inbox(InboxKind.Flush, 0, [], 0, 0, id, 0), ct);

    /// <summary>The source is back: audio it sends again from now on is left out without a word.</summary>
    public void ExpectOverlap() => Interlocked.Increment(ref _source);

    /// <summary>No more audio comes. The first reason stays.</summary>
    public void Complete(EndReason reason)
    {
        Interlocked.CompareExchange(ref _reason, (int)reason, NoReason);
        _inbox.Writer.TryComplete();
        Wake();
    }

    private async ValueTask SendAsync(Inbox item, CancellationToken ct)
    {
        try
        {
            await _inbox.Writer.WriteAsync(item, ct).ConfigureAwait(false);
            Wake();
        }
        catch (ChannelClosedException)
        {
            throw new InvalidOperationException("the call has ended");
        }
    }

    private async Task RunAsync()
    {
        try
        {
            await ListenUntilCompleteAsync().ConfigureAwait(false);
            await EndAsync().ConfigureAwait(false);
        }
        finally
        {
            _inbox.Writer.TryComplete();
            await ReleaseAsync().ConfigureAwait(false);
        }
    }

    private async Task ListenUntilCompleteAsync()
    {
        while (true)
        {
            HandleSignals();
            if (_inbox.Reader.TryRead(out var item))
            {
                _busy = true;
                await HandleAsync(item).ConfigureAwait(false);
            }
            else if (_inbox.Reader.Completion.IsCompleted)
                break;
            else
                await _wake.Reader.ReadAsync().ConfigureAwait(false);
        }
    }

    /// <summary>After every write that the loop may be waiting for: one wait for two queues, and nothing allocated for it.</summary>
    private void Wake() => _wake.Writer.TryWrite(true);

    private async ValueTask HandleAsync(Inbox item)
    {
        if (item.Kind == InboxKind.Flush)
        {
            await SettleAsync().ConfigureAwait(false);
            Idle();
            _call.Emit(new Flushed(item.Id));
            return;
        }
        (_lastArrival, _stalled) = (item.Arrival, false);
        if (item.Source != _heardSource)
            (_heardSource, _catchingUp) = (item.Source, true);
        var frames = item.Length / _setup.BytesPerFrame;
        var step = _timeline.Place(item.StartS, frames, _catchingUp);
        if (step.MissingFrames > 0)
            await FillGapAsync(step.MissingFrames, item).ConfigureAwait(false);
        if (step.SkipFrames > 0)
            LeaveOut(item, step.SkipFrames);
        else
            _catchingUp = false;
        await ListenAsync(item.Bytes.AsMemory(step.SkipFrames * _setup.BytesPerFrame, (frames - step.SkipFrames) * _setup.BytesPerFrame), item.Arrival).ConfigureAwait(false);
        ArrayPool<byte>.Shared.Return(item.Bytes);
        Idle();
        Volatile.Write(ref _heardS, _timeline.HeardS);
    }

    private void Idle() => (_busy, _idleSince) = (false, _call.Clock.GetTimestamp());

    private async ValueTask FillGapAsync(long missing, Inbox next)
    {
        var seconds = missing / (double)_setup.SampleRateHz;
        _lostS += seconds;
        foreach (var channel in _setup.Channels)
        {
            _call.Appliance.Metrics.AudioLost(channel, seconds);
            _call.Emit(new AudioGap(channel, GapReason.Lost, next.StartS - seconds, next.StartS));
        }
        foreach (var line in _lines)
            line.Skip(missing);
        var piece = new float[_setup.SampleRateHz / 10];
        for (var left = missing; left > 0; left -= piece.Length)
        {
            foreach (var channel in _frames)
                channel.Push(piece.AsSpan(0, (int)Math.Min(left, piece.Length)));
            await ListenToFramesAsync(next.Arrival).ConfigureAwait(false);
        }
    }

    private void LeaveOut(Inbox item, int frames)
    {
        if (_catchingUp)
            return;
        foreach (var channel in _setup.Channels)
            _call.Emit(new AudioGap(channel, GapReason.Late, item.StartS, item.StartS + frames / (double)_setup.SampleRateHz));
    }

    private async ValueTask ListenAsync(ReadOnlyMemory<byte> bytes, long arrival)
    {
        var count = bytes.Length / _setup.BytesPerSample;
        if (_samples.Length < count)
            (_samples, _mono) = (new float[count], new float[count]);
        if (!PcmDecoder.TryDecode(bytes.Span, _setup.Encoding, _samples, out _))
            throw new InvalidOperationException("a chunk is not a whole number of samples; sources check this");
        var channels = _setup.Channels.Count;
        for (var c = 0; c < channels; c++)
        {
            var mono = _mono.AsSpan(0, count / channels);
            for (var i = 0; i < mono.Length; i++)
                mono[i] = _samples[i * channels + c];
            _lines[c].Push(mono);
            _call.Appliance.Metrics.AudioReceived(_setup.Channels[c], mono.Length / (double)_setup.SampleRateHz);
            _frames[c].Push(mono);
        }
        await ListenToFramesAsync(arrival).ConfigureAwait(false);
    }

    /// <summary>Frame by frame over all channels, so that a recording gives the same events however it was cut into chunks.</summary>
    private async ValueTask ListenToFramesAsync(long arrival)
    {
        while (ListenToOneFrame(arrival))
        {
            if (_setup.Pacing == CallPacing.Recorded)
                await SettleAsync().ConfigureAwait(false);
            HandleSignals();
            while (_outstanding >= MaxOutstanding)
                Handle(await _signals.Reader.ReadAsync().ConfigureAwait(false));
        }
    }

    private bool ListenToOneFrame(long arrival)
    {
        var any = false;
        for (var c = 0; c < _channels.Length; c++)
            if (_frames[c].TryTake(out var activityFrame, out var speechFrame))
            {
                any = true;
                _channels[c].Push(activityFrame, speechFrame, arrival);
            }
        if (any)
            EmitWarnings(++_framesHeard * SpeechOptions.FrameMs / 1000.0);
        return any;
    }

    private void EmitWarnings(double untilS)
    {
        foreach (var line in _lines)
            line.EmitUntil(untilS);
    }

    private void OnFinal(FinalTranscript final, RecognitionResult? result, ActivityContext trace)
    {
        if (result is not null && _language.Observe(final, result) is { } other)
        {
            _call.Emit(new Degraded("language", $"La langue parlée semble être « {other} » : la suggestion est suspendue.", true));
            _assessment.MarkOtherLanguage();
        }
        _assessment.Add(final, trace);
    }

    private void Submit(Job job)
    {
        _call.Appliance.Scheduler.Submit(job);
        _outstanding++;
    }

    /// <summary>Brings a finished job back to the loop; called on a lane's thread, or on the loop's own when it cancels.</summary>
    private void Post(Job job)
    {
        if (!_signals.Writer.TryWrite(job))
            throw new InvalidOperationException("more results under way than a call can have");
        Wake();
    }

    private void Tick()
    {
        if (Interlocked.Exchange(ref _tickQueued, 1) == 0)
        {
            _signals.Writer.TryWrite(null);
            Wake();
        }
    }

    private void HandleSignals()
    {
        while (_signals.Reader.TryRead(out var job))
            Handle(job);
    }

    /// <summary>
    /// Waits until nothing of this call is being computed. Results are taken in the order of submission, so that the number of
    /// lanes and their speed do not show in the events.
    /// </summary>
    private async ValueTask SettleAsync()
    {
        while (_outstanding > 0)
        {
            _finished.Clear();
            while (_outstanding > 0)
                if (Counted(await _signals.Reader.ReadAsync().ConfigureAwait(false)) is { } job)
                    _finished.Add(job);
            _finished.Sort((a, b) => a.Order.CompareTo(b.Order));
            foreach (var job in _finished)
                Complete(job);
        }
    }

    private void Handle(Job? signal)
    {
        if (Counted(signal) is { } job)
            Complete(job);
        else
            WatchTheClock();
    }

    /// <summary>Takes note of what was read from the signals.</summary>
    private Job? Counted(Job? signal)
    {
        if (signal is null)
            Volatile.Write(ref _tickQueued, 0);
        else
            _outstanding--;
        if (signal?.Error is { } error)
            _report(error);
        return signal;
    }

    private void Complete(Job job)
    {
        if (job is RecognitionJob recognition)
            ChannelOf(recognition).Complete(recognition);
        else
            _assessment.Complete((AssessmentJob)job);
    }

    private ChannelPipeline ChannelOf(RecognitionJob job)
    {
        foreach (var channel in _channels)
            if (channel.Channel == job.Channel)
                return channel;
        throw new InvalidOperationException("a job of no channel of this call");
    }

    private void WatchTheClock()
    {
        _load.Follow(_call.LoadStep);
        // While the loop has work, a slow machine makes the silence, not the source.
        if (_busy || _inbox.Reader.Count > 0)
            return;
        var silent = _call.Clock.GetElapsedTime(_idleSince);
        if (silent >= _call.Budgets.Abandoned)
            Complete(EndReason.Disconnected);
        if (_setup.Pacing != CallPacing.Live || _stalled || silent < _call.Budgets.Stall)
            return;
        _stalled = true;
        for (var c = 0; c < _channels.Length; c++)
        {
            _call.Emit(new AudioGap(_setup.Channels[c], GapReason.Stalled, _timeline.HeardS, _timeline.HeardS + silent.TotalSeconds));
            _channels[c].CloseNow();
        }
    }

    private async Task EndAsync()
    {
        _busy = true;
        await _tick.DisposeAsync().ConfigureAwait(false);
        foreach (var frames in _frames)
            frames.Complete();
        await ListenToFramesAsync(_lastArrival).ConfigureAwait(false);
        foreach (var channel in _channels)
            channel.CloseNow();
        await SettleAsync().ConfigureAwait(false);
        EmitWarnings(double.PositiveInfinity);
        _call.Emit(new CallEnded((EndReason)Volatile.Read(ref _reason), _timeline.HeardS, _lostS));
    }

    /// <summary>Whatever ended the loop: nothing is given back while a lane may still use it.</summary>
    private async ValueTask ReleaseAsync()
    {
        await _tick.DisposeAsync().ConfigureAwait(false);
        foreach (var channel in _channels)
            channel.Dispose();
        _assessment.Withdraw();
        while (_outstanding > 0)
            Counted(await _signals.Reader.ReadAsync().ConfigureAwait(false));
        _assessment.Dispose();
    }
}
