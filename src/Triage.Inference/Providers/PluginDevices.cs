using System.Globalization;

namespace Triage.Inference.Providers;

/// <summary>A device as a registered provider library offers it.</summary>
/// <param name="Provider">The provider's name, for example CudaPluginExecutionProvider.</param>
/// <param name="CudaDevice">Its index in the order of CUDA, when the library says one.</param>
internal sealed record PluginDevice(string Provider, int? CudaDevice)
{
    /// <summary>The key under which the CUDA library gives the index.</summary>
    public const string IndexKey = "cuda_device_id";

    public static PluginDevice Of(string provider, string? index) =>
        new(provider, int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var device) ? device : null);
}

/// <summary>Choice of the device among all that the runtime offers. Pure.</summary>
internal static class PluginDevices
{
    /// <summary>By a part of the name: libraries of different releases call the same provider differently.</summary>
    public static bool Is(ExecutionProvider provider, string name) => provider switch
    {
        ExecutionProvider.Cuda => name.Contains("cuda", StringComparison.OrdinalIgnoreCase),
        ExecutionProvider.TensorRt => name.Contains("tensorrt", StringComparison.OrdinalIgnoreCase),
        _ => name.Contains("cpu", StringComparison.OrdinalIgnoreCase),
    };

    /// <summary>Position of the wanted device in the list. A library that gives no index is taken at its order.</summary>
    /// <exception cref="ProviderException">The provider offers no device, or not that many.</exception>
    public static int Find(IReadOnlyList<PluginDevice> offered, ExecutionProvider provider, int device)
    {
        var own = Enumerable.Range(0, offered.Count).Where(i => Is(provider, offered[i].Provider)).ToList();
        if (own.Count == 0)
            throw new ProviderException($"la bibliothèque n'offre aucun GPU pour « {provider.Name()} » (offerts : {string.Join(", ", offered.Select(o => o.Provider).Distinct())}). "
                + "Vérifier que compute.provider correspond à compute.provider_library, et que CUDA voit le GPU (nvidia-smi, CUDA_VISIBLE_DEVICES).");
        foreach (var at in own)
            if (offered[at].CudaDevice == device)
                return at;
        return own.TrueForAll(at => offered[at].CudaDevice is null) && device < own.Count ? own[device]
            : throw new ProviderException($"compute.device vaut {device}, or « {provider.Name()} » offre {own.Count} GPU, numérotés à partir de 0.");
    }
}
