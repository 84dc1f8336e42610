using Triage.Core.Scheduling;
using Triage.Inference.Providers;

namespace Triage.Inference.Profiles;

/// <summary>The hosts a profile is meant for; null fits any. Patterns know <c>*</c> and no case.</summary>
/// <param name="Gpu">Pattern of the GPU's name; null: a profile without GPU.</param>
/// <param name="MinGpuMemoryMb">Memory the GPU must have at least, in MiB.</param>
/// <param name="Cores">Logical processors, exactly.</param>
/// <param name="Cpu">Pattern of the processor's name.</param>
public sealed record ProfileHosts(string? Gpu, int? MinGpuMemoryMb, int? Cores, string? Cpu);

/// <summary>When, by which version, where and on which speech model the costs were measured.</summary>
/// <param name="Machine">As <see cref="HostFacts.MachineOf"/> tells it.</param>
/// <param name="Model">Hash of the speech model, as <see cref="SpeechModelHash"/> computes it.</param>
public sealed record ProfileMeasurement(DateOnly Date, string Version, string Machine, string Model);

/// <summary>
/// What a kind of host can do and how it is best used: hardware-profiles/&lt;name&gt;.json. Written by <c>triage calibrate</c>, or by
/// hand from specifications, and then <see cref="Measured"/> is null and <see cref="Sources"/> says what is assumed.
/// </summary>
public sealed record HardwareProfile
{
    /// <summary>The utilisation up to which calls are admitted: beyond it queues grow faster than finals can wait (the load bars are set there).</summary>
    public const double FullUse = 0.8;

    public const int MostCalls = 1000;

    /// <summary>Lower-case letters, digits, dots and hyphens.</summary>
    public required string Name { get; init; }

    public required ProfileHosts Match { get; init; }

    public required ExecutionProvider Provider { get; init; }

    /// <summary>Speech model that the costs are of, by its folder's name; null: the embedded one.</summary>
    public string? Speech { get; init; }

    /// <summary>Lanes; null: as many as the host's processors give.</summary>
    public int? Lanes { get; init; }

    public int ThreadsPerLane { get; init; } = 1;

    /// <summary>Encodes of one window in one call.</summary>
    public int EncodeBatch { get; init; } = 1;

    /// <summary>Decoder calls of one length in one call.</summary>
    public int DecodeBatch { get; init; } = 1;

    public required CostTable Costs { get; init; }

    /// <summary>A final must be there this long after its endpoint.</summary>
    public TimeSpan FinalBudget { get; init; } = TimeSpan.FromMilliseconds(600);

    /// <summary>A suggestion must be there this long after its final.</summary>
    public TimeSpan AssessmentBudget { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Calls at once; null: what <see cref="CallDemand"/> leaves room for.</summary>
    public int? MaxCalls { get; init; }

    /// <summary>Lane-seconds that a second of a typical call asks for, both channels, with the partials it wants. The prior of admission.</summary>
    public required double CallDemand { get; init; }

    public ProfileMeasurement? Measured { get; init; }

    /// <summary>What is assumed, and where it comes from.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <param name="cores">Logical processors of the host.</param>
    public int LanesOn(int cores) => Lanes ?? Math.Max(1, cores / ThreadsPerLane);

    /// <summary>Calls that so many lanes can hold at <see cref="FullUse"/>, at least 1.</summary>
    public int CallsOn(int lanes) => MaxCalls ?? CallsFor(lanes, CallDemand);

    public static int CallsFor(int lanes, double callDemand) => (int)Math.Clamp(lanes * FullUse / callDemand, 1, MostCalls);
}
