using Triage.Core.Assessment;

namespace Triage.TrialLog.Records;

/// <summary>A suggestion that was computed, whether or not anyone saw it.</summary>
/// <param name="AtS">Media seconds in the call.</param>
/// <param name="Distribution">Probability of P0, P1, P2, P3, NR; sums to 1.</param>
/// <param name="Alert">It is a P0 that would interrupt.</param>
/// <param name="Shown">The arm allowed it to be shown.</param>
/// <param name="LatencyMs">From the final transcript to the suggestion, milliseconds.</param>
public sealed record SuggestionRecord(
    string CallKey, long Sequence, double AtS, DateTimeOffset At, Priority Priority, double Probability, IReadOnlyList<double> Distribution, CareLevel CareLevel,
    string Motive, double MotiveProbability, AbstentionReason Abstention, bool Alert, bool Shown, string Model, double LatencyMs,
    IReadOnlyList<FindingRecord> Findings);

/// <summary>A finding of a suggestion with the media times of the words that prove it.</summary>
/// <param name="Quote">The words themselves; null unless the protocol asks for them and the content is still there.</param>
public sealed record FindingRecord(string Code, FindingStatus Status, double Probability, double EvidenceStartS, double EvidenceEndS, string? Quote);
