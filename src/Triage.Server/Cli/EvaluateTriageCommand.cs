using System.CommandLine;
using Triage.Core.Assessment;
using Triage.Core.Audio;
using Triage.Inference.Models;
using Triage.Server.Configuration;
using Triage.Training.Evaluation;
using Triage.Training.Heads;

namespace Triage.Server.Cli;

/// <summary>
/// <c>triage evaluate triage</c>: the served triage model on labelled calls, from their reference words; with <c>--audio</c> from their
/// recordings, each played as a call through a desk in this process. No network.
/// </summary>
internal static class EvaluateTriageCommand
{
    private sealed record Request(string Calls, string? Audio, bool Json, string? Html, string? Models, string? Config);

    public static Command Create(CliEnvironment environment)
    {
        var calls = new Option<string>("--calls")
        {
            Description = "Appels annotés, un objet JSON par ligne : call, turns, priority, motive, et si connus care_level, findings",
            HelpName = "FICHIER",
            Required = true,
        };
        var audio = new Option<string?>("--audio")
        {
            Description = "Dossier des enregistrements de ces appels (manifest.jsonl) : ils passent par tout l'appareil, reconnaissance comprise", HelpName = "DOSSIER",
        };
        var json = new Option<bool>("--json") { Description = "Le rapport en JSON, appel par appel, sur la sortie standard" };
        var html = new Option<string?>("--html") { Description = "Écrit aussi un rapport à lire et à imprimer, en une seule page", HelpName = "FICHIER" };
        var models = ModelsOption.Create();
        var config = ConfigurationOption.Create();
        var command = new Command("triage", "Mesure le triage sur des appels annotés, à partir de leurs mots ou de leur enregistrement") { calls, audio, json, html, models, config };
        command.SetAction((parsed, ct) => RunAsync(environment, new(
            Path.Combine(environment.Folder, parsed.GetRequiredValue(calls)), PathOf(environment, parsed.GetValue(audio)), parsed.GetValue(json),
            PathOf(environment, parsed.GetValue(html)), parsed.GetValue(models), parsed.GetValue(config)), ct));
        return command;
    }

    private static string? PathOf(CliEnvironment environment, string? named) => named is null ? null : Path.GetFullPath(Path.Combine(environment.Folder, named));

    private static async Task<int> RunAsync(CliEnvironment environment, Request request, CancellationToken ct)
    {
        if (request.Html is { } page && !Directory.Exists(Path.GetDirectoryName(page)))
            throw CliFailureException.Usage($"--html : le dossier de {page} n'existe pas");
        var calls = LabelledCallsFile.Read(request.Calls, "--calls");
        var recorded = request.Audio is { } folder ? Join(calls, folder) : null;
        var configuration = TriageConfiguration.Load(request.Config, environment.Folder);
        if (request.Models is not null)
            configuration = configuration with { Models = configuration.Models with { Folder = ModelsOption.Resolve(request.Models, environment) } };
        using var model = InstalledTriage.Open(ModelCatalog.Open(ModelsOption.FolderOf(configuration)));
        var report = await WorkProgress.RunAsync(environment, request.Json, async progress =>
        {
            var words = FromWords(model, recorded is null ? calls : [.. recorded.Select(r => r.Call)], progress, ct);
            return recorded is null ? TriageReport.Of(words)
                : TriageReport.Of(await FromAudioAsync(environment, configuration, recorded, progress, ct), words, calls.Count - recorded.Count);
        });
        var name = Path.GetFileName(request.Calls);
        if (request.Html is not null)
            await WriteAsync(request.Html, TriageQualityPage.Render(report, name, model.Hash), ct);
        environment.Out.WriteLine(request.Json ? TriageQualityJson.Write(report, name, model.Hash) : TriageQualityTable.Render(report, name).TrimEnd());
        return ExitCodes.Done;
    }

    private static List<CallPrediction> FromWords(ITriageModel model, IReadOnlyList<LabelledCall> calls, WorkProgress progress, CancellationToken ct)
    {
        var predictions = new List<CallPrediction>(calls.Count);
        foreach (var call in calls)
        {
            ct.ThrowIfCancellationRequested();
            predictions.Add(TriageEvaluator.Predict(model, call));
            progress.Report("Appels", (double)predictions.Count / calls.Count, $"{predictions.Count} sur {calls.Count}");
        }
        return predictions;
    }

    private static async Task<List<CallPrediction>> FromAudioAsync(
        CliEnvironment environment, TriageConfiguration configuration, IReadOnlyList<RecordedCall> recorded, WorkProgress progress, CancellationToken ct)
    {
        try
        {
            return await EvaluationDesk.UseAsync(environment, configuration, progress, async desk =>
            {
                var triage = new DeskTriage(desk);
                var predictions = new List<CallPrediction>(recorded.Count);
                foreach (var call in recorded)
                {
                    predictions.Add(await triage.PredictAsync(call, ct));
                    progress.Report("Enregistrements", (double)predictions.Count / recorded.Count, $"{predictions.Count} sur {recorded.Count}");
                }
                return predictions;
            }, ct);
        }
        catch (Exception e) when (e is WavFormatException or InvalidDataException)
        {
            throw CliFailureException.Work($"enregistrement inutilisable : {e.Message}", e);
        }
    }

    private static IReadOnlyList<RecordedCall> Join(IReadOnlyList<LabelledCall> calls, string folder)
    {
        if (!Directory.Exists(folder))
            throw CliFailureException.Usage($"--audio : {folder} n'existe pas");
        try
        {
            var recorded = RecordedCall.Join(calls, folder);
            return recorded.Count > 0 ? recorded : throw CliFailureException.Work($"{folder} : aucun enregistrement d'un de ces appels");
        }
        catch (SpeechManifestException e)
        {
            throw CliFailureException.Work($"manifeste inutilisable : {e.Message}", e);
        }
    }

    private static async Task WriteAsync(string path, string page, CancellationToken ct)
    {
        try
        {
            await File.WriteAllTextAsync(path, page, ct);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CliFailureException.Work($"{path} : écriture impossible ({e.Message})", e);
        }
    }
}
