namespace Triage.Server.Benchmarks.Load;

/// <summary>What the load benchmark is asked for.</summary>
internal sealed record LoadSettings
{
    /// <summary>Calls taken as the capacity; null: it is searched.</summary>
    public int? Calls { get; init; }

    /// <summary>Measured seconds of each level, after its warm-up.</summary>
    public double Seconds { get; init; } = 20;

    /// <summary>This factor alone instead of <see cref="Factors"/>.</summary>
    public double? Overload { get; init; }

    public int Seed { get; init; } = 1;

    /// <summary>Folders of recordings; never empty.</summary>
    public required IReadOnlyList<string> AudioFolders { get; init; }

    public bool Product { get; init; } = true;

    public bool Baseline { get; init; } = true;

    /// <summary>First level of the search: a third of the bar of 12 calls on 2 cores.</summary>
    public int SearchFrom { get; init; } = 4;

    /// <summary>No level has more calls: far above what one host of any profile holds.</summary>
    public const int MostCalls = 512;

    /// <summary>Below, at, and beyond the capacity.</summary>
    public static IReadOnlyList<double> Factors { get; } = [0.8, 1, 1.5, 2];

    /// <summary>Where the baseline is set beside the product.</summary>
    public static IReadOnlyList<double> BaselineFactors { get; } = [1, 2];

    /// <summary>Seconds in which calls begin and costs settle: half the measured ones, within 2 to 10.</summary>
    public double WarmUpS => Math.Clamp(Seconds / 2, 2, 10);

    /// <summary>Seconds that the last finals may take after the sources have stopped; a baseline's backlog is as long as its level.</summary>
    public double DrainS => 30 + 2 * Seconds;

    /// <summary>Calls of a level; at least one.</summary>
    public static int CallsAt(int capacity, double factor) => Math.Max(1, (int)Math.Round(capacity * factor, MidpointRounding.AwayFromZero));
}
