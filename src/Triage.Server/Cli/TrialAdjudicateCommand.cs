using System.CommandLine;
using Triage.Server.Configuration;
using Triage.Server.Hosting;
using Triage.TrialLog.Log;
using Triage.TrialLog.Reports;
using Triage.TrialLog.Reports.Figures;

namespace Triage.Server.Cli;

/// <summary><c>triage trial adjudicate</c>: brings the reference standard into the evidence log, all or nothing, and tells the agreement. The appliance must be stopped: its log has one writer.</summary>
internal static class TrialAdjudicateCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var file = new Argument<string>("FICHIER")
        {
            Description = "CSV : call, adjudicator, vital_emergency, source, at ; facultatif : priority, motive, consensus. call est l'identifiant ou le pseudonyme de l'appel",
        };
        var log = new Option<string?>("--log") { Description = "Dossier du journal de preuve (par défaut celui de la configuration)", HelpName = "DOSSIER" };
        var config = ConfigurationOption.Create();
        var command = new Command("adjudicate", "Importe les jugements de la référence ; tout ou rien, chaque ligne fautive est nommée") { file, log, config };
        command.SetAction((parsed, ct) => RunAsync(environment, Path.GetFullPath(Path.Combine(environment.Folder, parsed.GetRequiredValue(file))), parsed.GetValue(log), parsed.GetValue(config), ct));
        return command;
    }

    private static async Task<int> RunAsync(CliEnvironment environment, string file, string? logFolder, string? config, CancellationToken ct)
    {
        if (!File.Exists(file))
            throw CliFailureException.Usage($"{file} n'existe pas");
        var configuration = TriageConfiguration.Load(config, environment.Folder);
        var folder = logFolder is { } named ? new EvidenceFolder(Path.GetFullPath(Path.Combine(environment.Folder, named))) : configuration.Evidence.At(environment.Folder);
        if (!File.Exists(folder.Events))
            throw CliFailureException.Usage($"pas de journal de preuve dans {folder.Path}");
        AdjudicationFileContent content;
        using (var text = File.OpenText(file))
            content = AdjudicationFile.Read(text);
        if (content.Faults.Count > 0)
            return Refused(environment, file, content.Faults);
        AdjudicationImportResult result;
        await using (var log = EvidenceLog.Open(new() { Folder = folder, Time = environment.Time, Software = EvidenceComposition.Software, Site = configuration.Evidence.Site }))
            result = await AdjudicationImport.RunAsync(log, folder, content.Rows, ct);
        if (result.Faults.Count > 0)
            return Refused(environment, file, result.Faults);
        environment.Out.WriteLine($"{result.Written} jugements écrits, {result.AlreadyThere} déjà présents.");
        environment.Out.WriteLine(await AgreementAsync(folder, ct));
        return ExitCodes.Done;
    }

    private static int Refused(CliEnvironment environment, string file, IReadOnlyList<string> faults)
    {
        foreach (var fault in faults)
            environment.Error.WriteLine($"triage : {Path.GetFileName(file)}, {fault}");
        environment.Error.WriteLine($"triage : rien n'a été importé ; {faults.Count} {(faults.Count > 1 ? "lignes" : "ligne")} à corriger");
        return ExitCodes.Failed;
    }

    private static async Task<string> AgreementAsync(EvidenceFolder folder, CancellationToken ct)
    {
        var collector = new ReportCollector(new());
        using (var reader = EvaluationReader.Open(folder))
            await foreach (var dossier in reader.ReadAsync(new(), ct))
                collector.Add(dossier);
        var (agreement, calls) = (AgreementFigures.Of(collector.Calls), collector.Calls);
        var kappa = agreement.AdjudicatorsVital is { Low: { } low, High: { } high } k
            ? $"{FrenchFigures.Number(k.Value, 2)}  [{FrenchFigures.Number(low, 2)} ; {FrenchFigures.Number(high, 2)}]" : "-";
        return $"Journal : {agreement.DoublyJudged} appels doublement jugés, kappa (urgence vitale) {kappa} ; {calls.Count(c => c.Reference == ReferenceState.Discordant)} en désaccord sans consensus, "
            + $"{calls.Count(c => c.Reference == ReferenceState.OneJudge)} jugés une seule fois, {calls.Count(c => c.Reference == ReferenceState.None)} jamais.";
    }
}
