using System.Text.Json;
using Triage.Core.Calls;
using Triage.Core.Trial;
using Triage.TrialLog.Log.Entries;
using Triage.TrialLog.Records;

namespace Triage.TrialLog.Log;

/// <summary>Gathers the events of one call into its dossier.</summary>
internal sealed class DossierBuilder(string call, RunningContext context)
{
    private readonly RunningVersions _versions = context.Versions;
    private readonly List<AllocationRecord> _allocations = [];
    private readonly List<SuggestionRecord> _suggestions = [];
    private readonly List<ExposureRecord> _exposures = [];
    private readonly List<DecisionRecord> _decisions = [];
    private readonly List<ClockRecord> _clocks = [];
    private readonly List<AdjudicationRecord> _adjudications = [];
    private CallOpenedEntry? _opened;
    private CallEndedEntry? _ended;
    private QualityEntry _quality = new(null, null, null, null, null, null, null);
    private DateTimeOffset? _startedAt, _endedAt;
    private string? _refusal, _origin, _callerKind, _exclusion, _contamination;

    /// <param name="quotes">Words of a suggestion's findings, in their order.</param>
    public void Add(LogEntry entry, DateTimeOffset at, IReadOnlyList<IReadOnlyList<string>>? quotes)
    {
        switch (entry)
        {
            case CallOpenedEntry opened:
                (_opened, _startedAt, _origin, _callerKind) = (opened, opened.StartedAt.ToOffset(at.Offset), opened.Origin, opened.CallerKind);
                break;
            case CallRefusedEntry refused:
                (_refusal, _startedAt, _endedAt, _origin, _callerKind) = ("refused", at, at, refused.Origin, refused.CallerKind);
                break;
            case CallEndedEntry ended:
                (_ended, _endedAt) = (ended, at);
                if (ended.Reason == EndReason.Completed)
                    _clocks.Add(new(call, CallClock.HangUp, at, CallAttributes.Appliance));
                break;
            case QualityEntry q:
                _quality = new(
                    q.SignalToNoiseDb ?? _quality.SignalToNoiseDb, q.ClippedShare ?? _quality.ClippedShare, q.OverlapShare ?? _quality.OverlapShare,
                    q.Language ?? _quality.Language, q.Confidence ?? _quality.Confidence, q.FinalLatencyP95Ms ?? _quality.FinalLatencyP95Ms, q.Rule ?? _quality.Rule);
                break;
            case AllocatedEntry a:
                _allocations.Add(new(call, a.ProtocolVersion, a.Stratum, a.Unit, a.SuggestionSequence, a.Block, a.Arm, at));
                break;
            case SuggestionEntry s:
                _suggestions.Add(Suggestion(s, at, quotes));
                break;
            case ExposureEntry e:
                _exposures.Add(new(call, e.Suggestion, e.Kind, e.Screen, e.ViewerKey, e.At.ToOffset(at.Offset), e.MonotonicS));
                break;
            case DecisionEntry d:
                _decisions.Add(new(call, d.Sequence, d.Suggestion, at, d.AtS, d.Action, d.Role, d.DeciderKey, d.Priority, d.CareLevel, d.Motive, d.Reason, d.Late, d.BeforeDisplay));
                if (d.Role == DeciderRole.RegulatingDoctor)
                    _clocks.Add(new(call, CallClock.DoctorDecision, at, CallAttributes.Appliance));
                break;
            case ClockEntry c:
                _clocks.Add(new(call, c.Clock, c.Source == CallAttributes.Appliance ? c.At.ToOffset(at.Offset) : c.At, c.Source));
                break;
            case AdjudicationEntry j:
                _adjudications.Add(new(call, j.AdjudicatorKey, j.VitalEmergency, j.Priority, j.Motive, j.Source, j.Consensus, j.At));
                break;
            case ExcludedEntry excluded:
                _exclusion = excluded.Reason;
                break;
            case ContaminatedEntry contaminated:
                _contamination = contaminated.How;
                break;
        }
    }

    public CallDossier Build()
    {
        var unit = _allocations.FirstOrDefault(a => a.SuggestionSequence is null);
        var inTrial = unit is not null || context.Protocol is not null;
        var record = new CallRecord(
            call, context.Site, _startedAt ?? default, _endedAt, _refusal ?? (_ended is { } e ? JsonNamingPolicy.SnakeCaseLower.ConvertName(e.Reason.ToString()) : null),
            _ended?.AudioS ?? 0, _ended?.AudioLostS ?? 0, inTrial ? context.Protocol : null, unit?.ProtocolVersion ?? (inTrial ? context.ProtocolVersion : null),
            unit?.Stratum ?? _allocations.FirstOrDefault()?.Stratum, unit?.Arm,
            _opened?.OperatorKey, _opened?.OperatorRole, _opened?.OperatorExperienceYears, _callerKind, _origin, _opened?.PatientAgeYears, _opened?.PatientSex,
            _exclusion, _contamination ?? Exposed(unit),
            new InputQuality(
                _quality.SignalToNoiseDb, _quality.ClippedShare, _quality.OverlapShare, _quality.Language, _quality.Confidence, _quality.FinalLatencyP95Ms, _quality.Rule),
            _versions);
        return new(record, _allocations, _suggestions, _exposures, _decisions, _clocks, _adjudications);
    }

    /// <summary>A unit of the shadow arm that a screen showed all the same, as the log itself tells.</summary>
    private string? Exposed(AllocationRecord? unit)
    {
        bool Shadow(long suggestion) =>
            unit is { Arm: TrialArm.Shadow } || _allocations.Exists(a => a.SuggestionSequence == suggestion && a.Arm == TrialArm.Shadow);
        return _exposures.Exists(e => e.Kind is ExposureKind.Displayed or ExposureKind.Seen && Shadow(e.SuggestionSequence)) ? "displayed_in_shadow" : null;
    }

    private SuggestionRecord Suggestion(SuggestionEntry s, DateTimeOffset at, IReadOnlyList<IReadOnlyList<string>>? quotes) => new(
        call, s.Sequence, s.AtS, at, s.Priority, s.Probability, s.Distribution, s.CareLevel, s.Motive, s.MotiveProbability, s.Abstention, s.Alert, s.Shown,
        s.Model, s.LatencyMs, [.. s.Findings.Select((f, i) => new FindingRecord(
            f.Code, f.Status, f.Probability, f.Evidence.Count == 0 ? 0 : f.Evidence.Min(e => e.StartS), f.Evidence.Count == 0 ? 0 : f.Evidence.Max(e => e.EndS),
            quotes is not null && i < quotes.Count ? string.Join(" … ", quotes[i]) : null))]);
}
