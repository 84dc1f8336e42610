using System.Runtime.CompilerServices;
using Triage.Core.Calls;

namespace Triage.Server.Tests;

/// <summary>A desk whose calls say what a test makes them say.</summary>
internal sealed class ScriptedDesk : ICallDesk
{
    private readonly Lock _gate = new();
    private readonly List<ScriptedCall> _calls = [];
    private bool _stopping;

    public bool IsReady => NotReadyReason is null;

    public string? NotReadyReason { get; set; }

    /// <summary>Answers every opening instead of a call.</summary>
    public CallOpening.Refused? Refusal { get; set; }

    public Func<CancellationToken, Task> WarmUp { get; set; } = _ => Task.CompletedTask;

    /// <summary>Prepares a new call before its source gets it.</summary>
    public Action<ScriptedCall> Prepare { get; set; } = _ => { };

    public Task WarmUpAsync(CancellationToken ct) => WarmUp(ct);

    public ScriptedCall Call(string id) => Held(id) ?? throw new InvalidOperationException($"the desk holds no {id}");

    public CallOpening TryOpen(CallSetup setup, bool resume)
    {
        if (Refusal is not null)
            return Refusal;
        if (_stopping || !IsReady)
            return new CallOpening.Refused(RefusalReason.NotReady, NotReadyReason ?? "the appliance is stopping");
        lock (_gate)
        {
            var held = _calls.Find(c => c.Setup.CallId == setup.CallId);
            if (resume)
                return held is { State: CallState.Detached or CallState.Running }
                    ? new CallOpening.Opened(held.Attach(), held.HeardS)
                    : new CallOpening.Refused(RefusalReason.UnknownCall, "no such call is held");
            if (held is not null)
                return new CallOpening.Refused(RefusalReason.AlreadyOpen, "a call with this id is held");
            var call = new ScriptedCall(setup);
            Prepare(call);
            _calls.Add(call);
            return new CallOpening.Opened(call.Attach(), 0);
        }
    }

    public IReadOnlyList<CallSummary> List()
    {
        lock (_gate)
            return [.. _calls.Select(c => c.Summary)];
    }

    public CallSummary? Find(string callId) => Held(callId)?.Summary;

    public IAsyncEnumerable<CallEvent> WatchAsync(string callId, long afterSequence, CancellationToken ct) =>
        (Held(callId) ?? throw new UnknownCallException(callId)).WatchAsync(afterSequence, ct);

    public DecisionOutcome RecordDecision(string callId, Decision decision) => Held(callId) switch
    {
        null => new DecisionOutcome.UnknownCall(),
        _ when decision.SuggestionSequence == 999 => new DecisionOutcome.Invalid("suggestion_sequence", "is no suggestion of this call"),
        var call => new DecisionOutcome.Recorded(call.Emit(new DecisionRecorded(call.HeardS, decision, call.State == CallState.Ended))),
    };

    public async Task StopAsync(CancellationToken ct)
    {
        _stopping = true;
        ScriptedCall[] calls;
        lock (_gate)
            calls = [.. _calls];
        await Task.WhenAll(calls.Select(c => c.CompleteAsync(EndReason.Shutdown, ct)));
    }

    private ScriptedCall? Held(string id)
    {
        lock (_gate)
            return _calls.Find(c => c.Setup.CallId == id);
    }
}

/// <summary>A source's hold on a scripted call.</summary>
internal sealed class ScriptedSession(ScriptedCall call) : ICallSession
{
    private readonly TaskCompletionSource _takenOver = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string CallId => call.CallId;

    public Task TakenOver => _takenOver.Task;

    public void Supersede() => _takenOver.TrySetResult();

    public ValueTask WriteAsync(double startS, ReadOnlyMemory<byte> audio, CancellationToken ct) => call.WriteAsync(startS, audio);

    public ValueTask FlushAsync(long id, CancellationToken ct) => call.FlushAsync(id);

    public Task CompleteAsync(EndReason reason, CancellationToken ct) => call.CompleteAsync(reason, ct);

    public void Detach() => call.Detach(this);

    public ValueTask DisposeAsync()
    {
        Detach();
        return ValueTask.CompletedTask;
    }
}

/// <summary>A call that records what its source does and emits what the test says.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "The session is a handle of its source.")]
internal sealed class ScriptedCall(CallSetup setup)
{
    private readonly Lock _gate = new();
    private readonly List<CallEvent> _events = [];
    private readonly TaskCompletionSource _detached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task? _end;
    private ScriptedSession? _session;

    public CallSetup Setup { get; } = setup;

    public string CallId => Setup.CallId;

    public CallState State { get; private set; } = CallState.Running;

    public EndReason? Reason { get; private set; }

    public double HeardS { get; private set; }

    public List<(double StartS, int Bytes)> Writes { get; } = [];

    /// <summary>What a chunk makes the call say.</summary>
    public Func<double, IEnumerable<CallEvent>> OnAudio { get; set; } = _ => [];

    /// <summary>The end waits for it.</summary>
    public Task MayEnd { get; set; } = Task.CompletedTask;

    public Task Detached => _detached.Task;

    public CallSummary Summary
    {
        get
        {
            lock (_gate)
                return new(CallId, Setup.Channels, State, DateTimeOffset.UnixEpoch, HeardS, _events.Count,
                    _events.OfType<SuggestionMade>().LastOrDefault()?.Suggestion);
        }
    }

    public ScriptedSession Attach()
    {
        lock (_gate)
        {
            State = CallState.Running;
            _session?.Supersede();
            return _session = new ScriptedSession(this);
        }
    }

    public long Emit(CallEvent happened)
    {
        lock (_gate)
        {
            _events.Add(happened with { Sequence = _events.Count + 1 });
            Signal();
            return _events.Count;
        }
    }

    public async IAsyncEnumerable<CallEvent> WatchAsync(long after, [EnumeratorCancellation] CancellationToken ct)
    {
        for (var next = (int)after; ; next++)
        {
            CallEvent? found;
            while (true)
            {
                Task changed;
                lock (_gate)
                {
                    found = next < _events.Count ? _events[next] : null;
                    changed = _changed.Task;
                    if (found is null && _events.Exists(e => e is CallEnded))
                        yield break;
                }
                if (found is not null)
                    break;
                await changed.WaitAsync(ct);
            }
            yield return found;
        }
    }

    public ValueTask WriteAsync(double startS, ReadOnlyMemory<byte> audio)
    {
        if (State != CallState.Running)
            throw new InvalidOperationException("the call takes no more audio");
        lock (_gate)
            Writes.Add((startS, audio.Length));
        HeardS = startS + (double)(audio.Length / Setup.BytesPerFrame) / Setup.SampleRateHz;
        foreach (var happened in OnAudio(HeardS))
            Emit(happened);
        return ValueTask.CompletedTask;
    }

    public ValueTask FlushAsync(long id)
    {
        Emit(new Flushed(id));
        return ValueTask.CompletedTask;
    }

    public Task CompleteAsync(EndReason reason, CancellationToken ct)
    {
        lock (_gate)
            return (_end ??= EndAsync(reason)).WaitAsync(ct);
    }

    public void Detach(ScriptedSession session)
    {
        lock (_gate)
        {
            if (session != _session || _end is not null || State != CallState.Running)
                return;
            State = CallState.Detached;
        }
        _detached.TrySetResult();
    }

    private async Task EndAsync(EndReason reason)
    {
        State = CallState.Ending;
        Reason = reason;
        await MayEnd;
        State = CallState.Ended;
        Emit(new CallEnded(reason, HeardS, 0));
    }

    private void Signal()
    {
        var signal = _changed;
        _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        signal.SetResult();
    }
}
