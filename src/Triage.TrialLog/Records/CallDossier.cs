namespace Triage.TrialLog.Records;

/// <summary>Everything the evaluation record holds of one call: the unit in which exports and reports read it.</summary>
public sealed record CallDossier(
    CallRecord Call, IReadOnlyList<AllocationRecord> Allocations, IReadOnlyList<SuggestionRecord> Suggestions, IReadOnlyList<ExposureRecord> Exposures,
    IReadOnlyList<DecisionRecord> Decisions, IReadOnlyList<ClockRecord> Clocks, IReadOnlyList<AdjudicationRecord> Adjudications);
