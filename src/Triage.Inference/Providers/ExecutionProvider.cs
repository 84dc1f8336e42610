namespace Triage.Inference.Providers;

/// <summary>What computes the recogniser's graphs. Voice activity, the sentence encoder and the heads always run on the processor.</summary>
public enum ExecutionProvider
{
    Cpu,

    /// <summary>NVIDIA, through CUDA and cuDNN.</summary>
    Cuda,

    /// <summary>NVIDIA, through TensorRT: engines built for the device at the first start, kept in a folder.</summary>
    TensorRt,
}

/// <summary>Names of providers, as configuration, profiles and /health/ready write them.</summary>
public static class ExecutionProviderNames
{
    /// <summary>Every name with its provider.</summary>
    public static IReadOnlyDictionary<string, ExecutionProvider> All { get; } = new Dictionary<string, ExecutionProvider>(StringComparer.Ordinal)
    {
        ["cpu"] = ExecutionProvider.Cpu,
        ["cuda"] = ExecutionProvider.Cuda,
        ["tensorrt"] = ExecutionProvider.TensorRt,
    };

    public static string Name(this ExecutionProvider provider) => All.First(p => p.Value == provider).Key;
}
