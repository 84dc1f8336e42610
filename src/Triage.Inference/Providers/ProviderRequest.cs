namespace Triage.Inference.Providers;

/// <summary>What a site and its hardware profile want the recogniser to run on.</summary>
public sealed record ProviderRequest
{
    /// <summary>The provider the site names; null ("auto"): the GPU when one is expected, else the processor.</summary>
    public ExecutionProvider? Wanted { get; init; }

    /// <summary>The provider of the hardware profile, or null without a profile. The site's word comes first.</summary>
    public ExecutionProvider? Profile { get; init; }

    /// <summary>Path of a plugin execution provider library; null: the providers built into the runtime package.</summary>
    public string? Library { get; init; }

    /// <summary>Index of the GPU, from 0, in the order of CUDA.</summary>
    public int Device { get; init; }

    /// <summary>Folder for TensorRT's engines; null: they are built anew at every start.</summary>
    public string? EngineCache { get; init; }

    /// <summary>True: without the GPU that was asked for the start fails. False: the processor takes its place, and this is said.</summary>
    public bool RefuseFallback { get; init; }
}
