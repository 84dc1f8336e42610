namespace Triage.TrialLog.Allocation;

/// <summary>What a trial does with suggestions.</summary>
public enum TrialMode
{
    /// <summary>Computed and recorded, never shown to anybody.</summary>
    Shadow,

    /// <summary>Shown.</summary>
    Visible,

    /// <summary>Each unit is allocated to one or the other.</summary>
    Randomised,
}

/// <summary>What is allocated.</summary>
public enum TrialUnit
{
    /// <summary>A call, when it is opened.</summary>
    Call,

    /// <summary>
    /// The first alert of a call (a suggestion of P0 without abstention). Nothing else is shown in such a trial: a suggestion that
    /// vanished would tell that an alert is being withheld. After a visible alert the call's suggestions follow it to the screen.
    /// </summary>
    Alert,
}

/// <summary>How many units in a block go to each arm, at least 1 each: 1 and 1 is an equal chance.</summary>
public sealed record AllocationRatio(int Visible, int Shadow)
{
    public int Sum => Visible + Shadow;
}

/// <summary>A trial as its protocol file describes it (schema <c>triage.protocol/1</c>, docs/trial.md); read by <see cref="ProtocolReader"/>.</summary>
/// <param name="Name">Names the trial in the log and in the commitment; lower case letters, digits, hyphens; stays the same over versions.</param>
/// <param name="BlockSizes">Ascending, each a multiple of the sum of the ratio; which one a block has is drawn.</param>
/// <param name="AlertsPer100Calls">The alert budget that the thresholds in use were set for; recorded, applied by the model's card.</param>
/// <param name="JudgementBeforeDisplay">How long a suggestion waits for a human's own judgement; null: it does not.</param>
/// <param name="QuotesInExports">Whether exports may hold the caller's words.</param>
/// <param name="SmallCellThreshold">Counts from 1 to one less are hidden in tables; 0 hides none.</param>
/// <param name="Start">First day, in the server's time zone.</param>
/// <param name="End">Last day, that day included.</param>
public sealed record TrialProtocol(
    string Name, string Title, IReadOnlyList<string> Sites, TrialMode Mode, TrialUnit Unit, IReadOnlyList<StratumFactor> Strata,
    IReadOnlyList<int> BlockSizes, AllocationRatio Ratio, double AlertsPer100Calls, TimeSpan? JudgementBeforeDisplay, bool QuotesInExports,
    int SmallCellThreshold, DateOnly Start, DateOnly End, string PrimaryOutcome)
{
    public const string Schema = "triage.protocol/1";

    /// <summary>Stratum of a protocol without factors.</summary>
    public const string SingleStratum = "all";

    /// <summary>Whether a call that starts on this day, in the server's time zone, belongs to the trial.</summary>
    public bool Covers(DateOnly day) => day >= Start && day <= End;

    /// <summary>The stratum of a call: the level of each factor in the protocol's order, joined by <c>/</c>.</summary>
    /// <param name="startedAt">In the server's time zone.</param>
    public string StratumOf(IReadOnlyDictionary<string, string> attributes, DateTimeOffset startedAt) =>
        Strata.Count == 0 ? SingleStratum : string.Join('/', Strata.Select(f => f.LevelOf(attributes, startedAt)));
}
