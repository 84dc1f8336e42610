namespace Triage.TrialLog.Reports;

/// <summary>What the analysis is to compute; a protocol fixes it before the first call. Defaults are those of docs/report.md.</summary>
public sealed record ReportPlan
{
    /// <summary>Seconds from pick-up within which recognition is counted; ascending.</summary>
    public IReadOnlyList<double> WithinS { get; init; } = [60, 120];

    /// <summary>Horizon of the restricted mean, seconds from pick-up; shortened to what both arms were watched for.</summary>
    public double HorizonS { get; init; } = 300;

    /// <summary>Alerts per 100 calls.</summary>
    public IReadOnlyList<double> AlertBudgets { get; init; } = [1, 2, 5, 10, 20];

    /// <summary>Probabilities of the decision curve.</summary>
    public IReadOnlyList<double> DecisionThresholds { get; init; } = [.. Enumerable.Range(1, 30).Select(i => i * 0.02)];

    public int Resamples { get; init; } = Statistics.ClusterBootstrap.DefaultResamples;

    /// <summary>Seed of the bootstrap; the same seed gives the same report.</summary>
    public ulong Seed { get; init; } = 20260101;

    /// <summary>Cells with fewer units carry a warning.</summary>
    public int SmallCell { get; init; } = 10;

    /// <summary>Calls that start in [From, To); null: open.</summary>
    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? To { get; init; }
}
