namespace Triage.TrialLog.Records;

/// <summary>
/// A call in the evaluation record; intention to treat, so every call has one, refused and interrupted calls too. Keys are
/// pseudonyms; nothing here quotes words. Null: not known.
/// </summary>
/// <param name="CallKey">Pseudonym of the call id, keyed HMAC-SHA-256, 32 hexadecimal digits.</param>
/// <param name="Site">Name of the site in the protocol.</param>
/// <param name="Stratum">Stratum of the allocation, e.g. <c>night/mobile</c>.</param>
/// <param name="Arm">What the call was allocated to when the unit is the call; null outside a trial and when the unit is the alert.</param>
/// <param name="EndReason">Code of the event contract: <c>completed</c>, <c>disconnected</c>, <c>shutdown</c>, <c>rejected</c>, <c>failed</c>; <c>refused</c> for a call that admission refused.</param>
/// <param name="AudioS">Media seconds received.</param>
/// <param name="Origin">Where the call came from, as the source states it (attribute <c>origin</c>).</param>
/// <param name="OperatorKey">Pseudonym of the operator who took the call.</param>
/// <param name="Exclusion">Why the protocol leaves the call out of the main analysis; null: analysed.</param>
/// <param name="Contamination">How a call of the shadow arm was exposed all the same; null: it was not.</param>
public sealed record CallRecord(
    string CallKey, string Site, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, string? EndReason, double AudioS, double AudioLostS,
    string? Protocol, int? ProtocolVersion, string? Stratum, TrialArm? Arm,
    string? OperatorKey, string? OperatorRole, double? OperatorExperienceYears,
    string? CallerKind, string? Origin, double? PatientAgeYears, string? PatientSex,
    string? Exclusion, string? Contamination, InputQuality Quality, RunningVersions Versions);

/// <summary>How good the input was, and the rule that was applied to it.</summary>
/// <param name="SignalToNoiseDb">Decibels; the worse of the channels.</param>
/// <param name="ClippedShare">Share of samples at full scale, 0 to 1; the worse of the channels.</param>
/// <param name="OverlapShare">Share of the speech during which both spoke, 0 to 1.</param>
/// <param name="Confidence">Mean probability of the recognised words, 0 to 1.</param>
/// <param name="FinalLatencyP95Ms">From the endpoint to the final transcript, milliseconds.</param>
/// <param name="Rule">Handling rule applied, e.g. <c>abstained_other_language</c>; null: none was needed.</param>
public sealed record InputQuality(
    double? SignalToNoiseDb, double? ClippedShare, double? OverlapShare, string? Language, double? Confidence, double? FinalLatencyP95Ms, string? Rule);

/// <summary>What was running, each named by what identifies its bytes (SHA-256, hexadecimal).</summary>
public sealed record RunningVersions(string Software, string Configuration, string SpeechModel, string TriageModel);
