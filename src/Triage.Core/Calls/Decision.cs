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

/// <summary>A human decision about a suggestion; values are what the human holds true, null when not stated.</summary>
/// <param name="SuggestionSequence">Sequence of the <see cref="SuggestionMade"/> that was on the screen; 0 when none was.</param>
/// <param name="MotiveCode">Hub Sante motive code, e.g. <c>M03.06</c>.</param>
public sealed record Decision(
    DecisionAction Action, DeciderRole Role, long SuggestionSequence, Priority? Priority, CareLevel? CareLevel, string? MotiveCode)
{
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
