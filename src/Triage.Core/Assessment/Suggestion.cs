using Triage.Core.Calls;

namespace Triage.Core.Assessment;

/// <summary>Hub Sante priority of medical regulation (code list <c>priorite</c>), most urgent first.</summary>
public enum Priority { P0, P1, P2, P3, NR }

/// <summary>Hub Sante level of care (code list <c>niveauSoin</c>), most urgent first.</summary>
public enum CareLevel { R1, R2, R3, R4 }

/// <summary>What the call says of a finding. Not talked about: the finding is not listed at all.</summary>
public enum FindingStatus { Present, Absent, Uncertain }

/// <summary>Words that prove a finding: at most 12, with their media times.</summary>
public sealed record Evidence(CallChannel Channel, double StartS, double EndS, string Quote)
{
    public override string ToString() => $"evidence {Channel} {StartS:F2}-{EndS:F2}";
}

/// <summary>A finding with its proof; without a quote there is no finding.</summary>
/// <param name="Code">A code of <see cref="FindingCatalogue"/>.</param>
public sealed record Finding(string Code, FindingStatus Status, double Probability, IReadOnlyList<Evidence> Evidence);

/// <summary>A Hub Sante motive (52 codes) with its calibrated probability.</summary>
public sealed record MotiveReading(string Code, string Label, double Probability);

/// <summary>A probability for each code of a scale, in the order of the scale; sums to 1.</summary>
/// <param name="Code">The suggested value: the most probable, or the one the safety layer demands.</param>
/// <param name="Rule">The safety rule that raised the value above the model's, or null.</param>
public sealed record ScaleReading<T>(T Code, double Probability, IReadOnlyList<double> Distribution, string? Rule = null) where T : struct, Enum;

/// <summary>What to ask next: the vital finding still unknown whose answer would move the priority most.</summary>
public sealed record NextQuestion(string Finding, string Text);

/// <summary>Why nothing is suggested; the codes are part of the event contract.</summary>
public enum AbstentionReason { None, NotEnoughSaid, LowConfidence, OtherLanguage, PoorAudio, ModelUnavailable }

/// <summary>
/// The triage suggestion: it suggests, a human decides. When <see cref="Abstained"/> is true the readings are still given
/// for the evaluation record, but a screen must not show them as a suggestion.
/// </summary>
/// <param name="Model">Hash of the triage model and its thresholds.</param>
public sealed record Suggestion(
    ScaleReading<Priority> Priority,
    ScaleReading<CareLevel> CareLevel,
    MotiveReading Motive,
    IReadOnlyList<MotiveReading> Alternatives,
    IReadOnlyList<Finding> Findings,
    NextQuestion? NextQuestion,
    AbstentionReason Reason,
    string Model)
{
    public bool Abstained => Reason != AbstentionReason.None;

    /// <summary>The most urgent priority that the safety rules demand by themselves, whatever the model says; null: none holds.</summary>
    public Priority? Floor { get; init; }
}
