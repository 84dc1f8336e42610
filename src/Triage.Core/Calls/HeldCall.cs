using Triage.Core.Telemetry;
using Triage.Core.Trial;

namespace Triage.Core.Calls;

/// <summary>
/// A call on the desk: its setup, its events, its loop while it runs, and whether its source is there. State changes under its own
/// lock; the loop is never waited for inside it. Of a call that has ended the events are left: its loop holds 5 MB a channel.
/// </summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "The session is a handle of its source; the timer ends with the call.")]
internal sealed class HeldCall
{
    private readonly object _gate = new();
    private readonly TimeProvider _clock;
    private readonly TimeSpan _resume;
    private readonly Action<string, Exception>? _onFault;
    private readonly long _opened;
    private volatile CallPipeline? _pipeline;
    private double _heardInAllS;
    private ITimer? _resumeTimer;
    private CallSession? _session;
    private bool _ending;
    private readonly ApplianceMetrics _metrics;

    /// <param name="evidence">Opened for this call; null: nothing decides what humans see.</param>
    /// <param name="standing">Its answer to the opening.</param>
    public HeldCall(
        CallSetup setup, CallResources appliance, IReadOnlyList<ICallEventSink> sinks, Action<string, Exception>? onFault,
        DateTimeOffset startedAt, IEvidenceLog? evidence, DisplayRule standing)
    {
        (Setup, _clock, _resume, _onFault, _metrics) = (setup, appliance.Clock, appliance.Budgets.Resume, onFault, appliance.Metrics);
        History = new CallHistory(setup.CallId, sinks, _clock, evidence, standing);
        StartedAt = startedAt;
        _opened = _clock.GetTimestamp();
        var pipeline = new CallPipeline(setup, appliance, appliance.Triage.Open(), Append, Report);
        _pipeline = pipeline;
        Completion = EndNamedAsync(pipeline);
    }

    public CallSetup Setup { get; }

    public CallHistory History { get; }

    public DateTimeOffset StartedAt { get; }

    /// <summary>Since it was opened, whatever the wall clock did.</summary>
    public TimeSpan Age => _clock.GetElapsedTime(_opened);

    /// <summary>Wall time of its end, once it has ended.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>The fault that ended it, if one did.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>Completes when the call has ended; never fails.</summary>
    public Task Completion { get; }

    public double HeardS => _pipeline is { } running ? running.HeardS : _heardInAllS;

    /// <summary>How the channels sound; empty while no source sends anything.</summary>
    public IReadOnlyList<ChannelAudio> Audio => State == CallState.Running && _pipeline is { Stalled: false } running ? running.Audio : [];

    public CallState State
    {
        get
        {
            lock (_gate)
                return EndedAt is not null ? CallState.Ended : _ending ? CallState.Ending : _session is null ? CallState.Detached : CallState.Running;
        }
    }

    /// <summary>
    /// It takes a place of the appliance's capacity. One whose source has left does not, until it comes back; nor one whose live
    /// source sends nothing: long before a dead connection is known to be dead, this frees its place.
    /// </summary>
    public bool TakesPlace => State switch
    {
        CallState.Running => _pipeline is { Stalled: false },
        CallState.Ending => true,
        _ => false,
    };

    /// <summary>
    /// Gives the call to a source; null when it is over. A source that comes back takes over from the connection that still has the
    /// call: it knows that its old connection is dead long before the network says so.
    /// </summary>
    public CallSession? Attach(bool resumed)
    {
        lock (_gate)
        {
            if (_ending || _pipeline is not { } pipeline || (_session is not null && !resumed))
                return null;
            _metrics.CallOpened(!resumed ? Opening.New : _session is null ? Opening.Resumed : Opening.TakenOver);
            _session?.Supersede();
            _resumeTimer?.Dispose();
            _resumeTimer = null;
            if (resumed)
                pipeline.ExpectOverlap();
            return _session = new CallSession(this, pipeline);
        }
    }

    /// <summary>The source is gone; it may come back for a while.</summary>
    public void Detach(CallSession session)
    {
        lock (_gate)
        {
            if (_session != session || _ending)
                return;
            _session = null;
            _resumeTimer = _clock.CreateTimer(_ => Complete(EndReason.Disconnected), null, _resume, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Its source says that the call is over; a source that has left has no say any more.</summary>
    /// <exception cref="InvalidOperationException">The session was detached before.</exception>
    public void Complete(CallSession session, EndReason reason)
    {
        lock (_gate)
            if (_session != session && !_ending)
                throw new InvalidOperationException("the source has left this call");
        Complete(reason);
    }

    /// <summary>No more audio; the first reason stays.</summary>
    public void Complete(EndReason reason)
    {
        lock (_gate)
        {
            _ending = true;
            _resumeTimer?.Dispose();
        }
        _pipeline?.Complete(reason);
    }

    private void Append(CallEvent happened)
    {
        // Counted first: whoever has seen the event finds it counted.
        var live = Setup.Pacing == CallPacing.Live;
        switch (happened)
        {
            case PartialTranscript partial:
                _metrics.PartialEmitted(live ? partial.LagMs : null);
                break;
            case FinalTranscript final:
                _metrics.FinalEmitted(live ? final.Latency : null);
                break;
            case SuggestionMade suggestion:
                _metrics.SuggestionEmitted(live ? suggestion.AssessmentMs : null);
                break;
            case AudioGap gap:
                _metrics.GapAnnounced(gap.Channel, gap.Reason);
                break;
            case CallEnded ended:
                _metrics.CallEnded(ended.Reason);
                Ended();
                break;
        }
        History.Append(happened);
    }

    /// <summary>Before its last event is told: whoever has seen it finds the call ended.</summary>
    private void Ended()
    {
        lock (_gate)
        {
            _ending = true;
            EndedAt ??= _clock.GetUtcNow();
        }
    }

    private void Report(Exception fault) => _onFault?.Invoke(Setup.CallId, fault);

    private async Task EndNamedAsync(CallPipeline pipeline)
    {
        try
        {
            await pipeline.Completion.ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever broke this call's loop must end this call by name and no other.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Fault = fault;
            Report(fault);
            Append(new Degraded("call", "L'appareil a perdu cet appel : analyse indisponible.", true));
            Append(new CallEnded(EndReason.Failed, pipeline.HeardS, pipeline.LostS));
        }
        await History.Answered.ConfigureAwait(false);
        if (History.SinkFault is { } sinkFault)
            Report(sinkFault);
        lock (_gate)
        {
            _heardInAllS = pipeline.HeardS;
            (_pipeline, _session) = (null, null);
        }
    }
}
