using System.CommandLine;
using System.Globalization;
using Triage.Server.Configuration;
using Triage.Server.Hosting;
using Triage.TrialLog.Allocation;
using Triage.TrialLog.Log;

namespace Triage.Server.Cli;

/// <summary>
/// <c>triage trial</c>: the life of a trial. Here <c>init|status|amend|reveal</c>; all but the status need the appliance to be stopped, since its
/// log has one writer.
/// </summary>
internal static class TrialCommand
{
    public static Command Create(CliEnvironment environment) => new("trial", "Prépare et conduit un essai : taille, simulation, protocole, attribution, jugements, révélation")
    {
        TrialSizeCommand.Create(environment), TrialSimulateCommand.Create(environment),
        Init(environment), Status(environment), Amend(environment), Reveal(environment),
        TrialAdjudicateCommand.Create(environment),
    };

    private static Command Init(CliEnvironment environment)
    {
        var (protocol, config) = (ProtocolArgument(), ConfigurationOption.Create());
        var command = new Command("init", "Commence un essai : tire la graine, la garde secrète et publie son empreinte (l'engagement)") { protocol, config };
        command.SetAction((parsed, _) => WithLogAsync(environment, parsed.GetValue(config), async (trial, folder) =>
        {
            var commitment = await trial.InitAsync(ReadProtocol(environment, parsed.GetRequiredValue(protocol)));
            environment.Out.WriteLine($"Engagement : {commitment}");
            environment.Out.WriteLine("À publier avant le premier appel (registre, protocole déposé, courriel horodaté) : il prouvera que l'attribution était fixée d'avance.");
            environment.Out.WriteLine($"Graine secrète : {folder.Seed} (droits 600). À sauvegarder hors de portée des investigateurs ; perdue, l'essai ne peut pas continuer.");
        }));
        return command;
    }

    private static Command Amend(CliEnvironment environment)
    {
        var (protocol, config) = (ProtocolArgument(), ConfigurationOption.Create());
        var command = new Command("amend", "Met en vigueur une nouvelle version du protocole, au prochain démarrage de l'appareil") { protocol, config };
        command.SetAction((parsed, _) => WithLogAsync(environment, parsed.GetValue(config), async (trial, _) =>
        {
            var version = await trial.AmendAsync(ReadProtocol(environment, parsed.GetRequiredValue(protocol)));
            environment.Out.WriteLine($"Protocole en version {version}. Les blocs recommencent ; les appels déjà attribués gardent leur bras.");
        }));
        return command;
    }

    private static Command Reveal(CliEnvironment environment)
    {
        var sure = new Option<bool>("--yes") { Description = "Confirme : plus aucun appel n'est attribué ensuite" };
        var config = ConfigurationOption.Create();
        var command = new Command("reveal", "Termine l'attribution et publie la graine, pour que chacun recalcule chaque attribution") { sure, config };
        command.SetAction((parsed, _) => parsed.GetValue(sure)
            ? WithLogAsync(environment, parsed.GetValue(config), async (trial, folder) =>
            {
                environment.Out.WriteLine($"Graine : {await trial.RevealAsync()}");
                environment.Out.WriteLine($"Aussi dans {folder.RevealedSeed}. « triage log verify --allocation » recalcule chaque attribution.");
                environment.Out.WriteLine("Tant que evidence.trial reste configuré, aucune suggestion n'est affichée.");
            })
            : throw CliFailureException.Usage("la révélation termine l'essai pour toujours ; ajoutez --yes pour la confirmer"));
        return command;
    }

    private static Command Status(CliEnvironment environment)
    {
        var config = ConfigurationOption.Create();
        var command = new Command("status", "Dit où en est l'essai, sans rien dire des bras ; l'appareil peut tourner") { config };
        command.SetAction(parsed =>
        {
            var configuration = TriageConfiguration.Load(parsed.GetValue(config), environment.Folder).Evidence;
            Write(environment.Out, TrialAdministration.Status(Folders(environment, configuration).Log));
            return ExitCodes.Done;
        });
        return command;
    }

    private static void Write(TextWriter output, TrialStatus status)
    {
        var p = status.Protocol;
        output.WriteLine($"Essai {p.Name} : {p.Title}");
        output.WriteLine($"Protocole     version {status.Version}, SHA-256 {status.ProtocolHash}");
        output.WriteLine($"Engagement    {status.Commitment}");
        output.WriteLine($"Mode          {Mode(p.Mode)}, unité : {(p.Unit == TrialUnit.Call ? "l'appel" : "l'alerte")}");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Dates         du {p.Start:yyyy-MM-dd} au {p.End:yyyy-MM-dd}"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Commencé      {status.StartedAt:yyyy-MM-dd HH:mm:ss} UTC"));
        output.WriteLine($"Unités        {status.Units} attribuées, {status.Contaminated} contaminées");
        foreach (var (stratum, units) in status.Strata)
            output.WriteLine($"  {stratum,-24} {units}");
        output.WriteLine(status.RevealedAt is { } at
            ? string.Create(CultureInfo.InvariantCulture, $"Terminé : graine révélée le {at:yyyy-MM-dd HH:mm:ss} UTC")
            : "En cours : la graine est secrète");
    }

    private static string Mode(TrialMode mode) => mode switch
    {
        TrialMode.Shadow => "sans affichage",
        TrialMode.Visible => "avec affichage",
        _ => "randomisé",
    };

    private static async Task<int> WithLogAsync(CliEnvironment environment, string? config, Func<TrialAdministration, TrialFolder, Task> work)
    {
        var configuration = TriageConfiguration.Load(config, environment.Folder).Evidence;
        var (evidence, folder) = Folders(environment, configuration);
        await using var log = EvidenceLog.Open(new()
        {
            Folder = evidence, Time = environment.Time, Software = EvidenceComposition.Software, Site = configuration.Site, RetentionDays = configuration.RetentionDays,
        });
        await work(new TrialAdministration(log, evidence, folder, configuration.Site, environment.Time), folder);
        return ExitCodes.Done;
    }

    private static (EvidenceFolder Log, TrialFolder Trial) Folders(CliEnvironment environment, EvidenceConfiguration configuration) =>
        configuration.Trial is { } trial
            ? (configuration.At(environment.Folder), trial)
            : throw CliFailureException.Usage("la configuration ne nomme pas d'essai ; attendu : evidence.site et evidence.trial");

    private static Argument<string> ProtocolArgument() => new("PROTOCOLE") { Description = "Fichier du protocole (JSON, schéma triage.protocol/1)" };

    private static string ReadProtocol(CliEnvironment environment, string file)
    {
        var path = Path.Combine(environment.Folder, file);
        if (!File.Exists(path))
            throw CliFailureException.Usage($"{path} : ce protocole n'existe pas");
        var json = File.ReadAllText(path);
        return ProtocolReader.Read(json, out var faults) is null ? throw new ConfigurationException([.. faults.Select(f => $"{path} : {f}")]) : json;
    }
}
