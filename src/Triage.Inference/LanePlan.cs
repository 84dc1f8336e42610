using Triage.Core.Calls;
using Triage.Core.Scheduling;

namespace Triage.Inference;

/// <summary>How a host's lanes are used: what its hardware profile and the site's configuration come to.</summary>
public sealed record LanePlan
{
    /// <summary>Threads that each own a recogniser. Measured best on a CPU: one per core, one thread each.</summary>
    public int Lanes { get; init; } = Environment.ProcessorCount;

    /// <summary>Threads of one graph call.</summary>
    public int ThreadsPerLane { get; init; } = 1;

    /// <summary>Costs and batches.</summary>
    public SchedulerOptions Scheduling { get; init; } = new();

    public AdmissionOptions Admission { get; init; } = new();
}
