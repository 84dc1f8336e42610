namespace Triage.TrialLog.Records;

/// <summary>One allocation, as it was made; recomputable once the seed is revealed.</summary>
/// <param name="Unit">Position of the unit in its stratum, from 0.</param>
/// <param name="SuggestionSequence">The alert that was allocated when the unit is the alert; null when it is the call.</param>
/// <param name="Block">Position of the block in its stratum, from 0.</param>
public sealed record AllocationRecord(
    string CallKey, int ProtocolVersion, string Stratum, long Unit, long? SuggestionSequence, long Block, TrialArm Arm, DateTimeOffset At);
