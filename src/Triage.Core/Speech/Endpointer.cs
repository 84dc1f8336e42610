namespace Triage.Core.Speech;

/// <summary>What one frame changed.</summary>
public enum EndpointDecision
{
    None,

    /// <summary>Enough speech to begin keeping audio; it may still turn out to be a click.</summary>
    Opened,

    /// <summary>It was a click: too little speech before the silence.</summary>
    Discarded,

    /// <summary>Enough speech to be decoded.</summary>
    Confirmed,

    /// <summary>A pause that may be the end: the final can be begun.</summary>
    Pause,

    /// <summary>Speech came again after a <see cref="Pause"/>.</summary>
    Resumed,

    /// <summary>The utterance is over.</summary>
    Closed,
}

/// <summary>
/// Where utterances begin and end: pure rules over speech probabilities, one call per 32 ms frame. One instance per channel.
/// At most one decision per frame; silence is measured from the last speech frame.
/// </summary>
public sealed class Endpointer(SpeechOptions options)
{
    private readonly int _open = SpeechOptions.Frames(options.OpenMs);
    private readonly int _confirm = SpeechOptions.Frames(options.MinSpeechMs);
    private readonly int _pause = SpeechOptions.Frames(options.SpeculateAfterMs);
    private readonly int _close = SpeechOptions.Frames(options.CloseAfterMs);
    private bool _opened, _confirmed, _paused;
    private int _run;

    /// <summary>Speech frames of the current utterance.</summary>
    public int SpeechFrames { get; private set; }

    /// <summary>Frames since the last speech frame of the current utterance.</summary>
    public int SilenceFrames { get; private set; }

    /// <summary>The last frame was speech.</summary>
    public bool InSpeech { get; private set; }

    public bool IsOpen => _opened;

    public bool IsConfirmed => _confirmed;

    public EndpointDecision Advance(float probability)
    {
        InSpeech = probability >= (InSpeech ? options.LeaveProbability : options.EnterProbability);
        if (!_opened)
        {
            _run = InSpeech ? _run + 1 : 0;
            if (_run < _open)
                return EndpointDecision.None;
            (_opened, SpeechFrames, SilenceFrames) = (true, _run, 0);
            return EndpointDecision.Opened;
        }
        if (InSpeech)
        {
            SpeechFrames++;
            SilenceFrames = 0;
            if (!_confirmed && SpeechFrames >= _confirm)
            {
                _confirmed = true;
                return EndpointDecision.Confirmed;
            }
            if (!_paused)
                return EndpointDecision.None;
            _paused = false;
            return EndpointDecision.Resumed;
        }
        SilenceFrames++;
        if (SilenceFrames >= _close)
        {
            var decision = _confirmed ? EndpointDecision.Closed : EndpointDecision.Discarded;
            Restart();
            return decision;
        }
        if (_paused || !_confirmed || SilenceFrames != _pause)
            return EndpointDecision.None;
        _paused = true;
        return EndpointDecision.Pause;
    }

    /// <summary>Goes on with the same speech as a new utterance: what was cut off is over, nothing is silent yet.</summary>
    public void ContinueAfterCut(int speechFrames)
    {
        SpeechFrames = speechFrames;
        _confirmed = speechFrames >= _confirm;
        _paused = false;
    }

    /// <summary>Forgets the current utterance.</summary>
    public void Restart() => (_opened, _confirmed, _paused, _run, SpeechFrames, SilenceFrames) = (false, false, false, 0, 0, 0);
}
