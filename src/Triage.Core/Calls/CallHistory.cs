using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Triage.Core.Trial;

namespace Triage.Core.Calls;

/// <summary>
/// The events of one call: numbered, kept, given to the sinks, and handed to whoever watches as far as <see cref="DisplayGate"/> lets
/// them pass. Partials are forgotten once their final is there, so memory grows with what was said, not with time. Written by the
/// call's loop, read from any thread.
/// </summary>
/// <param name="evidence">Decides what humans see; null: everything. It is told of events as one of the sinks.</param>
/// <param name="standing">Its answer when the call was opened.</param>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "The timer ends with the call.")]
internal sealed class CallHistory(
    string callId, IReadOnlyList<ICallEventSink> sinks, TimeProvider clock, IEvidenceLog? evidence = null, DisplayRule standing = DisplayRule.Shown)
{
    /// <summary>Events a watcher may be behind before it is told to come back: minutes of a lively call.</summary>
    private const int WatcherCapacity = 1024;

    private readonly object _gate = new();
    private readonly List<CallEvent> _events = [];
    private readonly List<Watcher> _watchers = [];
    private long _sequence, _bytes;
    private readonly DisplayGate _display = new(standing);
    private ICallEventSink[] _sinks = [.. sinks];
    private Task _answers = Task.CompletedTask;
    private ITimer? _judgementLimit;
    private bool _ended, _endPassed, _passing;

    public long LastSequence
    {
        get
        {
            lock (_gate)
                return _sequence;
        }
    }

    /// <summary>What humans are shown of the suggestions, as a list shows it.</summary>
    public (SuggestionMade? Latest, bool Withheld, bool JudgementAwaited) Shown
    {
        get
        {
            lock (_gate)
                return (_display.Latest, _display.Withholds, _display.Held is not null);
        }
    }

    /// <summary>Watchers have seen the end.</summary>
    public bool EndPassed
    {
        get
        {
            lock (_gate)
                return _endPassed;
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

    /// <summary>Completes when every suggestion so far has its answer; never fails.</summary>
    public Task Answered
    {
        get
        {
            lock (_gate)
                return _answers;
        }
    }

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
            _events.Add(numbered);
            _display.Add(numbered);
            _bytes += EventSize.Of(numbered);
            _ended |= numbered is CallEnded;
            if (numbered is SuggestionMade suggestion)
                Ask(suggestion);
            PassOn();
            if (numbered is CallEnded)
                _judgementLimit?.Dispose();
            if (numbered is DecisionRecorded { Decision.BeforeDisplay: true })
                Disclose();
            return numbered.Sequence;
        }
    }

    /// <summary>
    /// The sequence under which a decision about a suggestion is recorded: 0 for one that nobody was shown; null when it is that of no
    /// suggestion.
    /// </summary>
    public long? DecidedSequence(long sequence)
    {
        lock (_gate)
            return _events.Find(e => e.Sequence == sequence) is not SuggestionMade suggestion ? null
                : suggestion.Shown && sequence <= _display.PassedUpTo ? sequence : 0;
    }

    private void Ask(SuggestionMade suggestion)
    {
        if (evidence is null || suggestion.FirstMadeAs is not null)
        {
            _display.Answer(suggestion.Sequence, DisplayRule.Shown);
            return;
        }
        var hearing = HearAsync(evidence, suggestion);
        if (!hearing.IsCompleted)
            _answers = Task.WhenAll(_answers, hearing);
    }

    private async Task HearAsync(IEvidenceLog log, SuggestionMade suggestion)
    {
        DisplayRule rule;
        try
        {
            rule = await log.ShowsAsync(callId, suggestion).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // What cannot be decided is shown to nobody; the call goes on.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            rule = DisplayRule.Withheld;
            SinkFault ??= fault;
        }
        lock (_gate)
        {
            _display.Answer(suggestion.Sequence, rule);
            PassOn();
        }
    }

    /// <summary>Gives sinks and watchers what has its answer. A sink that fails adds an event: it follows in the same round.</summary>
    private void PassOn()
    {
        if (_passing)
            return;
        _passing = true;
        while (_display.TryPass(out var passed, out var shown))
        {
            Publish(passed);
            if (!shown || _endPassed)
                continue;
            foreach (var watcher in _watchers)
                watcher.Offer(passed);
            if (passed is CallEnded)
            {
                _endPassed = true;
                foreach (var watcher in _watchers)
                    watcher.Complete();
            }
        }
        _passing = false;
        if (_display.Held is not null && !_ended)
            _judgementLimit ??= clock.CreateTimer(_ => Disclose(), null, evidence!.JudgementLimit, Timeout.InfiniteTimeSpan);
    }

    /// <summary>What waited for a judgement is shown now: as a new event, since those after it have long been seen.</summary>
    private void Disclose()
    {
        lock (_gate)
            if (_display.Judge() is { } held && !_ended)
                Append(held.Disclosed());
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
            past = [.. _events.Where(e => e.Sequence > afterSequence && e.Sequence <= _display.PassedUpTo && e is not SuggestionMade { Shown: false })];
            over = _endPassed;
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
