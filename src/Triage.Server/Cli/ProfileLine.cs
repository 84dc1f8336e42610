using Triage.Server.Configuration;
using Triage.Server.Hosting;

namespace Triage.Server.Cli;

/// <summary>One line of the start screen: the hardware profile, and whether it was measured on such a host.</summary>
internal static class ProfileLine
{
    public static void Write(CliEnvironment environment, TriageConfiguration configuration)
    {
        if ((configuration.Models.Folder ?? DeliveredFolders.Models) is { } models)
            environment.Out.WriteLine($"Profil matériel {HostUse.Choose(configuration, models).Text}");
    }
}
