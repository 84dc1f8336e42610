using Triage.Core.Scheduling;
using Triage.Inference.Profiles;
using Triage.Inference.Providers;

namespace Triage.Inference.Tests.Profiles;

/// <summary>A profile of the tests' own, every key with a value of its own.</summary>
internal static class SampleProfile
{
    public const string Model = "0123456789abcdef";

    public static HardwareProfile Full { get; } = new()
    {
        Name = "gpu-1",
        Match = new("*L4", 22000, 16, "*Xeon*"),
        Provider = ExecutionProvider.TensorRt,
        Speech = "large",
        Lanes = 2,
        ThreadsPerLane = 3,
        EncodeBatch = 4,
        DecodeBatch = 5,
        Costs = new CostTable([new(StepKind.Encode, 30, 1, 54.25), new(StepKind.Decode, 1, 1, 3.6), new(StepKind.Decode, 1, 4, 4.1), new(StepKind.Assess, 1, 1, 6)]),
        FinalBudget = TimeSpan.FromMilliseconds(700),
        AssessmentBudget = TimeSpan.FromMilliseconds(150),
        MaxCalls = 7,
        CallDemand = 0.125,
        Measured = new(new(2026, 11, 24), "0.1.0", "Xeon x 16, NVIDIA L4", Model),
        Sources = ["mesuré « ici »"],
    };

    /// <summary>Fits a host by its processor alone, not measured.</summary>
    public static HardwareProfile Cpu(string name, int? cores = null, string? cpu = null) => Full with
    {
        Name = name, Match = new(null, null, cores, cpu), Provider = ExecutionProvider.Cpu, Speech = null, Measured = null, Lanes = null, ThreadsPerLane = 1, MaxCalls = null,
    };
}
