namespace Triage.Core.Scheduling;

/// <summary>How a host's lanes are used; from its hardware profile.</summary>
public sealed record SchedulerOptions
{
    public CostTable Costs { get; init; } = CostTable.Reference;

    public QueueDiscipline Discipline { get; init; } = QueueDiscipline.EarliestDeadline;

    /// <summary>Jobs that step together in one graph call.</summary>
    public BatchLimits Batching { get; init; } = BatchLimits.None;

    public LadderOptions Ladder { get; init; } = new();

    /// <summary>Told of every final that completed, on the lane's thread; null: nobody judges the schedule.</summary>
    public Action<JobRun>? OnFinal { get; init; }
}
