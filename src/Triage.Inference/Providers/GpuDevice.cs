namespace Triage.Inference.Providers;

/// <summary>A GPU as the driver describes it.</summary>
/// <param name="DriverVersion">For example 580.82.</param>
/// <param name="MemoryMiB">All of its memory.</param>
/// <param name="ComputeCapability">For example 8.9; what kernels are built for.</param>
public sealed record GpuDevice(string Name, Version DriverVersion, int MemoryMiB, Version ComputeCapability)
{
    public override string ToString() => $"{Name}, {MemoryMiB} MiB, pilote {DriverVersion}";
}

/// <summary>How the question to the driver ended.</summary>
public enum GpuQueryOutcome
{
    Answered,

    /// <summary>There is no such program: no driver, most likely.</summary>
    Absent,

    /// <summary>It ended with an error.</summary>
    Failed,

    /// <summary>It did not end in time: a driver that hangs.</summary>
    TimedOut,

    /// <summary>It said what we cannot read.</summary>
    Garbage,
}

/// <summary>The driver's answer.</summary>
/// <param name="Devices">Empty unless answered; then in the driver's order, at least one.</param>
/// <param name="Problem">In French, what is wrong and what to do; null when answered.</param>
public sealed record GpuQuery(GpuQueryOutcome Outcome, IReadOnlyList<GpuDevice> Devices, string? Problem);
