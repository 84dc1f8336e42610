using System.CommandLine;
using Triage.Inference.Models;
using Triage.Training.Heads;

namespace Triage.Server.Cli;

/// <summary><c>triage evaluate triage</c>: the served triage model on labelled calls, from their reference words.</summary>
internal static class EvaluateTriageCommand
{
    private sealed record Request(string Calls, bool Json, string? Models);

    public static Command Create(CliEnvironment environment)
    {
        var calls = new Option<string>("--calls")
        {
            Description = "Appels annotés, un objet JSON par ligne : call, turns, priority, motive, et si connus care_level, findings",
            HelpName = "FICHIER",
            Required = true,
        };
        var json = new Option<bool>("--json") { Description = "Le rapport en JSON, appel par appel, sur la sortie standard" };
        var models = ModelsOption.Create();
        var command = new Command("triage", "Mesure le triage sur des appels annotés, à partir de leurs mots") { calls, json, models };
        command.SetAction((parsed, ct) => RunAsync(environment, new(
            Path.Combine(environment.Folder, parsed.GetRequiredValue(calls)), parsed.GetValue(json), parsed.GetValue(models)), ct));
        return command;
    }

    private static async Task<int> RunAsync(CliEnvironment environment, Request request, CancellationToken ct)
    {
        if (!File.Exists(request.Calls))
            throw CliFailureException.Usage($"--calls : {request.Calls} n'existe pas");
        var calls = Read(request.Calls);
        using var model = InstalledTriage.Open(ModelCatalog.Open(ModelsOption.Resolve(request.Models, environment)));
        var quality = await WorkProgress.RunAsync(environment, request.Json, progress =>
        {
            var predictions = new List<CallPrediction>(calls.Count);
            foreach (var call in calls)
            {
                ct.ThrowIfCancellationRequested();
                predictions.Add(TriageEvaluator.Predict(model, call));
                progress.Report("Appels", (double)predictions.Count / calls.Count, $"{predictions.Count} sur {calls.Count}");
            }
            return Task.FromResult(TriageEvaluator.Summarise(predictions));
        });
        var name = Path.GetFileName(request.Calls);
        environment.Out.WriteLine(request.Json ? TriageQualityJson.Write(quality, name, model.Hash) : TriageQualityTable.Render(quality, name).TrimEnd());
        return ExitCodes.Done;
    }

    private static IReadOnlyList<LabelledCall> Read(string path)
    {
        try
        {
            var calls = LabelledCall.ReadAll(path);
            return calls.Count > 0 ? calls : throw CliFailureException.Work($"appels inutilisables : {path} n'en contient aucun");
        }
        catch (InvalidDataException e)
        {
            throw CliFailureException.Work($"appels inutilisables : {e.Message}", e);
        }
    }
}
