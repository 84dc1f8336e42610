using Microsoft.ML.OnnxRuntime;
using Triage.Inference.Models;

namespace Triage.Inference.Providers;

/// <summary>What the choice asks of the machine; a test gives its own answers.</summary>
public sealed record ProviderTrials
{
    /// <summary>Asks the driver which GPUs there are.</summary>
    public required Func<GpuQuery> QueryGpus { get; init; }

    /// <summary>Runs a small graph on the provider alone; throws <see cref="ProviderException"/> when that does not work.</summary>
    public required Action<SelectedProvider> Probe { get; init; }

    /// <summary>Release of the runtime.</summary>
    public required Version Runtime { get; init; }

    /// <summary>Providers built into the runtime package, as it names them.</summary>
    public required IReadOnlyList<string> BuiltIn { get; init; }

    public static ProviderTrials OfMachine()
    {
        var runtime = OrtEnv.Instance();
        return new()
        {
            QueryGpus = () => NvidiaSmi.Query(NvidiaSmi.Program, NvidiaSmi.Timeout),
            Probe = DeviceProbe.Run,
            Runtime = Version.TryParse(runtime.GetVersionString().Split('-')[0], out var version) ? version : new Version(0, 0),
            BuiltIn = runtime.GetAvailableProviders(),
        };
    }
}

/// <summary>The provider to use, and when the GPU that was expected cannot be had, why.</summary>
public sealed record ProviderChoice
{
    public required SelectedProvider Provider { get; init; }

    /// <summary>In French: why the processor computes although a GPU was asked for or expected; null when all is as wanted.</summary>
    public string? FallbackReason { get; init; }

    /// <summary>The GPU in use, or null.</summary>
    public GpuDevice? Device { get; init; }

    /// <summary>True when a fallback is not allowed.</summary>
    public bool RefuseFallback { get; init; }

    /// <summary>Which graphs of a model folder suit this provider.</summary>
    public GraphPreference Graphs => Provider.IsDevice ? GraphPreference.Gpu : GraphPreference.Cpu;

    /// <summary>The processor, chosen and not fallen back to.</summary>
    public static ProviderChoice Cpu { get; } = new() { Provider = SelectedProvider.Cpu };

    /// <summary>Chooses: checks driver and device, then tries the provider with a small graph. Takes seconds when a GPU is expected, else nothing.</summary>
    /// <exception cref="ProviderException">The GPU cannot be had and the request refuses the processor in its place.</exception>
    public static ProviderChoice Resolve(ProviderRequest request, ProviderTrials trials)
    {
        var kind = Expected(request, trials);
        if (kind == ExecutionProvider.Cpu)
            return Cpu;
        var wanted = new ProviderChoice
        {
            Provider = new() { Kind = kind, Device = request.Device, Library = request.Library, EngineCache = request.EngineCache },
            RefuseFallback = request.RefuseFallback,
        };
        try
        {
            wanted = wanted with { Device = FindDevice(request.Device, trials) };
            trials.Probe(wanted.Provider);
            return wanted;
        }
        catch (ProviderException e)
        {
            return wanted.FallBack(e.Message);
        }
    }

    /// <summary>The processor in place of the GPU, for a reason that only showed later.</summary>
    /// <param name="reason">In French, what is wrong and what to do.</param>
    /// <exception cref="ProviderException">The processor is not allowed in its place.</exception>
    public ProviderChoice FallBack(string reason) => RefuseFallback
        ? throw new ProviderException($"« {Provider.Kind.Name()} » demandé, impossible : {reason} (compute.fallback vaut « refuse » : l'appareil ne démarre pas)")
        : Cpu with { FallbackReason = $"« {Provider.Kind.Name()} » demandé, impossible : {reason}" };

    /// <summary>The site's word, else the profile's, else a GPU when the site has put one within reach. TensorRT is never guessed: its engines take minutes to build.</summary>
    private static ExecutionProvider Expected(ProviderRequest request, ProviderTrials trials) => request switch
    {
        { Wanted: { } named } => named,
        { Profile: { } profiled and not ExecutionProvider.Cpu } => profiled,
        // A library is the site's word too; a profile of the processor does not overrule it.
        { Library: not null } => ExecutionProvider.Cuda,
        { Profile: null } when trials.BuiltIn.Contains("CUDAExecutionProvider") => ExecutionProvider.Cuda,
        _ => ExecutionProvider.Cpu,
    };

    private static GpuDevice FindDevice(int index, ProviderTrials trials)
    {
        var query = trials.QueryGpus();
        if (query.Problem is { } problem)
            throw new ProviderException(problem);
        if (index >= query.Devices.Count)
            throw new ProviderException($"compute.device vaut {index}, or {query.Devices.Count} GPU présents, numérotés à partir de 0 ({string.Join(" ; ", query.Devices)}).");
        var device = query.Devices[index];
        return DeviceRequirements.Check(device, trials.Runtime) is { } unfit ? throw new ProviderException(unfit) : device;
    }
}
