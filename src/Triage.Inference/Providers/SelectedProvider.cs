using System.Collections.Concurrent;
using Microsoft.ML.OnnxRuntime;

namespace Triage.Inference.Providers;

/// <summary>
/// The provider that sessions are given, with the way to it: a plugin library, or what is built into the runtime package.
/// Immutable; any thread.
/// </summary>
public sealed record SelectedProvider
{
    // The runtime registers a library once a process; this mirrors what it holds and cannot be asked for.
    private static readonly ConcurrentDictionary<string, Lazy<bool>> Registered = new(StringComparer.Ordinal);

    public static SelectedProvider Cpu { get; } = new() { Kind = ExecutionProvider.Cpu };

    public required ExecutionProvider Kind { get; init; }

    /// <summary>Index of the GPU, from 0.</summary>
    public int Device { get; init; }

    /// <summary>Plugin library; null: built into the package.</summary>
    public string? Library { get; init; }

    /// <summary>Folder of TensorRT's engines, or null.</summary>
    public string? EngineCache { get; init; }

    public bool IsDevice => Kind != ExecutionProvider.Cpu;

    /// <summary>Adds the provider to a session's options; the processor stays behind it for nodes that it cannot run.</summary>
    /// <exception cref="ProviderException">The library or the provider cannot be had; says why.</exception>
    internal void Attach(SessionOptions options)
    {
        if (IsDevice)
            Named(() => (Library is null ? (Action<SessionOptions>)AttachBuiltIn : AttachPlugin)(options));
    }

    /// <summary>Memory for tensors that only graphs touch, on the device of this session's provider.</summary>
    /// <exception cref="ProviderException">The device gives no memory.</exception>
    internal TensorMemory OpenMemory(InferenceSession session)
    {
        if (!IsDevice)
            return TensorMemory.Host;
        TensorMemory? memory = null;
        Named(() =>
        {
            // The runtime's name for CUDA memory, in both routes.
            using var builtIn = Library is null ? new OrtMemoryInfo("Cuda", OrtAllocatorType.DeviceAllocator, Device, OrtMemType.Default) : null;
            memory = TensorMemory.Allocated(session, builtIn ?? FindDevice().GetMemoryInfo(OrtDeviceMemoryType.DEFAULT));
        });
        return memory!;
    }

    /// <summary>Runs what speaks to the runtime's providers; each of its failures becomes a message that names the remedy.</summary>
    internal void Named(Action work)
    {
        try
        {
            work();
        }
        catch (EntryPointNotFoundException e)
        {
            throw NotBuiltIn(e);
        }
        catch (OnnxRuntimeException e) when (Library is null && e.Message.Contains("not enabled in this build", StringComparison.Ordinal))
        {
            throw NotBuiltIn(e);
        }
        catch (Exception e) when (e is OnnxRuntimeException or DllNotFoundException)
        {
            throw new ProviderException(Library is null
                ? $"« {Kind.Name()} » refusé par ONNX Runtime ({OneLine(e)}). Installer le pilote, CUDA et cuDNN des versions demandées (docs/operator.md)."
                : $"compute.provider_library ({Library}) : refusée par ONNX Runtime ({OneLine(e)}). Vérifier que le fichier est entier, qu'il est de la version {OrtEnv.Instance().GetVersionString()} et que CUDA et cuDNN sont installés (docs/operator.md).", e);
        }
    }

    private ProviderException NotBuiltIn(Exception inner) =>
        new($"ce programme est construit avec ONNX Runtime pour processeur seul : « {Kind.Name()} » n'y est pas. Indiquer compute.provider_library, ou reconstruire avec le paquet GPU (docs/operator.md).", inner);

    private void AttachBuiltIn(SessionOptions options)
    {
        if (Kind == ExecutionProvider.TensorRt)
        {
            using var engine = new OrtTensorRTProviderOptions();
            engine.UpdateOptions(ProviderSettings.TensorRt(Device, EngineCache));
            options.AppendExecutionProvider_Tensorrt(engine);
        }
        // Behind TensorRT too: it takes the nodes for which no engine can be built.
        using var cuda = new OrtCUDAProviderOptions();
        cuda.UpdateOptions(ProviderSettings.Cuda(Device));
        options.AppendExecutionProvider_CUDA(cuda);
    }

    private void AttachPlugin(SessionOptions options)
    {
        var device = FindDevice();
        options.AppendExecutionProvider(OrtEnv.Instance(), [device], ProviderSettings.Plugin(device.EpName, EngineCache));
    }

    private OrtEpDevice FindDevice()
    {
        Register(Library!);
        var devices = OrtEnv.Instance().GetEpDevices();
        var offered = devices.Select(d => PluginDevice.Of(d.EpName, d.EpMetadata.Entries.GetValueOrDefault(PluginDevice.IndexKey))).ToList();
        return devices[PluginDevices.Find(offered, Kind, Device)];
    }

    private static void Register(string library)
    {
        var path = Path.GetFullPath(library);
        if (!File.Exists(path))
            throw new ProviderException($"compute.provider_library ({path}) : fichier absent. Corriger le chemin, ou copier la bibliothèque à cet endroit.");
        var registration = Registered.GetOrAdd(path, p => new(() =>
        {
            OrtEnv.Instance().RegisterExecutionProviderLibrary("triage:" + p, p);
            return true;
        }));
        try
        {
            _ = registration.Value;
        }
        catch (OnnxRuntimeException)
        {
            // A failed registration leaves nothing behind in the runtime: the next attempt starts afresh.
            Registered.TryRemove(new(path, registration));
            throw;
        }
    }

    private static string OneLine(Exception e) => e.Message.ReplaceLineEndings(" ").Trim();
}
