namespace Triage.Core.Scheduling;

/// <summary>How many recognitions of one recogniser may share a graph call; from the hardware profile.</summary>
/// <param name="Encode">Windows in one encoder call, from 1. Pays on a GPU, not on a CPU.</param>
/// <param name="Decode">Recognitions in one decoder call, from 1.</param>
public sealed record BatchLimits(int Encode = 1, int Decode = 1)
{
    /// <summary>Each step has a graph call of its own.</summary>
    public static BatchLimits None { get; } = new();

    public int Of(StepKind kind) => kind switch
    {
        StepKind.Encode => Encode,
        StepKind.Decode => Decode,
        _ => 1,
    };
}
