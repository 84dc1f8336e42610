using Triage.Core.Assessment;
using Triage.TrialLog.Records;

namespace Triage.TrialLog.Reports;

/// <summary>
/// What the report keeps of a call once its dossier is read: about 350 bytes, so that 100,000 calls stay small. NaN: not known.
/// </summary>
public sealed class AnalysedCall
{
    public required string Key { get; init; }

    /// <summary>Number of the operator from 0; -1: not known.</summary>
    public required int Operator { get; init; }

    /// <summary>Allocated arm, whatever was seen: intention to treat. When the unit is the alert, the arm of the first allocated alert.</summary>
    public TrialArm? Arm { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    public string? EndReason { get; init; }

    public string? Exclusion { get; init; }

    public string? Contamination { get; init; }

    public ReferenceState Reference { get; init; }

    public bool? Vital { get; init; }

    public Priority? TruePriority { get; init; }

    public RecognitionTime Recognition { get; init; }

    /// <summary>Highest probability of P0 that was not abstained from; 0 when none: no suggestion alerts nobody.</summary>
    public float Peak { get; init; }

    /// <summary>Probability of P0 in the last suggestion.</summary>
    public float LastProbability { get; init; } = float.NaN;

    public Priority? Suggested { get; init; }

    public AbstentionReason LastAbstention { get; init; }

    public bool Alerted { get; init; }

    public bool AlertShown { get; init; }

    /// <summary>Seconds from pick-up to the first alert.</summary>
    public float AlertS { get; init; } = float.NaN;

    /// <summary>Last level that a human stated in the call.</summary>
    public Priority? Decided { get; init; }

    public bool Displayed { get; init; }

    public bool Seen { get; init; }

    /// <summary>Seconds for which a suggestion was visible, over all screens.</summary>
    public float OnScreenS { get; init; }

    /// <summary>Seconds from computing a suggestion to its first display.</summary>
    public float DisplayDelayS { get; init; } = float.NaN;

    public float AudioS { get; init; }

    public float LostShare { get; init; }

    public float SignalToNoiseDb { get; init; } = float.NaN;

    public float Overlap { get; init; } = float.NaN;

    public float Clipped { get; init; } = float.NaN;

    public float Confidence { get; init; } = float.NaN;

    public float FinalLatencyMs { get; init; } = float.NaN;

    public string? Language { get; init; }

    public string? Rule { get; init; }

    public float Age { get; init; } = float.NaN;

    public string? Sex { get; init; }

    public string? Caller { get; init; }

    public string? Origin { get; init; }

    public float ExperienceYears { get; init; } = float.NaN;

    public bool? FirstVital { get; init; }

    public bool? SecondVital { get; init; }

    public Priority? FirstPriority { get; init; }

    public Priority? SecondPriority { get; init; }

    public bool Analysed => Exclusion is null;

    public Statistics.SurvivalTime Time => new(Recognition.Seconds, Recognition.Recognised);
}

/// <summary>An alert that an arm allowed to be shown, and what the operator did with it.</summary>
/// <param name="Response">Null: nothing, the alert was ignored.</param>
/// <param name="ResponseS">From the first display (else from computing) to the response.</param>
public readonly record struct AnalysedAlert(
    int Operator, DateTimeOffset At, bool Displayed, bool Seen, Core.Calls.DecisionAction? Response, string? Reason, float ResponseS, bool? Vital);
