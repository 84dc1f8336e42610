using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text;
using Triage.Inference.Models;
using Triage.Inference.TextEncoder;
using Triage.Inference.Triage;
using Triage.Training.Adaptation;
using Triage.Training.Heads;
using Triage.Training.Synthesis;

namespace Triage.Server.Cli;

/// <summary>
/// <c>triage train</c>: trains the triage heads on synthetic calls and installs them. A model in the models folder is entered in
/// its manifest; a model in place is replaced only when that is asked for. Stopped and called again, it goes on where it was.
/// </summary>
internal static class TrainCommand
{
    private const string Installed = "triage";
    private const string Licence = "Apache-2.0";
    private const int FewestCalls = 50;
    private const int MostCalls = 100_000;

    private sealed record Request(int Calls, int Seed, string? Out, bool Force, string? Models);

    public static Command Create(CliEnvironment environment)
    {
        var standard = new TrainingOptions();
        var calls = new Option<int>("--calls")
        {
            Description = $"Appels fictifs à produire, {FewestCalls} à {MostCalls}", HelpName = "N", CustomParser = ParseCalls, DefaultValueFactory = _ => standard.Calls,
        };
        var seed = new Option<int>("--seed") { Description = "Graine : la même donne le même modèle", HelpName = "S", DefaultValueFactory = _ => standard.Seed };
        var output = new Option<string?>("--out") { Description = $"Dossier du modèle (par défaut {Installed} du dossier de modèles)", HelpName = "DOSSIER" };
        var force = new Option<bool>("--force") { Description = "Remplace un modèle déjà en place" };
        var adapt = new Option<string?>("--adapt")
        {
            Description = $"N'entraîne rien : règle les seuils et les températures du modèle en place sur ces appels annotés du site ({SiteAdapter.FewestCalls} au moins)", HelpName = "APPELS",
        };
        var budget = new Option<double?>("--budget")
        {
            Description = "Avec --adapt : alertes P0 que le modèle seul peut donner pour 100 appels, 0 à 100", HelpName = "N", CustomParser = ParseBudget,
        };
        var restore = new Option<bool>("--restore") { Description = "Défait --adapt : remet les valeurs de l'entraînement" };
        // For the makers of the content: calls to compare two models on, or to read (docs/training.md).
        var write = new Option<string?>("--write") { Description = "N'entraîne rien : écrit N appels fictifs mis de côté, un par ligne", HelpName = "FICHIER", Hidden = true };
        var models = ModelsOption.Create();
        var command = new Command("train", "Entraîne le modèle de triage sur des appels fictifs, ou le règle sur les appels du site") { calls, seed, output, force, adapt, budget, restore, write, models };
        command.Validators.Add(result =>
        {
            bool Given(Option option) => result.GetResult(option) is { Implicit: false };
            if (Given(adapt) && Given(restore))
                result.AddError("--adapt et --restore s'excluent");
            if (Given(budget) && !Given(adapt))
                result.AddError("--budget ne sert qu'avec --adapt");
            if ((Given(adapt) || Given(restore)) && (Given(calls) || Given(seed) || Given(force)))
                result.AddError("--calls, --seed et --force ne servent qu'à un entraînement");
            if (Given(write) && (Given(adapt) || Given(restore) || Given(output) || Given(force)))
                result.AddError("--write va avec --calls et --seed seulement");
        });
        command.SetAction((parsed, ct) => parsed.GetValue(write) is { } file
            ? Task.FromResult(WriteCalls(environment, Path.Combine(environment.Folder, file), parsed.GetValue(calls), parsed.GetValue(seed)))
            : parsed.GetValue(adapt) is not null || parsed.GetValue(restore)
            ? SiteAdaptation.RunAsync(environment, new(
                parsed.GetValue(adapt) is { } site ? Path.Combine(environment.Folder, site) : null, parsed.GetValue(budget), parsed.GetValue(output), parsed.GetValue(models)), ct)
            : RunAsync(environment, new(
                parsed.GetValue(calls), parsed.GetValue(seed), parsed.GetValue(output), parsed.GetValue(force), parsed.GetValue(models)), ct));
        return command;
    }

    private static async Task<int> RunAsync(CliEnvironment environment, Request request, CancellationToken ct)
    {
        var models = ModelsOption.Resolve(request.Models, environment);
        var target = request.Out is { } named ? Path.GetFullPath(Path.Combine(environment.Folder, named)) : Path.Combine(models, Installed);
        // Said before minutes of work, not after.
        var folder = FolderBelow(models, target);
        if (folder is not (null or Installed))
            throw CliFailureException.Usage($"--out : un seul modèle de triage par dossier de modèles, {Path.Combine(models, Installed)} ; donner un dossier hors de {models}");
        if (!request.Force && (File.Exists(target) || Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any()))
            throw CliFailureException.Usage($"{target} n'est pas vide ; donner --force pour y remplacer le modèle, ou un autre dossier avec --out");
        if (File.Exists(target))
            throw CliFailureException.Usage($"{target} est un fichier ; donner un dossier avec --out");

        using var encoder = OpenEncoder(ModelCatalog.Open(models));
        var trainer = new TriageTrainer(encoder, ContentLibrary.LoadEmbedded(), new TrainingOptions { Calls = request.Calls, Seed = request.Seed, CheckpointFolder = CheckpointsOf(target) });
        var trained = await WorkProgress.RunAsync(environment, plain: false, progress => Task.FromResult(trainer.Train(new Reported(progress), ct)));
        Write(target, trained, request);
        environment.Out.WriteLine(Report(trained.Figures).TrimEnd());
        environment.Out.WriteLine($"Modèle écrit dans {target}");
        if (folder is not null)
        {
            Register(models, folder, request);
            environment.Out.WriteLine($"{ModelManifest.FileName} mis à jour : {folder}");
        }
        else
        {
            environment.Out.WriteLine("Hors du dossier de modèles : non inscrit au manifeste, l'appareil ne le charge pas");
        }
        return ExitCodes.Done;
    }

    private static int WriteCalls(CliEnvironment environment, string path, int calls, int seed)
    {
        try
        {
            using var file = File.Create(path);
            SyntheticCallWriter.Write(file, NoisyCalls.Draw(ContentLibrary.LoadEmbedded(), seed, learnt: 0, judged: calls));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CliFailureException.Work($"{path} : écriture impossible ({e.Message})", e);
        }
        environment.Out.WriteLine($"{calls} appels écrits dans {path}");
        return ExitCodes.Done;
    }

    private static SentenceEncoder OpenEncoder(ModelCatalog catalog)
    {
        var model = catalog.TextEncoder();
        return new SentenceEncoder(model.EncoderPath, model.TokenizerPath);
    }

    /// <summary>Both files are complete beside their places before either is moved there; a file in place is never half written.</summary>
    private static void Write(string target, TrainedModel trained, Request request)
    {
        var created = !Directory.Exists(target);
        var parts = Path.Combine(target, $".training-{request.Seed}");
        try
        {
            TriageModelFiles.Write(parts, trained.Graph, trained.Card);
            File.WriteAllText(Path.Combine(parts, ModelCardWriter.File), ModelCardWriter.Write(trained));
            foreach (var file in (string[])[OnnxTriageModel.GraphFile, OnnxTriageModel.CardFile, ModelCardWriter.File])
                File.Move(Path.Combine(parts, file), Path.Combine(target, file), overwrite: true);
            Directory.Delete(parts);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (Directory.Exists(created ? target : parts))
                Directory.Delete(created ? target : parts, recursive: true);
            throw CliFailureException.Work($"{target} : écriture impossible ({e.Message}) ; le modèle entraîné est perdu", e);
        }
    }

    /// <summary>Beside the model, not in it: an interrupted training must not look like a model in place. Removed when the training is done.</summary>
    private static string CheckpointsOf(string target) => $"{Path.TrimEndingDirectorySeparator(target)}.training";

    /// <summary>The target's path below the models folder, or null when it lies elsewhere.</summary>
    private static string? FolderBelow(string models, string target)
    {
        var relative = Path.GetRelativePath(models, target).Replace('\\', '/');
        return relative == ".." || relative.StartsWith("../", StringComparison.Ordinal) || Path.IsPathRooted(relative) ? null : relative;
    }

    private static void Register(string models, string folder, Request request)
    {
        var source = string.Create(CultureInfo.InvariantCulture, $"Trained by triage train: {request.Calls} synthetic calls, seed {request.Seed}");
        var entries = new[] { OnnxTriageModel.GraphFile, OnnxTriageModel.CardFile }
            .Select(file => ModelManifest.Describe(models, $"{folder}/{file}", source, Licence, ModelRole.Triage));
        ModelManifest.Read(models).WithoutFolder(folder).With(entries).Write(models);
    }

    private static string Report(HeldOutFigures figures)
    {
        var text = new StringBuilder();
        void Row(string label, string value) => text.Append(label.PadRight(45)).Append(value).Append('\n');
        Row("Appels fictifs mis de côté", $"{figures.Calls} (les phrases qui énoncent un signe n'ont pas servi à l'entraînement, les autres oui : chiffres optimistes)");
        Row("Signes évoqués : précision / rappel / F1", $"{Percent(figures.MentionPrecision)} / {Percent(figures.MentionRecall)} / {Percent(figures.MentionF1)}");
        Row("Statut d'un signe bien trouvé", Percent(figures.StatusAccuracy));
        Row("Priorité acceptable / exacte", $"{Percent(figures.PriorityAcceptable)} / {Percent(figures.PriorityAccuracy)}");
        Row("Sous-triage", Percent(figures.UnderTriage));
        Row("P0 trouvés / P0 à tort", $"{Percent(figures.P0Recall)} / {Percent(figures.FalseP0)}");
        Row("Motif acceptable : premier / dans les trois", $"{Percent(figures.MotiveTop1)} / {Percent(figures.MotiveTop3)}");
        Row("Niveau de soin exact", Percent(figures.CareAccuracy));
        Row("Alertes P0 pour 100 appels : règles / modèle", $"{FrenchFigures.Number(figures.AlertsPerHundred.ByRule, 1)} / {FrenchFigures.Number(figures.AlertsPerHundred.ByModel, 1)} (proportion d'appels graves fixée par le générateur)");
        return text.ToString();
    }

    private static string Percent(double rate) => string.Create(CultureInfo.InvariantCulture, $"{100 * rate:F1} %").Replace('.', ',');

    private static int ParseCalls(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var calls) && calls is >= FewestCalls and <= MostCalls)
            return calls;
        result.AddError($"--calls vaut « {text} » ; attendu : un nombre de {FewestCalls} à {MostCalls}");
        return FewestCalls;
    }

    private static double? ParseBudget(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var budget) && budget is >= 0 and <= 100)
            return budget;
        result.AddError($"--budget vaut « {text} » ; attendu : un nombre de 0 à 100");
        return null;
    }

    private sealed class Reported(WorkProgress progress) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => progress.Report(
            value.Stage switch
            {
                "generate" => "Appels fictifs",
                "encode" => "Encodage des phrases",
                "turns" => "Réseau des tours de parole",
                "read" => "Lecture des appels",
                "calls" => "Réseau des appels",
                _ => value.Stage,
            },
            value.Done, value.Stage is "turns" or "calls" ? null : value.Detail is null ? null : French(value.Detail));

        private static string French(string detail) => detail
            .Replace("distinct turns", "phrases distinctes", StringComparison.Ordinal)
            .Replace("calls", "appels", StringComparison.Ordinal)
            .Replace("turns", "tours", StringComparison.Ordinal);
    }
}
