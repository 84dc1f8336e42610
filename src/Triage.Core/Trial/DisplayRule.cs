namespace Triage.Core.Trial;

/// <summary>What humans get to see of a suggestion.</summary>
public enum DisplayRule
{
    /// <summary>It goes to screens and clients at once.</summary>
    Shown,

    /// <summary>It goes to nobody; the log and the call's history keep it.</summary>
    Withheld,

    /// <summary>It is kept back until a human has judged by himself, or the time for that is over.</summary>
    AfterJudgement,
}
