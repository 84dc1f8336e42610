namespace Triage.Inference.Models;

/// <summary>Which graphs to take when a folder holds several precisions of one model.</summary>
public enum GraphPreference
{
    /// <summary>Integers first: three times faster on a CPU, no measurable loss (SPEECH measurements of the embedded model).</summary>
    Cpu,

    /// <summary>float16 first: half the memory to move, and what the tensor units are for. Integers last: most of their nodes have no kernel on a GPU.</summary>
    Gpu,
}

/// <summary>The numbers a graph computes with, as its file's name says.</summary>
public enum GraphPrecision
{
    /// <summary>float32.</summary>
    Full,

    /// <summary>float16.</summary>
    Half,

    /// <summary>8 bits, quantised as it runs: made for processors.</summary>
    Integer8,

    /// <summary>4-bit weights, widened as they are read: any provider.</summary>
    Weights4,
}
