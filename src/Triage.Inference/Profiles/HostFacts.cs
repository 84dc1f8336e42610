using System.Runtime.InteropServices;
using Triage.Inference.Providers;

namespace Triage.Inference.Profiles;

/// <summary>A GPU as its driver names it.</summary>
/// <param name="MemoryMb">MiB, as nvidia-smi's <c>memory.total</c> counts.</param>
public sealed record HostGpu(string Name, int MemoryMb);

/// <summary>What of a host decides which profile fits.</summary>
/// <param name="Processor">Its name, or null where the system does not tell.</param>
/// <param name="Cores">Logical processors that the program may use.</param>
/// <param name="Gpu">The device that a probe found usable, or null.</param>
public sealed record HostFacts(string? Processor, int Cores, HostGpu? Gpu)
{
    private const string ProcessorFile = "/proc/cpuinfo";

    /// <param name="gpu">What the device check found.</param>
    public static HostFacts OfProcess(HostGpu? gpu = null) => new(
        File.Exists(ProcessorFile) ? ProcessorName(File.ReadLines(ProcessorFile)) : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER"),
        Environment.ProcessorCount, gpu);

    /// <summary>The first <c>model name</c> of Linux's processor list (proc(5)); ARM kernels give none.</summary>
    public static string? ProcessorName(IEnumerable<string> lines)
    {
        foreach (var line in lines)
            if (line.Split(':', 2) is [var key, var name] && key.Trim() == "model name" && !string.IsNullOrWhiteSpace(name))
                return name.Trim();
        return null;
    }

    /// <summary>The machine in one line, of the parts that a measurement with this provider depends on. Holds no host name.</summary>
    public string MachineOf(ExecutionProvider provider)
    {
        var machine = $"{Processor ?? RuntimeInformation.ProcessArchitecture.ToString()} x {Cores}";
        return provider == ExecutionProvider.Cpu || Gpu is null ? machine : $"{machine}, {Gpu.Name}";
    }
}
