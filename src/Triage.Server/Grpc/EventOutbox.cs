using Triage.Core.Calls;

namespace Triage.Server.Grpc;

/// <summary>
/// Bounded queue of events between a call and one reader. For a reader that lags, a newer partial replaces the queued one of its
/// channel, and a final the partial of its utterance; everything else is kept in order, or refused when there is no room.
/// </summary>
/// <param name="capacity">Most events waiting.</param>
/// <param name="supersede">False: partials are kept as well (recordings).</param>
internal sealed class EventOutbox(int capacity, bool supersede)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<CallEvent> _waiting = new();
    private readonly Dictionary<CallChannel, LinkedListNode<CallEvent>> _partials = [];
    private TaskCompletionSource _changed = NewSignal();
    private bool _completed;

    public int Count
    {
        get
        {
            lock (_gate)
                return _waiting.Count;
        }
    }

    /// <summary>Queues an event; false when there is no room for it.</summary>
    public bool TryAdd(CallEvent happened)
    {
        lock (_gate)
        {
            if (supersede)
                DropSuperseded(happened);
            if (_waiting.Count >= capacity)
                return false;
            var node = _waiting.AddLast(happened);
            if (supersede && happened is PartialTranscript partial)
                _partials[partial.Channel] = node;
            Signal();
            return true;
        }
    }

    /// <summary>Nothing more will come; what waits is still taken.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _completed = true;
            Signal();
        }
    }

    /// <summary>The oldest event, or null when nothing more will come.</summary>
    public async ValueTask<CallEvent?> TakeAsync(CancellationToken ct)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_waiting.First is { } node)
                {
                    Remove(node);
                    Signal();
                    return node.Value;
                }
                if (_completed)
                    return null;
                changed = _changed.Task;
            }
            await changed.WaitAsync(ct);
        }
    }

    /// <summary>Completes when less than half of the room is taken.</summary>
    public async ValueTask WaitForRoomAsync(CancellationToken ct)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_waiting.Count < Math.Max(1, capacity / 2) || _completed)
                    return;
                changed = _changed.Task;
            }
            await changed.WaitAsync(ct);
        }
    }

    private void DropSuperseded(CallEvent newer)
    {
        var (speaker, utterance) = newer switch
        {
            PartialTranscript p => (p.Channel, p.Utterance),
            FinalTranscript f => (f.Channel, f.Utterance),
            _ => ((CallChannel?)null, 0),
        };
        if (speaker is { } channel && _partials.TryGetValue(channel, out var older) && ((PartialTranscript)older.Value).Utterance <= utterance)
            Remove(older);
    }

    private void Remove(LinkedListNode<CallEvent> node)
    {
        _waiting.Remove(node);
        if (node.Value is PartialTranscript partial && _partials.TryGetValue(partial.Channel, out var known) && known == node)
            _partials.Remove(partial.Channel);
    }

    private void Signal()
    {
        var signal = _changed;
        _changed = NewSignal();
        signal.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
