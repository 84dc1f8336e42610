using System.Collections.Concurrent;
using Triage.Core.Assessment;
using Triage.Core.Calls;
using Triage.Core.Trial;
using Triage.TrialLog.Records;

namespace Triage.TrialLog.Allocation;

/// <summary>
/// An evidence log in a trial: passes everything on to the log and says what humans see. Calls outside the protocol's dates, and all
/// once the seed is revealed, are not allocated and show nothing; nor does a unit whose allocation could not be kept. Thread-safe.
/// </summary>
public sealed class TrialGate : IEvidenceLog, IAsyncDisposable
{
    private readonly IEvidenceLog _log;
    private readonly Allocator _allocator;
    private readonly TimeProvider _clock;
    private readonly Action<string, Exception> _onFault;
    private readonly ConcurrentDictionary<string, OpenUnit> _open = new(StringComparer.Ordinal);

    /// <param name="onFault">Told of a call's id and why its unit was not allocated. Any thread.</param>
    /// <exception cref="TrialException">The journal holds no trial, or one of another seed.</exception>
    public TrialGate(IEvidenceLog log, IAllocationJournal journal, TrialSeed seed, TimeProvider clock, Action<string, Exception> onFault)
    {
        (_log, _clock, _onFault) = (log, clock, onFault);
        _allocator = new Allocator(journal, seed, clock);
    }

    public TrialProtocol Protocol => _allocator.Protocol;

    public TimeSpan JudgementLimit => Protocol.JudgementBeforeDisplay ?? TimeSpan.Zero;

    public DisplayRule OpenCall(CallSetup setup, DateTimeOffset startedAt)
    {
        var interrupted = _allocator.Interrupted(setup.CallId);
        _log.OpenCall(setup, startedAt);
        var local = TimeZoneInfo.ConvertTime(startedAt, _clock.LocalTimeZone);
        var unit = new OpenUnit(Protocol.StratumOf(setup.Attributes, local), Enrolled: !_allocator.IsOver && Protocol.Covers(DateOnly.FromDateTime(local.DateTime)));
        if (interrupted is not null)
            unit.Rule = Task.FromResult(RuleOf(_allocator.Continue(interrupted, setup.CallId)));
        else if (unit.Enrolled && Protocol.Unit == TrialUnit.Call)
            unit.Rule = Task.FromResult(Allocate(setup.CallId, unit, null));
        _open[setup.CallId] = unit;
        return unit.Rule is { } rule ? rule.GetAwaiter().GetResult() : DisplayRule.Withheld;
    }

    public ValueTask<DisplayRule> ShowsAsync(string callId, SuggestionMade suggestion)
    {
        if (!_open.TryGetValue(callId, out var unit))
            return new(DisplayRule.Withheld);
        // The call's own loop asks: the disk is waited for elsewhere, and the loop goes on.
        if (unit is { Rule: null, Enrolled: true } && IsAlert(suggestion.Suggestion))
            unit.Rule = Task.Run(() => Allocate(callId, unit, suggestion.Sequence));
        return unit.Rule is { } rule ? new(rule) : new(DisplayRule.Withheld);
    }

    public void Refuse(CallSetup setup, RefusalReason reason, string? field) => _log.Refuse(setup, reason, field);

    public void Publish(string callId, CallEvent callEvent)
    {
        _log.Publish(callId, callEvent);
        if (callEvent is CallEnded)
            _open.TryRemove(callId, out _);
    }

    public void Record(ScreenExposure exposure)
    {
        _log.Record(exposure);
        if (exposure.Kind is ExposureKind.Displayed or ExposureKind.Seen)
            _allocator.Contaminate(exposure.CallId, ContaminationCause.Displayed);
    }

    public void Record(ContentReading reading) => _log.Record(reading);

    /// <summary>Waits for allocations under way; the log is its owner's to close.</summary>
    public async ValueTask DisposeAsync() => await Task.WhenAll(_open.Values.Select(u => u.Rule).OfType<Task<DisplayRule>>()).ConfigureAwait(false);

    private static bool IsAlert(Suggestion suggestion) => suggestion is { Abstained: false, Priority.Code: Priority.P0 };

    private DisplayRule Allocate(string callId, OpenUnit unit, long? suggestionSequence)
    {
        try
        {
            return RuleOf(_allocator.Allocate(callId, unit.Stratum, suggestionSequence));
        }
#pragma warning disable CA1031 // Whatever keeps a unit from its arm, the call is heard all the same.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            _onFault(callId, fault);
            // Nothing is drawn where everything is shown: a log that fails does not take the suggestions away.
            return Protocol.Mode == TrialMode.Visible ? RuleOf(TrialArm.Visible) : DisplayRule.Withheld;
        }
    }

    private DisplayRule RuleOf(TrialArm arm) =>
        arm == TrialArm.Shadow || Protocol.Mode == TrialMode.Shadow ? DisplayRule.Withheld
        : Protocol.JudgementBeforeDisplay is null ? DisplayRule.Shown : DisplayRule.AfterJudgement;

    /// <summary>A running call.</summary>
    private sealed record OpenUnit(string Stratum, bool Enrolled)
    {
        /// <summary>Null until its unit exists.</summary>
        public Task<DisplayRule>? Rule { get; set; }
    }
}
