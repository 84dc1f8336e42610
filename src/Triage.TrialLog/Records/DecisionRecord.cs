using Triage.Core.Assessment;
using Triage.Core.Calls;

namespace Triage.TrialLog.Records;

/// <summary>What a human decided.</summary>
/// <param name="SuggestionSequence">The suggestion that was on the screen; 0: none was.</param>
/// <param name="AtS">Media seconds in the call.</param>
/// <param name="Reason">Code of the reason given for a rejection or a change; null: none.</param>
/// <param name="Late">Recorded after the call had ended.</param>
/// <param name="BeforeDisplay">An independent judgement, asked before anything was shown.</param>
public sealed record DecisionRecord(
    string CallKey, long Sequence, long SuggestionSequence, DateTimeOffset At, double AtS, DecisionAction Action, DeciderRole Role, string DeciderKey,
    Priority? Priority, CareLevel? CareLevel, string? Motive, string? Reason, bool Late, bool BeforeDisplay);
