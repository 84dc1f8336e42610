using Triage.Core.Trial;

namespace Triage.TrialLog.Records;

/// <summary>One step of a human's exposure to a suggestion.</summary>
/// <param name="MonotonicS">Seconds since the start of the appliance; differences hold when the clock is changed.</param>
public sealed record ExposureRecord(
    string CallKey, long SuggestionSequence, ExposureKind Kind, string Screen, string ViewerKey, DateTimeOffset At, double MonotonicS);
