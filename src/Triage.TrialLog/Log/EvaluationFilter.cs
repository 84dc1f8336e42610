namespace Triage.TrialLog.Log;

/// <summary>Which calls a reader wants; all by default.</summary>
public sealed record EvaluationFilter
{
    /// <summary>Calls opened at this time or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Calls opened before this time.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Only these, by pseudonym; null: all.</summary>
    public IReadOnlySet<string>? Calls { get; init; }

    /// <summary>Fill the quotes of findings from the content store, where they are still there.</summary>
    public bool WithQuotes { get; init; }
}
