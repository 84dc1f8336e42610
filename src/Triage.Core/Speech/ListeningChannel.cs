namespace Triage.Core.Speech;

/// <summary>
/// One channel's ear: voice activity, endpointing, and the utterance being spoken, frame by frame (32 ms). Decides nothing about
/// recognition; the call's pipeline reads <see cref="Push"/>'s decision and <see cref="PartialDue"/>. Owned by the call's loop.
/// </summary>
public sealed class ListeningChannel : IDisposable
{
    /// <summary>Samples of a frame at 16 kHz.</summary>
    public const int FrameSamples = Utterance.SampleRateHz * SpeechOptions.FrameMs / 1000;

    private const int RingSeconds = 31;

    private readonly SpeechOptions _options;
    private readonly ISpeechActivityModel _activity;
    private readonly SpeechVocabulary _vocabulary;
    private readonly Endpointer _endpointer;
    private readonly AudioRing _ring;
    private readonly ListeningPool _memory;
    private readonly Stack<Utterance> _pool = new();
    private readonly Func<Utterance> _create;
    private readonly float[] _recentProbabilities = new float[SpeechOptions.Frames(5000)];
    private bool _disposed;
    private long _previousEnd;
    private int _number, _speechAtPartial;

    /// <param name="memory">Where its large memory comes from and goes when it is disposed; null: its own.</param>
    public ListeningChannel(SpeechOptions options, ISpeechActivityModel activity, SpeechVocabulary vocabulary, int melBins, ListeningPool? memory = null)
    {
        (_options, _activity, _vocabulary) = (options, activity, vocabulary);
        _endpointer = new Endpointer(options);
        _memory = memory ?? new ListeningPool();
        _ring = _memory.TakeRing(RingSeconds * Utterance.SampleRateHz);
        _create = () => _memory.TakeUtterance(melBins, vocabulary);
    }

    /// <summary>The utterance being spoken, from <see cref="EndpointDecision.Opened"/> until it is taken.</summary>
    public Utterance? Current { get; private set; }

    /// <summary>Enough speech to be decoded has been heard.</summary>
    public bool IsConfirmed => _endpointer.IsConfirmed;

    /// <summary>Enough new speech for another partial.</summary>
    public bool PartialDue =>
        _endpointer.IsConfirmed && _endpointer.InSpeech && _endpointer.SpeechFrames - _speechAtPartial >= SpeechOptions.Frames(_options.PartialEveryMs);

    /// <summary>The utterance has become too long for one window and must be cut; in a pause it is left to end by itself.</summary>
    public bool TooLong => Current is { } current && _endpointer.InSpeech && current.LengthS >= _options.CutAfterS;

    /// <summary>Media time heard so far.</summary>
    public double HeardS => _ring.End / (double)Utterance.SampleRateHz;

    /// <summary>Sample heard so far, the end of the newest frame.</summary>
    public long HeardSample => _ring.End;

    /// <summary>Takes one frame: at the activity model's rate, and the same 32 ms at 16 kHz.</summary>
    /// <param name="arrival">Clock when the frame's audio arrived.</param>
    public EndpointDecision Push(ReadOnlySpan<float> activityFrame, ReadOnlySpan<float> frame, long arrival)
    {
        var probability = _activity.Push(activityFrame);
        _recentProbabilities[_ring.End / FrameSamples % _recentProbabilities.Length] = probability;
        _ring.Write(frame);
        var decision = _endpointer.Advance(probability);
        if (decision == EndpointDecision.Opened)
            Open(_ring.End - _endpointer.SpeechFrames * FrameSamples);
        else
            Current?.Push(frame);
        if (_endpointer.InSpeech && Current is { } current)
            (current.SpeechEndSample, current.SpeechEndArrival) = (_ring.End, arrival);
        if (decision == EndpointDecision.Discarded)
            Release(Take());
        return decision;
    }

    /// <summary>The pipeline has asked for a partial up to now.</summary>
    public void MarkPartial() => _speechAtPartial = _endpointer.SpeechFrames;

    /// <summary>Hands the utterance over; the channel is ready for the next one. Give it back with <see cref="Release"/>.</summary>
    public Utterance Take()
    {
        var taken = Current ?? throw new InvalidOperationException("no utterance is open");
        Current = null;
        _previousEnd = taken.SpeechEndSample;
        _speechAtPartial = 0;
        return taken;
    }

    /// <summary>
    /// Cuts the utterance at a sample: the part before is handed over, what follows goes on as a new utterance with what is known
    /// of its words.
    /// </summary>
    public Utterance Cut(long sample)
    {
        var before = Current ?? throw new InvalidOperationException("no utterance is open");
        var arrival = before.SpeechEndArrival;
        Current = null;
        _previousEnd = sample;
        before.SpeechEndSample = sample;
        var agreement = new LocalAgreement(_vocabulary);
        if (before.Agreement.Committed.Count > 0)
            agreement.StartFrom(before.Agreement);
        Continue(sample, sample, agreement);
        (Current!.SpeechEndSample, Current.SpeechEndArrival) = (_ring.End, arrival);
        _endpointer.ContinueAfterCut((int)((_ring.End - sample) / FrameSamples));
        _speechAtPartial = _endpointer.SpeechFrames;
        return before;
    }

    /// <summary>Ends what is being said as if silence had come: the source stopped sending. Null when nothing worth decoding is open.</summary>
    public Utterance? CloseNow()
    {
        var worth = _endpointer.IsConfirmed;
        _endpointer.Restart();
        if (Current is null)
            return null;
        var taken = Take();
        if (worth)
            return taken;
        Release(taken);
        return null;
    }

    /// <summary>The end of the quietest frame of the last five seconds: where to cut when no word is committed.</summary>
    public long QuietestSample()
    {
        var frames = (int)Math.Min(_recentProbabilities.Length, _ring.End / FrameSamples);
        var newest = _ring.End / FrameSamples;
        var best = newest - 1;
        for (var i = newest - frames; i < newest; i++)
            if (_recentProbabilities[i % _recentProbabilities.Length] < _recentProbabilities[best % _recentProbabilities.Length])
                best = i;
        return (best + 1) * FrameSamples;
    }

    public void Release(Utterance utterance) => _pool.Push(utterance);

    /// <summary>An utterance as it was, from its note and its audio; features are computed again and come out the same.</summary>
    public Utterance Restore(UtteranceNote note, ReadOnlySpan<float> samples)
    {
        var utterance = _pool.TryPop(out var used) ? used : _create();
        utterance.Begin(note.Number, note.StartSample, note.SpeechStartSample, note.Agreement);
        utterance.Push(samples);
        (utterance.SpeechEndSample, utterance.SpeechEndArrival) = (note.SpeechEndSample, note.SpeechEndArrival);
        return utterance;
    }

    /// <summary>Not to be used again. What is still out, open or not released, stays with whoever has it.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _activity.Dispose();
        _memory.Return(_ring, _pool, _vocabulary);
        _pool.Clear();
    }

    private void Open(long speechStart)
    {
        var preRoll = (long)_options.PreRollMs * Utterance.SampleRateHz / 1000;
        var start = Math.Max(Math.Max(speechStart - preRoll, _previousEnd), _ring.Start);
        Continue(Math.Min(start, speechStart), speechStart, new LocalAgreement(_vocabulary));
    }

    private void Continue(long start, long speechStart, LocalAgreement agreement)
    {
        Current = _pool.TryPop(out var used) ? used : _create();
        Current.Begin(++_number, start, speechStart, agreement);
        while (Current.EndSample < _ring.End)
            Current.Push(_ring.Piece(Current.EndSample, _ring.End));
    }
}
