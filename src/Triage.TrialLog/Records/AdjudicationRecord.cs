using Triage.Core.Assessment;

namespace Triage.TrialLog.Records;

/// <summary>A judgement of the reference standard: one adjudicator, one call.</summary>
/// <param name="VitalEmergency">Whether it was a vital emergency, with all that is known afterwards.</param>
/// <param name="Source">What the judgement rests on: <c>recording</c>, <c>smur_summary</c>, <c>hospital_record</c>.</param>
/// <param name="Consensus">The agreed judgement after two differed; it stands above the two.</param>
public sealed record AdjudicationRecord(
    string CallKey, string AdjudicatorKey, bool VitalEmergency, Priority? Priority, string? Motive, string Source, bool Consensus, DateTimeOffset At);
