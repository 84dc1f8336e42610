using System.Reflection;
using System.Runtime.InteropServices;

namespace Triage.Server.Benchmarks;

/// <summary>Where figures were measured, so that they can be compared with those of another day or machine.</summary>
/// <param name="Processor">Its name, or null where the system does not tell.</param>
/// <param name="Processors">Logical processors that the program may use.</param>
/// <param name="Version">Version of Triage, with the commit it was built from where the build knew it.</param>
internal sealed record BenchmarkMachine(string? Processor, int Processors, string Architecture, string Os, string Runtime, string Version)
{
    private const string ProcessorFile = "/proc/cpuinfo";

    public static BenchmarkMachine OfProcess() => new(
        File.Exists(ProcessorFile) ? ProcessorName(File.ReadLines(ProcessorFile)) : null,
        Environment.ProcessorCount,
        RuntimeInformation.ProcessArchitecture.ToString(),
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription,
        typeof(BenchmarkMachine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "");

    /// <summary>The first <c>model name</c> of Linux's processor list (proc(5)); ARM kernels give none.</summary>
    public static string? ProcessorName(IEnumerable<string> lines)
    {
        foreach (var line in lines)
            if (line.Split(':', 2) is [var key, var name] && key.Trim() == "model name" && !string.IsNullOrWhiteSpace(name))
                return name.Trim();
        return null;
    }
}
