namespace Triage.Core.Speech;

/// <summary>
/// The large memory of channels whose calls have ended, for the channels of the next calls: 2 MB a channel and 3 MB an utterance,
/// which would otherwise be new and then garbage with every call. Nothing can be read from what comes out. Thread-safe; bounded.
/// </summary>
public sealed class ListeningPool
{
    // What eight calls of two channels use, some 100 MB; what more calls need goes when they end.
    private const int Rings = 16, Utterances = 24;

    private readonly Lock _gate = new();
    private readonly Stack<AudioRing> _rings = new(Rings);
    private readonly Stack<Utterance> _utterances = new(Utterances);

    /// <summary>Rings and utterances that wait for a call.</summary>
    public (int Rings, int Utterances) Held
    {
        get
        {
            lock (_gate)
                return (_rings.Count, _utterances.Count);
        }
    }

    internal AudioRing TakeRing(int capacity)
    {
        lock (_gate)
            if (_rings.TryPeek(out var ring) && ring.Capacity == capacity)
                return _rings.Pop();
        return new AudioRing(capacity);
    }

    internal Utterance TakeUtterance(int melBins, SpeechVocabulary vocabulary)
    {
        lock (_gate)
            if (_utterances.TryPeek(out var utterance) && utterance.MelBins == melBins)
                return _utterances.Pop();
        return new Utterance(melBins, vocabulary);
    }

    /// <summary>Takes a channel's memory back; what there is no room for is left to the collector.</summary>
    internal void Return(AudioRing ring, IEnumerable<Utterance> utterances, SpeechVocabulary vocabulary)
    {
        ring.Clear();
        lock (_gate)
            if (_rings.Count < Rings)
                _rings.Push(ring);
        foreach (var utterance in utterances)
        {
            utterance.Clear(vocabulary);
            lock (_gate)
                if (_utterances.Count < Utterances)
                    _utterances.Push(utterance);
        }
    }
}
