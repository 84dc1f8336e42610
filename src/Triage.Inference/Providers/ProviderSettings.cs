using System.Globalization;

namespace Triage.Inference.Providers;

/// <summary>The options handed to each provider, by route. Pure: what is set, and why, stands here alone.</summary>
internal static class ProviderSettings
{
    /// <summary>Options of CUDA as built into the GPU package.</summary>
    public static Dictionary<string, string> Cuda(int device) => new(StringComparer.Ordinal)
    {
        ["device_id"] = device.ToString(CultureInfo.InvariantCulture),
        // Caches of fixed sizes are allocated once: growing by powers of two would hold twice the memory for nothing.
        ["arena_extend_strategy"] = "kSameAsRequested",
        // EXHAUSTIVE, the runtime's default, times every algorithm at the first run of each window; DEFAULT is broken with cuDNN 9 (INTEGRATION 4).
        ["cudnn_conv_algo_search"] = "HEURISTIC",
    };

    /// <summary>Options of TensorRT as built into the GPU package.</summary>
    /// <param name="engineCache">Folder for engines and timings, or null.</param>
    public static Dictionary<string, string> TensorRt(int device, string? engineCache)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["device_id"] = device.ToString(CultureInfo.InvariantCulture),
            ["trt_fp16_enable"] = "1",
        };
        if (engineCache is not null)
        {
            settings["trt_engine_cache_enable"] = settings["trt_timing_cache_enable"] = "1";
            settings["trt_engine_cache_path"] = settings["trt_timing_cache_path"] = engineCache;
        }
        return settings;
    }

    /// <summary>Options of a plugin provider. The device is not among them: it is the one that the session is given.</summary>
    /// <param name="provider">The provider's name, as the library says it.</param>
    /// <param name="engineCache">Folder for engines, or null.</param>
    public static Dictionary<string, string> Plugin(string provider, string? engineCache)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        if (PluginDevices.Is(ExecutionProvider.Cuda, provider))
        {
            settings["cudnn_conv_algo_search"] = "HEURISTIC";
            // 1: as requested. Read by the arena of the device, which the first session of the process creates.
            settings["arena.extend_strategy"] = "1";
        }
        else if (!provider.Contains("RTX", StringComparison.OrdinalIgnoreCase))
        {
            settings = TensorRt(0, engineCache);
            settings.Remove("device_id");
        }
        else if (engineCache is not null)
        {
            // TensorRT for RTX takes the precision of the graph; it has no switch for fp16.
            settings["nv_runtime_cache_path"] = engineCache;
        }
        return settings;
    }
}
