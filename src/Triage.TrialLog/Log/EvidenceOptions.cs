using Triage.Core.Calls;
using Triage.Core.Telemetry;

namespace Triage.TrialLog.Log;

/// <summary>How an evidence log is kept.</summary>
public sealed record EvidenceOptions
{
    public required EvidenceFolder Folder { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>Version of the program.</summary>
    public required string Software { get; init; }

    /// <summary>Name of the site.</summary>
    public string Site { get; init; } = "";

    /// <summary>Days that the words of a call are kept; the evaluation record stays.</summary>
    public int RetentionDays { get; init; } = 30;

    /// <summary>Events that wait in memory for the disk; decisions and allocations have a reserve beyond that.</summary>
    public int Capacity { get; init; } = 65_536;

    /// <summary>Whether humans get to see a suggestion; without a trial all are shown.</summary>
    public Func<string, SuggestionMade, bool> Shows { get; init; } = static (_, _) => true;

    /// <summary>Told of each change of the log's state; the place to log it. Any thread; must not block.</summary>
    public Action<EvidenceStatus>? OnStatus { get; init; }

    public ApplianceMetrics Metrics { get; init; } = ApplianceMetrics.None;
}

/// <summary>What the log cannot do at the moment.</summary>
/// <param name="Storage">Stable code of what the disk refuses: <c>disk_full</c>, <c>disk_error</c>, <c>heads_unwritable</c> (the log itself is written); null: all is well.</param>
/// <param name="Detail">For IT staff; holds nothing of a call. Null when all is well.</param>
/// <param name="Lost">Events lost since the start because memory was full.</param>
public sealed record EvidenceStatus(string? Storage, string? Detail, long Lost)
{
    public static EvidenceStatus Well { get; } = new(null, null, 0);
}
