using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Triage.Core.Assessment;
using Triage.Inference.Models;
using Triage.Inference.TextEncoder;
using Triage.Inference.Triage;
using Triage.Training.Adaptation;
using Triage.Training.Evaluation;
using Triage.Training.Heads;

namespace Triage.Server.Cli;

/// <summary>
/// <c>triage train --adapt</c> and <c>--restore</c>: another card beside the same graph. The trained values stay in the card, so that
/// restoring gives back the very file that the training wrote.
/// </summary>
internal static class SiteAdaptation
{
    /// <param name="Calls">The site's labelled calls; null: restore.</param>
    public sealed record Request(string? Calls, double? Budget, string? Out, string? Models);

    public static async Task<int> RunAsync(CliEnvironment environment, Request request, CancellationToken ct)
    {
        var models = ModelsOption.Resolve(request.Models, environment);
        var files = ModelCatalog.Open(models).Triage() ?? throw new ModelException("Aucun modèle de triage n'est installé : lancer « triage train », ou recopier models/triage depuis le support d'installation.");
        if (!files.TryGetValue(OnnxTriageModel.CardFile, out var cardPath) || !files.TryGetValue(OnnxTriageModel.GraphFile, out var graphPath))
            throw new ModelException("triage : fichiers absents du manifeste. Relancer « triage train », ou recopier models/triage depuis le support d'installation.");
        var source = Path.GetDirectoryName(cardPath)!;
        var target = request.Out is { } named ? Path.GetFullPath(Path.Combine(environment.Folder, named)) : source;
        var relative = Path.GetRelativePath(models, target).Replace('\\', '/');
        if (target != source && relative != ".." && !relative.StartsWith("../", StringComparison.Ordinal) && !Path.IsPathRooted(relative))
            throw CliFailureException.Usage($"--out : un seul modèle de triage par dossier de modèles ; donner un dossier hors de {models}");
        var installed = TriageModelFiles.ReadCard(cardPath);
        var trained = installed.AsTrained();
        if (request.Calls is null)
        {
            if (installed.Adaptation is null)
                throw CliFailureException.Work($"{cardPath} : ce modèle n'est pas réglé sur un site, rien à défaire");
            Write(models, source, target, graphPath, trained);
            environment.Out.WriteLine($"Valeurs de l'entraînement remises : {Path.Combine(target, OnnxTriageModel.CardFile)}");
            return ExitCodes.Done;
        }
        var calls = LabelledCallsFile.Read(request.Calls, "--adapt");
        if (calls.Count < SiteAdapter.FewestCalls)
            throw CliFailureException.Work($"{request.Calls} : {calls.Count} appels annotés, il en faut {SiteAdapter.FewestCalls} au moins pour régler des seuils");
        var result = await WorkProgress.RunAsync(environment, plain: false, progress => Task.FromResult(Adapt(models, graphPath, trained, calls, request.Budget, progress, ct)));
        var hash = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(request.Calls, ct)));
        var adapted = trained with
        {
            Temperatures = result.Temperatures,
            Limits = result.Limits,
            Adaptation = new(calls.Count, hash, request.Budget, trained.Temperatures, trained.Limits),
        };
        Write(models, source, target, graphPath, adapted);
        environment.Out.WriteLine(Report(result, trained, Path.GetFileName(request.Calls)).TrimEnd());
        environment.Out.WriteLine($"Réglages écrits dans {Path.Combine(target, OnnxTriageModel.CardFile)} ; les poids n'ont pas changé. « triage train --restore » les défait.");
        if (target != source)
            environment.Out.WriteLine("Hors du dossier de modèles : non inscrit au manifeste, l'appareil ne le charge pas");
        return ExitCodes.Done;
    }

    private static AdaptationResult Adapt(
        string models, string graphPath, TriageModelCard trained, IReadOnlyList<LabelledCall> calls, double? budget, WorkProgress progress, CancellationToken ct)
    {
        trained.Check();
        var text = ModelCatalog.Open(models).TextEncoder();
        using var encoder = new SentenceEncoder(text.EncoderPath, text.TokenizerPath);
        using var heads = new TriageHeads(File.ReadAllBytes(graphPath), trained.Temperatures);
        var reader = new TurnReader(encoder, heads, trained.Temperatures.Finding);
        var recordings = new List<CallRecording>(calls.Count);
        foreach (var call in calls)
        {
            ct.ThrowIfCancellationRequested();
            try
            {
                recordings.Add(CallRecording.Of(call, reader, heads, trained));
            }
            catch (InvalidDataException e)
            {
                throw CliFailureException.Work($"appels inutilisables : {e.Message}", e);
            }
            progress.Report("Appels", (double)recordings.Count / calls.Count, $"{recordings.Count} sur {calls.Count}");
        }
        progress.Report("Réglage", 0);
        return SiteAdapter.Adapt(recordings, trained, budget);
    }

    /// <summary>The graph is copied where there is none; the card replaces the old one in one step, and the manifest follows it.</summary>
    private static void Write(string models, string source, string target, string graphPath, TriageModelCard card)
    {
        try
        {
            Directory.CreateDirectory(target);
            if (target != source)
                File.Copy(graphPath, Path.Combine(target, OnnxTriageModel.GraphFile), overwrite: true);
            var part = Path.Combine(target, ".adapted");
            File.WriteAllBytes(part, TriageModelFiles.Serialise(card));
            File.Move(part, Path.Combine(target, OnnxTriageModel.CardFile), overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CliFailureException.Work($"{target} : écriture impossible ({e.Message})", e);
        }
        if (target != source)
            return;
        var file = $"{Path.GetRelativePath(models, target).Replace('\\', '/')}/{OnnxTriageModel.CardFile}";
        var manifest = ModelManifest.Read(models);
        var entry = manifest.Files.First(f => f.File == file);
        var origin = entry.Source.Split(Adapted)[0] + (card.Adaptation is { } site ? string.Create(CultureInfo.InvariantCulture, $"{Adapted}{site.Calls} calls of the site") : "");
        manifest.With([ModelManifest.Describe(models, file, origin, entry.Licence, entry.Role)]).Write(models);
    }

    private const string Adapted = "; adapted to ";

    private static string Report(AdaptationResult result, TriageModelCard trained, string calls)
    {
        var text = new StringBuilder();
        void Line(string label, string before, string after) => text.Append(label.PadRight(45)).Append(before.PadLeft(14)).Append(after.PadLeft(14)).Append('\n');
        void Rate(string label, Func<TriageReport, double?> of) => Line(label, FrenchFigures.Percent(of(result.AsTrained)), FrenchFigures.Percent(of(result.LeaveOneOut)));
        void Value(string label, double before, double after) => Line(label, FrenchFigures.Number(before, 2), FrenchFigures.Number(after, 2));
        text.Append($"{result.AsTrained.Quality.Calls} appels ({calls}). Colonne réglée : chaque appel jugé avec les réglages tirés de tous les autres.\n");
        Line("", "entraîné", "réglé");
        Rate("Priorité acceptable", r => r.All.Acceptable?.Value);
        Rate("Sous-triage", r => r.All.UnderTriage?.Value);
        Rate("Sur-triage", r => r.All.OverTriage?.Value);
        Rate("P0 affichée à un moment quand attendue", r => r.All.P0Flagged?.Value);
        Rate("P0 affichée à tort (sur tous les appels)", r => r.All.FalseP0?.Value);
        Line("Alertes P0 par règle / par le modèle", Alerts(result.AsTrained), Alerts(result.LeaveOneOut));
        Rate("Erreur de calibration de la priorité", r => r.Calibration.Error?.Value);
        Rate("  la même, toutes priorités", r => r.Calibration.PooledError);
        Rate("  par hasard, si tout était calibré", r => r.Calibration.ErrorIfCalibrated);
        Value("Score de Brier de la priorité", result.AsTrained.Calibration.Brier, result.LeaveOneOut.Calibration.Brier);
        Line("Abstentions en fin d'appel", $"{result.AsTrained.Quality.Abstained}", $"{result.LeaveOneOut.Quality.Abstained}");
        Rate("Hors abstentions : priorité acceptable", r => r.Answered.Acceptable?.Value);
        text.Append('\n');
        Value("Température de la priorité", trained.Temperatures.Priority, result.Temperatures.Priority);
        Value("Température du motif", trained.Temperatures.Motive, result.Temperatures.Motive);
        Value("Température du niveau de soin", trained.Temperatures.Care, result.Temperatures.Care);
        Line("Seuil de P0", FrenchFigures.Threshold(trained.Limits.Vital), FrenchFigures.Threshold(result.Limits.Vital));
        Value("Seuil de confiance", trained.Limits.Confidence, result.Limits.Confidence);
        return text.ToString();
    }

    private static string Alerts(TriageReport report) => $"{report.ServedAlerts.ByRule} / {report.ServedAlerts.ByModel}";
}
