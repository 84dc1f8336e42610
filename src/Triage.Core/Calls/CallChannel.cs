namespace Triage.Core.Calls;

/// <summary>Who speaks on an audio channel. Two channels are two known speakers; a mixed one is said to be so.</summary>
public enum CallChannel
{
    /// <summary>The call handler (ARM) or the regulating doctor.</summary>
    Operator,

    /// <summary>The person who called 15.</summary>
    Caller,

    /// <summary>Both speakers on one line: recognised, but nobody can tell who said what.</summary>
    Mixed,
}
