using Triage.Core.Calls;
using Triage.Core.Scheduling;
using Triage.Inference;

namespace Triage.Server.Hosting;

/// <summary>
/// What the load benchmark changes in an appliance that is otherwise the product's. Not a site setting: no configuration and no
/// other command reaches it.
/// </summary>
internal sealed record DeskTuning
{
    /// <summary>How lanes choose work; the baseline is another one over the same models.</summary>
    public QueueDiscipline Discipline { get; init; } = QueueDiscipline.EarliestDeadline;

    /// <summary>Calls taken whatever the load predicts, to see what lies beyond admission; null: the product's admission.</summary>
    public int? OpenUpTo { get; init; }

    /// <summary>Ended calls kept in memory; fewer than the product's, so that a short soak reaches its steady state.</summary>
    public int? EndedCallsHeld { get; init; }

    /// <summary>Receives the events of every call: the appliance's own count.</summary>
    public ICallEventSink? Count { get; init; }

    /// <summary>Told of the lanes once they are warm.</summary>
    public Action<DeadlineScheduler>? OnLanes { get; init; }

    /// <summary>Told of every final that completed, on a lane's thread.</summary>
    public Action<JobRun>? OnFinal { get; init; }

    /// <summary>
    /// The plan with these changes. The baseline is one queue with one lock before one engine that has all processors, as plain
    /// speech servers are built.
    /// </summary>
    public LanePlan Apply(LanePlan plan)
    {
        plan = plan with { Scheduling = plan.Scheduling with { OnFinal = OnFinal } };
        if (Discipline == QueueDiscipline.FirstComeFirstServed)
            plan = plan with { Lanes = 1, ThreadsPerLane = plan.Lanes * plan.ThreadsPerLane, Scheduling = plan.Scheduling with { Discipline = Discipline, Batching = BatchLimits.None } };
        return OpenUpTo is { } calls ? plan with { Admission = plan.Admission with { MaxCalls = calls, MaxUtilisation = double.PositiveInfinity, MayRefuse = false } } : plan;
    }
}
