using System.CommandLine;
using System.Globalization;
using Triage.Inference;
using Triage.Inference.Models;

namespace Triage.Server.Cli;

/// <summary><c>triage model</c>: what is installed, whether it is intact, and bringing in another recogniser.</summary>
internal static class ModelCommand
{
    public static Command Create(CliEnvironment environment) =>
        new("model", "Liste, vérifie ou importe des modèles") { List(environment), Verify(environment), Import(environment) };

    private static Command List(CliEnvironment environment)
    {
        var models = ModelsOption.Create();
        var command = new Command("list", "Liste les modèles installés") { models };
        command.SetAction(parsed =>
        {
            var catalog = ModelCatalog.Open(ModelsOption.Resolve(parsed.GetValue(models), environment));
            var listed = catalog.List();
            var names = listed.Select(m => m.Name.Length).Append(0).Max();
            foreach (var model in listed)
                environment.Out.WriteLine($"{model.Name.PadRight(names)}  {Role(model.Role),-20}  {Megabytes(model.Bytes),9}  {model.Licence} ; {model.Source}");
            environment.Out.WriteLine($"{listed.Count} {(listed.Count > 1 ? "modèles" : "modèle")} dans {catalog.Folder}");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Verify(CliEnvironment environment)
    {
        var models = ModelsOption.Create();
        var command = new Command("verify", "Relit chaque fichier et le compare au manifeste") { models };
        command.SetAction(async (parsed, ct) =>
        {
            var catalog = ModelCatalog.Open(ModelsOption.Resolve(parsed.GetValue(models), environment));
            var checks = await WorkProgress.RunAsync(environment, plain: false, progress =>
            {
                var (all, done) = (catalog.Manifest.Files.Sum(f => f.Bytes), 0L);
                var found = new List<ModelFileCheck>();
                foreach (var check in catalog.Verify(ct))
                {
                    found.Add(check);
                    done += check.Bytes;
                    progress.Report("Vérification", all == 0 ? 1 : (double)done / all, check.File);
                }
                return Task.FromResult(found);
            });
            var problems = checks.Select(c => c.Problem).OfType<ModelFileProblem>().ToList();
            foreach (var problem in problems)
                environment.Error.WriteLine($"triage : {problem.Message}");
            environment.Out.WriteLine(problems.Count == 0
                ? $"{checks.Count} fichiers conformes au manifeste ({Megabytes(checks.Sum(c => c.Bytes))})"
                : $"{problems.Count} {(problems.Count > 1 ? "fichiers" : "fichier")} sur {checks.Count} à corriger : ne pas mettre en service");
            return problems.Count == 0 ? ExitCodes.Done : ExitCodes.Failed;
        });
        return command;
    }

    private static Command Import(CliEnvironment environment)
    {
        var folder = new Argument<string>("DOSSIER") { Description = "Dossier du modèle Whisper en ONNX : notre format ou un export public" };
        var name = new Option<string?>("--name") { Description = "Nom sous le dossier de modèles (par défaut celui du dossier)", HelpName = "NOM" };
        var source = new Option<string>("--source") { Description = "D'où vient le modèle, pour le manifeste", HelpName = "TEXTE", Required = true };
        var licence = new Option<string>("--licence") { Description = "Sa licence, identifiant SPDX, pour le manifeste", HelpName = "SPDX", Required = true };
        var models = ModelsOption.Create();
        var command = new Command("import", "Essaie un modèle de reconnaissance, puis le copie avec son empreinte") { folder, name, source, licence, models };
        command.SetAction((parsed, ct) =>
        {
            var request = new ModelImportRequest
            {
                SourceFolder = Path.Combine(environment.Folder, parsed.GetRequiredValue(folder)),
                Name = parsed.GetValue(name),
                Source = parsed.GetRequiredValue(source),
                Licence = parsed.GetRequiredValue(licence),
            };
            var import = new ModelImport(ModelsOption.Resolve(parsed.GetValue(models), environment), new ComputeOptions(), environment.Time);
            // Each step is a sentence that IT staff may want to keep: lines, not a bar.
            foreach (var step in import.Run(request, ct))
                environment.Out.WriteLine(step.Message);
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static string Role(ModelRole role) => role switch
    {
        ModelRole.Speech => "reconnaissance",
        ModelRole.VoiceActivity => "détection de parole",
        ModelRole.TextEncoder => "encodeur de phrases",
        ModelRole.Triage => "triage",
        _ => role.ToString(),
    };

    private static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:F1} Mo").Replace('.', ',');
}
