using System.CommandLine;
using Triage.Server.Configuration;
using Triage.Server.Hosting;

namespace Triage.Server.Cli;

/// <summary>The option <c>--models</c>, the same for every command that reads or changes models without an appliance.</summary>
internal static class ModelsOption
{
    public static Option<string?> Create() => new("--models")
    {
        Description = $"Dossier de modèles (par défaut celui de {TriageConfiguration.DefaultFile} du dossier courant, sinon celui livré)",
        HelpName = "DOSSIER",
    };

    /// <summary>The folder meant: the one named, the one of the site's configuration, or the one delivered.</summary>
    /// <exception cref="CliFailureException">It does not exist.</exception>
    /// <exception cref="ConfigurationException">The site's configuration is faulty.</exception>
    public static string Resolve(string? named, CliEnvironment environment)
    {
        if (named is not null)
        {
            var folder = Path.GetFullPath(Path.Combine(environment.Folder, named));
            return Directory.Exists(folder) ? folder : throw CliFailureException.Usage($"--models : {folder} n'existe pas");
        }
        return FolderOf(TriageConfiguration.Load(null, environment.Folder));
    }

    /// <summary>The folder of a configuration, or the one delivered.</summary>
    /// <exception cref="CliFailureException">Neither is there.</exception>
    public static string FolderOf(TriageConfiguration configuration) => configuration.Models.Folder ?? DeliveredFolders.Models
        ?? throw CliFailureException.Usage("aucun modèle n'est livré avec ce programme ; en nommer le dossier avec --models ou dans la configuration (models.folder)");
}
