using Triage.Core.Assessment;
using Triage.Core.Calls;
using Triage.Core.Trial;
using Triage.TrialLog.Records;

namespace Triage.TrialLog.Log.Entries;

/// <summary>A call begins. Members that the source did not state are null; see docs/evidence.md for the attributes they come from.</summary>
public sealed record CallOpenedEntry(
    IReadOnlyList<CallChannel> Channels, int SampleRateHz, CallPacing Pacing, DateTimeOffset StartedAt, string? Origin, string? CallerKind,
    string? OperatorKey, string? OperatorRole, double? OperatorExperienceYears, double? PatientAgeYears, string? PatientSex) : LogEntry;

/// <param name="Reason">Code of the refusal: <c>full</c>, <c>not_ready</c>, <c>already_open</c>, <c>unknown_call</c>, <c>invalid_setup</c>.</param>
/// <param name="Field">Which field of the setup was wrong; null otherwise.</param>
public sealed record CallRefusedEntry(string Reason, string? Field, string? Origin, string? CallerKind) : LogEntry;

public sealed record SpeechStartedEntry(long Sequence, CallChannel Channel, double AtS) : LogEntry;

/// <param name="AtS">Media seconds of the first recognised word of the call.</param>
public sealed record FirstWordEntry(CallChannel Channel, double AtS) : LogEntry;

/// <summary>A final transcript without its words.</summary>
/// <param name="Confidence">Mean probability of its words; null when there is none.</param>
public sealed record FinalEntry(
    long Sequence, CallChannel Channel, int Utterance, double StartS, double EndS, int Words, double? Confidence, bool LowConfidence,
    double EndpointingMs, double QueueMs, double RecognitionMs) : ContentEntry;

/// <summary>A suggestion in numbers; its quotes lie in the content store.</summary>
/// <param name="Distribution">P0, P1, P2, P3, NR.</param>
/// <param name="CareDistribution">R1 to R4.</param>
/// <param name="Alert">It is a P0 that would interrupt.</param>
/// <param name="Shown">The arm allowed it to be shown.</param>
/// <param name="LatencyMs">From the final to the suggestion.</param>
public sealed record SuggestionEntry(
    long Sequence, double AtS, Priority Priority, double Probability, IReadOnlyList<double> Distribution, string? PriorityRule, Priority? Floor,
    CareLevel CareLevel, IReadOnlyList<double> CareDistribution, string? CareRule, string Motive, double MotiveProbability, IReadOnlyList<MotiveChance> Alternatives,
    AbstentionReason Abstention, bool Alert, bool Shown, string Model, double LatencyMs, IReadOnlyList<FindingFact> Findings, string? NextQuestion) : ContentEntry;

public sealed record MotiveChance(string Code, double Probability);

/// <param name="Evidence">Where its words are, without the words.</param>
public sealed record FindingFact(string Code, FindingStatus Status, double Probability, IReadOnlyList<EvidenceTime> Evidence);

public sealed record EvidenceTime(CallChannel Channel, double StartS, double EndS);

/// <summary>A step of a human's exposure; its own times, since a screen may report late.</summary>
public sealed record ExposureEntry(long Suggestion, ExposureKind Kind, string Screen, string ViewerKey, DateTimeOffset At, double MonotonicS) : LogEntry
{
    /// <summary>An act is a human's answer: it must not be lost.</summary>
    public override bool Durable => Kind == ExposureKind.Acted;
}

public sealed record DecisionEntry(
    long Sequence, long Suggestion, double AtS, DecisionAction Action, DeciderRole Role, string DeciderKey, Priority? Priority, CareLevel? CareLevel, string? Motive,
    string? Reason, bool Late, bool BeforeDisplay) : LogEntry
{
    public override bool Durable => true;
}

/// <param name="What">Code of the event contract.</param>
public sealed record DegradedEntry(string What, bool Active) : LogEntry;

public sealed record GapEntry(CallChannel Channel, GapReason Reason, double StartS, double EndS) : LogEntry;

/// <summary>How good the input of a call was; the last one counts, member by member, so that each source may add what it knows.</summary>
/// <param name="PacketLoss">Share of packets that never came, 0 to 1.</param>
public sealed record QualityEntry(
    double? SignalToNoiseDb, double? ClippedShare, double? OverlapShare, string? Language, double? Confidence, double? FinalLatencyP95Ms, string? Rule,
    double? PacketLoss = null) : LogEntry;

/// <summary>A moment on a named clock.</summary>
/// <param name="Source">Whose clock: <c>appliance</c>, <c>telephony</c>, or the name under which the times were imported.</param>
public sealed record ClockEntry(CallClock Clock, DateTimeOffset At, string Source) : LogEntry;

/// <param name="Reason">Code of the event contract: <c>completed</c>, <c>disconnected</c>, ...</param>
public sealed record CallEndedEntry(EndReason Reason, double AudioS, double AudioLostS) : LogEntry;
