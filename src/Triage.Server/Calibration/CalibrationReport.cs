using System.Globalization;
using Triage.Core.Scheduling;
using Triage.Inference.Profiles;
using Triage.Inference.Providers;
using Triage.Server.Benchmarks;

namespace Triage.Server.Calibration;

/// <summary>A step's cost with every lane busy.</summary>
internal sealed record MeasuredStep(StepShape Shape, int Batch, Distribution Milliseconds);

/// <summary>What one choice of lanes and threads gave.</summary>
/// <param name="FinalsMs">Recognition of a final of the sample calls.</param>
/// <param name="CallDemand">Lane-seconds that a second of a sample call asks for, assessments included.</param>
internal sealed record MeasuredChoice(LaneChoice Choice, IReadOnlyList<MeasuredStep> Steps, Distribution PartialsMs, Distribution FinalsMs, double CallDemand)
{
    /// <summary>Calls it can hold, by which choices are compared.</summary>
    public double Calls => Choice.Lanes * HardwareProfile.FullUse / CallDemand;
}

/// <summary>What a calibration measured, and the choice it takes.</summary>
/// <param name="Best">The most calls among the choices that recognise 95 % of the finals within the budget; if none does, the one with the quickest finals.</param>
/// <param name="Recordings">Sample calls transcribed by each choice.</param>
/// <param name="CoreShare">Share in [0,1] of the cores that busy lanes got; on a quiet host nearly 1.</param>
internal sealed record CalibrationReport(IReadOnlyList<MeasuredChoice> Choices, MeasuredChoice Best, int Recordings, string? Speech, string Model, HostFacts Host, double CoreShare)
{
    public static MeasuredChoice BestOf(IReadOnlyList<MeasuredChoice> choices, double finalBudgetMs) =>
        choices.Where(c => c.FinalsMs.P95 <= finalBudgetMs).MaxBy(c => c.Calls) ?? choices.MinBy(c => c.FinalsMs.P95)!;

    /// <param name="name">Of the profile.</param>
    /// <param name="version">Of the program.</param>
    public HardwareProfile ToProfile(string name, DateOnly date, string version) => new()
    {
        Name = name,
        Match = new(null, null, Host.Cores, Host.Processor),
        Provider = ExecutionProvider.Cpu,
        Speech = Speech,
        Lanes = Best.Choice.Lanes,
        ThreadsPerLane = Best.Choice.ThreadsPerLane,
        Costs = new CostTable([.. Best.Steps.Select(s => new StepCost(s.Shape.Kind, s.Shape.Size, s.Batch, Math.Max(0.001, Math.Round(s.Milliseconds.Median, 3))))]),
        CallDemand = Math.Max(0.0001, Math.Round(Best.CallDemand, 4)),
        MaxCalls = HardwareProfile.CallsFor(Best.Choice.Lanes, Best.CallDemand),
        Measured = new(date, version, Host.MachineOf(ExecutionProvider.Cpu), Model),
        Sources =
        [
            "costs: medians of single steps, every lane busy with the same step.",
            $"call_demand: recognition of every partial and final that {Recordings} sample calls ask for, on busy lanes, and the median of a turn's assessment for each final. Sample calls stand for a typical call.",
            "max_calls: lanes x 0.8 / call_demand.",
            string.Create(CultureInfo.InvariantCulture, $"Busy lanes got {CoreShare:P0} of their cores; less than 90 % means that other programs computed meanwhile and that the host is better than these figures."),
        ],
    };
}
