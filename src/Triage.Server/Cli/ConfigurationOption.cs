using System.CommandLine;
using Triage.Server.Configuration;

namespace Triage.Server.Cli;

/// <summary>The option <c>--config</c>, the same for every command that starts an appliance.</summary>
internal static class ConfigurationOption
{
    public static Option<string?> Create() => new("--config")
    {
        Description = $"Fichier de configuration (par défaut {TriageConfiguration.DefaultFile} du dossier courant, s'il existe)",
        HelpName = "FICHIER",
    };
}
