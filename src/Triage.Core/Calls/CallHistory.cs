using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Triage.Core.Calls;

/// <summary>
/// The events of one call: numbered, kept, and handed to whoever watches. Partials are forgotten once their final is there, so
/// memory grows with what was said, not with time. Written by the call's loop, read from any thread.
/// </summary>
internal sealed class CallHistory(string callId, IReadOnlyList<ICallEventSink> sinks)
{
    /// <summary>Events a watcher may be behind before it is told to come back: minutes of a lively call.</summary>
    private const int WatcherCapacity = 1024;

    private readonly object _gate = new();
    private readonly List<CallEvent> _events = [];
    private readonly List<Watcher> _watchers = [];
    private long _sequence, _bytes;
    private ICallEventSink[] _sinks = [.. sinks];
    private bool _ended;

    public long LastSequence
    {
        get
        {
            lock (_gate)
                return _sequence;
        }
    }

    public bool Ended
    {
        get
        {
            lock (_gate)
                return _ended;
        }
    }

    /// <summary>Memory that its events hold, estimated.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
                return _bytes;
        }
    }

    /// <summary>The newest suggestion, or null.</summary>
    public SuggestionMade? Latest { get; private set; }

    /// <summary>What a sink threw, if one did: it gets no more of this call, and the call goes on.</summary>
    public Exception? SinkFault { get; private set; }

    /// <summary>Numbers a new event, keeps it and passes it on. Nothing follows <see cref="CallEnded"/> but late decisions.</summary>
    public long Append(CallEvent numbered)
    {
        lock (_gate)
        {
            numbered.Number(++_sequence);
            if (numbered is FinalTranscript final)
                ForgetPartialsOf(final);
            if (numbered is SuggestionMade suggestion)
                Latest = suggestion;
            _events.Add(numbered);
            _bytes += EventSize.Of(numbered);
            if (!_ended)
                foreach (var watcher in _watchers)
                    watcher.Offer(numbered);
            _ended |= numbered is CallEnded;
            if (_ended)
                foreach (var watcher in _watchers)
                    watcher.Complete();
            Publish(numbered);
            return numbered.Sequence;
        }
    }

    /// <summary>True when the sequence is that of a suggestion of this call.</summary>
    public bool HoldsSuggestion(long sequence)
    {
        lock (_gate)
            return _events.Exists(e => e.Sequence == sequence && e is SuggestionMade);
    }

    private void ForgetPartialsOf(FinalTranscript final)
    {
        for (var i = _events.Count - 1; i >= 0; i--)
            if (_events[i] is PartialTranscript p && p.Channel == final.Channel && p.Utterance == final.Utterance)
            {
                _bytes -= EventSize.Of(p);
                _events.RemoveAt(i);
            }
    }

    private void Publish(CallEvent numbered)
    {
        foreach (var sink in _sinks)
            try
            {
                sink.Publish(callId, numbered);
            }
#pragma warning disable CA1031 // A full disk behind one sink must not take the call from the people who listen to it.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                _sinks = [.. _sinks.Where(s => s != sink)];
                SinkFault ??= fault;
                if (!_ended)
                    Append(new Degraded("sink", "Un destinataire des événements de cet appel a échoué ; l'appel continue sans lui.", true));
            }
    }

    public async IAsyncEnumerable<CallEvent> WatchAsync(long afterSequence, [EnumeratorCancellation] CancellationToken ct)
    {
        var watcher = new Watcher(afterSequence);
        CallEvent[] past;
        bool over;
        lock (_gate)
        {
            past = [.. _events.Where(e => e.Sequence > afterSequence)];
            over = _ended;
            if (!over)
                _watchers.Add(watcher);
        }
        try
        {
            foreach (var callEvent in past)
            {
                ct.ThrowIfCancellationRequested();
                yield return callEvent;
                watcher.Delivered = callEvent.Sequence;
            }
            if (over)
                yield break;
            await foreach (var callEvent in watcher.Queue.Reader.ReadAllAsync(ct).ConfigureAwait(false))
            {
                yield return callEvent;
                watcher.Delivered = callEvent.Sequence;
            }
            if (watcher.TooSlow)
                throw new WatcherTooSlowException(watcher.Delivered);
        }
        finally
        {
            lock (_gate)
                _watchers.Remove(watcher);
        }
    }

    private sealed class Watcher(long afterSequence)
    {
        public Channel<CallEvent> Queue { get; } = Channel.CreateBounded<CallEvent>(new BoundedChannelOptions(WatcherCapacity) { SingleReader = true });

        public long Delivered { get; set; } = afterSequence;

        public bool TooSlow { get; private set; }

        public void Offer(CallEvent callEvent)
        {
            if (TooSlow || Queue.Writer.TryWrite(callEvent))
                return;
            TooSlow = true;
            Complete();
        }

        public void Complete() => Queue.Writer.TryComplete();
    }
}
