using System.Reflection;
using System.Runtime.InteropServices;
using Triage.Inference.Profiles;

namespace Triage.Server.Benchmarks;

/// <summary>Where figures were measured, so that they can be compared with those of another day or machine.</summary>
/// <param name="Processor">Its name, or null where the system does not tell.</param>
/// <param name="Processors">Logical processors that the program may use.</param>
/// <param name="Version">Version of Triage, with the commit it was built from where the build knew it.</param>
internal sealed record BenchmarkMachine(string? Processor, int Processors, string Architecture, string Os, string Runtime, string Version)
{
    public static BenchmarkMachine OfProcess() => Of(HostFacts.OfProcess());

    private static BenchmarkMachine Of(HostFacts host) => new(
        host.Processor,
        host.Cores,
        RuntimeInformation.ProcessArchitecture.ToString(),
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription,
        typeof(BenchmarkMachine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "");
}
