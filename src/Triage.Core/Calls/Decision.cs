using Triage.Core.Assessment;

namespace Triage.Core.Calls;

/// <summary>What the human did with a suggestion.</summary>
public enum DecisionAction { Accepted, Modified, Rejected }

/// <summary>Who decided; the roles of a regulation centre.</summary>
public enum DeciderRole
{
    /// <summary>Assistant de regulation medicale.</summary>
    Arm,

    /// <summary>Medecin regulateur.</summary>
    RegulatingDoctor,
}

/// <summary>Why a human did not take a suggestion as it was; the codes are part of the event contract.</summary>
public enum DecisionReason
{
    /// <summary>The priority is too urgent.</summary>
    TooUrgent,

    /// <summary>The priority is not urgent enough.</summary>
    NotUrgentEnough,

    /// <summary>The motive does not fit.</summary>
    WrongMotive,

    /// <summary>Words were recognised wrongly.</summary>
    Misheard,

    /// <summary>A finding is wrong or denied in the call.</summary>
    WrongFinding,

    /// <summary>Something counts that the appliance cannot know: the record of the patient, the place, an earlier call.</summary>
    OtherInformation,

    /// <summary>A rule of the site says otherwise.</summary>
    LocalRule,

    /// <summary>It came after the human had decided.</summary>
    TooLate,

    Other,
}

/// <summary>A human decision about a suggestion; values are what the human holds true, null when not stated.</summary>
/// <param name="SuggestionSequence">Sequence of the <see cref="SuggestionMade"/> that was on the screen; 0 when none was.</param>
/// <param name="MotiveCode">Hub Sante motive code, e.g. <c>M03.06</c>.</param>
public sealed record Decision(
    DecisionAction Action, DeciderRole Role, long SuggestionSequence, Priority? Priority, CareLevel? CareLevel, string? MotiveCode)
{
    /// <summary>Why the suggestion was not taken as it was; null when not stated.</summary>
    public DecisionReason? Reason { get; init; }

    /// <summary>An independent judgement, given before any suggestion of the call was shown to this human.</summary>
    public bool BeforeDisplay { get; init; }
}

/// <summary>The answer to a decision: <see cref="Recorded"/>, <see cref="UnknownCall"/> or <see cref="Invalid"/>.</summary>
public abstract record DecisionOutcome
{
    private DecisionOutcome()
    {
    }

    /// <param name="Sequence">Sequence of the <see cref="DecisionRecorded"/> event.</param>
    public sealed record Recorded(long Sequence) : DecisionOutcome;

    public sealed record UnknownCall : DecisionOutcome;

    /// <param name="Field">Field of the request, in the spelling of the protocol.</param>
    public sealed record Invalid(string Field, string Message) : DecisionOutcome;
}
