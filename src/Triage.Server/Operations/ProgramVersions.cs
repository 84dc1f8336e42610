using System.Reflection;
using System.Runtime.InteropServices;
using Triage.Inference.Providers;

namespace Triage.Server.Operations;

/// <summary>What runs here, by version.</summary>
internal static class ProgramVersions
{
    /// <summary>The program's own, with the revision that it was built from where the build says it.</summary>
    public static string Software { get; } =
        typeof(ProgramVersions).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "?";

    public static string Runtime => RuntimeInformation.FrameworkDescription;

    public static string System => $"{RuntimeInformation.OSDescription} ({RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()})";

    /// <summary>Of ONNX Runtime.</summary>
    public static string Inference { get; } = ProviderTrials.OfMachine().Runtime.ToString();
}
