using System.Runtime.CompilerServices;
using Triage.Core.Assessment;
using Triage.Core.Telemetry;
using Triage.Core.Trial;

namespace Triage.Core.Calls;

/// <summary>What a desk may hold.</summary>
public sealed record CallDeskOptions
{
    /// <summary>Ended calls kept in memory for late readers; the trial log keeps what must be kept.</summary>
    public int EndedCallsHeld { get; init; } = 200;

    /// <summary>And at most this much memory of their events, estimated.</summary>
    public long EndedBytesHeld { get; init; } = 64L << 20;

    /// <summary>And at most this long: a shift. Looked at once a minute.</summary>
    public TimeSpan EndedCallsFor { get; init; } = TimeSpan.FromHours(12);

    /// <summary>Told of a call's id and of what broke its loop or one of its sinks; the place to log it. Any thread.</summary>
    public Action<string, Exception>? OnFault { get; init; }

    /// <summary>Where the desk counts openings, refusals and calls.</summary>
    public ApplianceMetrics Metrics { get; init; } = ApplianceMetrics.None;

    /// <summary>Told of every call and event, and decides which suggestions humans see; null: nothing is recorded, all are shown.</summary>
    public IEvidenceLog? Evidence { get; init; }
}

/// <summary>
/// All calls of this appliance over one set of models. Warmed before it is ready; refuses when full and leaves running calls
/// untouched.
/// </summary>
public sealed class CallDesk : ICallDesk, IAsyncDisposable
{
    private readonly object _gate = new();
    private readonly Dictionary<string, HeldCall> _calls = new(StringComparer.Ordinal);
    private readonly List<HeldCall> _order = [];
    private readonly HashSet<string> _opening = new(StringComparer.Ordinal);
    private readonly Func<CancellationToken, Task<CallResources>> _load;
    private readonly IReadOnlyList<ICallEventSink> _sinks;
    private readonly CallDeskOptions _options;
    private static readonly TimeSpan ForgetEvery = TimeSpan.FromMinutes(1);
    private CallResources? _appliance;
    private ITimer? _forgetting;
    private bool _stopping;

    /// <param name="load">Loads the models and runs each once; called by <see cref="WarmUpAsync"/>.</param>
    public CallDesk(Func<CancellationToken, Task<CallResources>> load, IReadOnlyList<ICallEventSink> sinks, CallDeskOptions options)
    {
        (_load, _options) = (load, options);
        _sinks = options.Evidence is { } evidence ? [.. sinks, evidence] : sinks;
        options.Metrics.ObserveCalls(CountOf);
    }

    public bool IsReady => NotReadyReason is null;

    public string? NotReadyReason
    {
        get
        {
            lock (_gate)
                return _stopping ? "the appliance is stopping" : _appliance is null ? "the models are being loaded" : null;
        }
    }

    public async Task WarmUpAsync(CancellationToken ct)
    {
        var appliance = await _load(ct).ConfigureAwait(false);
        lock (_gate)
        {
            _appliance = appliance;
            _forgetting = appliance.Clock.CreateTimer(_ => Forget(appliance.Clock), null, ForgetEvery, ForgetEvery);
        }
    }

    public CallOpening TryOpen(CallSetup setup, bool resume)
    {
        var opening = Decide(setup, resume);
        if (opening is not CallOpening.Refused refused)
            return opening;
        _options.Metrics.CallRefused(refused.Reason);
        if (!resume)
            _options.Evidence?.Refuse(setup, refused.Reason, refused.Field);
        return opening;
    }

    private CallOpening Decide(CallSetup setup, bool resume)
    {
        if (CallSetupRules.Check(setup) is { } fault)
            return new CallOpening.Refused(RefusalReason.InvalidSetup, fault.Message, fault.Field);
        lock (_gate)
        {
            if (NotReadyReason is { } reason)
                return new CallOpening.Refused(RefusalReason.NotReady, reason);
            if (resume)
                return Resume(setup);
            if (Refusal(setup, _appliance!) is { } refused)
                return refused;
            _opening.Add(setup.CallId);
        }
        return Open(setup, _appliance!);
    }

    public IReadOnlyList<CallSummary> List()
    {
        lock (_gate)
            return [.. _order.Select(Summary)];
    }

    public CallSummary? Find(string callId)
    {
        lock (_gate)
            return _calls.TryGetValue(callId, out var call) ? Summary(call) : null;
    }

    public async IAsyncEnumerable<CallEvent> WatchAsync(string callId, long afterSequence, [EnumeratorCancellation] CancellationToken ct)
    {
        HeldCall? call;
        lock (_gate)
            if (!_calls.TryGetValue(callId, out call))
                throw new UnknownCallException(callId);
        await foreach (var callEvent in call.History.WatchAsync(afterSequence, ct).ConfigureAwait(false))
            yield return callEvent;
    }

    public DecisionOutcome RecordDecision(string callId, Decision decision)
    {
        HeldCall? call;
        lock (_gate)
            if (!_calls.TryGetValue(callId, out call))
                return new DecisionOutcome.UnknownCall();
        if (decision.SuggestionSequence != 0)
        {
            if (call.History.DecidedSequence(decision.SuggestionSequence) is not { } seen)
                return new DecisionOutcome.Invalid("suggestion_sequence", "is not the sequence of a suggestion of this call");
            decision = decision with { SuggestionSequence = seen };
        }
        if (decision.MotiveCode is { } motive && !MotiveCatalogue.TryIndexOf(motive, out _))
            return new DecisionOutcome.Invalid("motive_code", "is not a Hub Sante motive code");
        return new DecisionOutcome.Recorded(call.History.Append(new DecisionRecorded(call.HeardS, decision)));
    }

    public async Task StopAsync(CancellationToken ct)
    {
        HeldCall[] running;
        lock (_gate)
        {
            _stopping = true;
            running = [.. _order.Where(c => c.EndedAt is null)];
        }
        foreach (var call in running)
            call.Complete(EndReason.Shutdown);
        await Task.WhenAll(running.Select(c => c.Completion)).WaitAsync(ct).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None).ConfigureAwait(false);
        if (_forgetting is { } forgetting)
            await forgetting.DisposeAsync().ConfigureAwait(false);
        _appliance?.Owner?.Dispose();
    }

    /// <summary>Opens a call whose place is kept. The log is told outside the lock: a trial waits for a disk here, and nobody else has to.</summary>
    private CallOpening Open(CallSetup setup, CallResources appliance)
    {
        var startedAt = appliance.Clock.GetUtcNow();
        var standing = OpenEvidence(setup, startedAt);
        lock (_gate)
        {
            _opening.Remove(setup.CallId);
            if (_stopping)
            {
                CloseEvidence(setup.CallId); // opened there already
                return new CallOpening.Refused(RefusalReason.NotReady, "the appliance is stopping");
            }
            Forget(appliance.Clock);
            var call = new HeldCall(setup, appliance, _sinks, _options.OnFault, startedAt, _options.Evidence, standing);
            _calls.Add(setup.CallId, call);
            _order.Add(call);
            return new CallOpening.Opened(call.Attach(resumed: false)!, 0);
        }
    }

    private DisplayRule OpenEvidence(CallSetup setup, DateTimeOffset startedAt)
    {
        try
        {
            return _options.Evidence?.OpenCall(setup, startedAt) ?? DisplayRule.Shown;
        }
#pragma warning disable CA1031 // A log that fails must not keep a call from being heard; what cannot be recorded is not shown.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            _options.OnFault?.Invoke(setup.CallId, fault);
            return DisplayRule.Withheld;
        }
    }

    /// <summary>A call that the stop overtook: the log has its end.</summary>
    private void CloseEvidence(string callId)
    {
        var ended = new CallEnded(EndReason.Shutdown, 0, 0);
        ended.Number(1);
        _options.Evidence?.Publish(callId, ended);
    }

    private CallOpening.Refused? Refusal(CallSetup setup, CallResources appliance)
    {
        if (_calls.ContainsKey(setup.CallId) || _opening.Contains(setup.CallId))
            return new(RefusalReason.AlreadyOpen, "a call with this id is running or has ended here; choose another id, or resume it while it runs");
        var running = _order.Where(c => c.TakesPlace).ToArray();
        var young = running.Count(c => c.Setup.Pacing == CallPacing.Live && c.Age < appliance.Admission.Settling) + _opening.Count;
        var load = appliance.Scheduler.Load;
        return Admission.Refusal(appliance.Admission, running.Length + _opening.Count, young, load.Step, load.Sample) is { } full
            ? new(RefusalReason.Full, full)
            : null;
    }

    private CallOpening Resume(CallSetup setup)
    {
        if (!_calls.TryGetValue(setup.CallId, out var call) || call.EndedAt is not null || call.History.EndPassed)
            return new CallOpening.Refused(RefusalReason.UnknownCall, "no running call of this id is held here; it may have ended");
        if (!call.Setup.Channels.SequenceEqual(setup.Channels))
            return new CallOpening.Refused(RefusalReason.InvalidSetup, "differ from those of the call to resume", "channels");
        if (call.Setup.Encoding != setup.Encoding)
            return new CallOpening.Refused(RefusalReason.InvalidSetup, "differs from that of the call to resume", "encoding");
        if (call.Setup.SampleRateHz != setup.SampleRateHz)
            return new CallOpening.Refused(RefusalReason.InvalidSetup, "differs from that of the call to resume", "sample_rate_hz");
        return call.Attach(resumed: true) is { } session
            ? new CallOpening.Opened(session, call.HeardS)
            : new CallOpening.Refused(RefusalReason.AlreadyOpen, "the call is ending");
    }

    private int CountOf(CallState state)
    {
        lock (_gate)
            return _order.Count(c => c.State == state);
    }

    /// <summary>Lets ended calls go, the oldest first, until what is left is few, small and young enough.</summary>
    private void Forget(TimeProvider clock)
    {
        lock (_gate)
        {
            var ended = _order.Where(c => c.EndedAt is not null).ToArray();
            var (count, bytes) = (ended.Length, ended.Sum(c => c.History.Bytes));
            foreach (var call in ended)
            {
                if (count <= _options.EndedCallsHeld && bytes <= _options.EndedBytesHeld && clock.GetUtcNow() - call.EndedAt < _options.EndedCallsFor)
                    continue;
                (count, bytes) = (count - 1, bytes - call.History.Bytes);
                _calls.Remove(call.Setup.CallId);
                _order.Remove(call);
            }
        }
    }

    private static CallSummary Summary(HeldCall call)
    {
        var (latest, withheld, awaited) = call.History.Shown;
        return new(call.Setup.CallId, call.Setup.Channels, call.State, call.StartedAt, call.HeardS, call.History.LastSequence, latest?.Suggestion)
        {
            SuggestionsWithheld = withheld,
            JudgementAwaited = awaited,
        };
    }
}
