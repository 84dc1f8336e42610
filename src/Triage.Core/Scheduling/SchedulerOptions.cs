namespace Triage.Core.Scheduling;

/// <summary>How a host's lanes are used; from its hardware profile.</summary>
public sealed record SchedulerOptions
{
    public CostTable Costs { get; init; } = CostTable.Reference;

    public QueueDiscipline Discipline { get; init; } = QueueDiscipline.EarliestDeadline;

    /// <summary>Encodes of one window in one call; 1 where batches do not pay (a CPU).</summary>
    public int EncodeBatch { get; init; } = 1;

    /// <summary>Decoder calls of one length in one call.</summary>
    public int DecodeBatch { get; init; } = 1;

    public LadderOptions Ladder { get; init; } = new();
}
