namespace Triage.Core.Scheduling;

/// <summary>What one step of a job computes.</summary>
public enum StepKind
{
    /// <summary>One window through the encoder; size: seconds of the window.</summary>
    Encode,

    /// <summary>One decoder call; size: tokens in it (1 is a plain step, more a prompt or a verified draft).</summary>
    Decode,

    /// <summary>One turn through the sentence encoder and the triage heads; size: 1.</summary>
    Assess,
}

/// <summary>What the cost of a step depends on, and what two jobs must share to run as one batch.</summary>
/// <param name="Size">In the unit of the kind.</param>
public readonly record struct StepShape(StepKind Kind, int Size);
