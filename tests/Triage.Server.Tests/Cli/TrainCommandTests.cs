using Triage.Inference.Models;
using Triage.Tests;

namespace Triage.Server.Tests.Cli;

public sealed class TrainCommandTests
{
    [Fact(Timeout = 60_000)]
    public async Task Train_InAModelsFolder_WritesTheModelAndEntersItInTheManifest()
    {
        using var models = new TemporaryFolder();
        CopyTextEncoder(models.Path);
        var cli = new CliRun(new());

        Assert.Equal(0, await cli.RunAsync("train", "--calls", "50", "--seed", "3", "--models", models.Path));

        Assert.Contains("Priorité acceptable / exacte", cli.Out, StringComparison.Ordinal);
        Assert.EndsWith("manifest.json mis à jour : triage\n", cli.Out, StringComparison.Ordinal);
        Assert.Contains("100 %  Réseau des tours de parole\n", cli.Error, StringComparison.Ordinal);
        var catalog = ModelCatalog.Open(models.Path);
        Assert.Equal(["model.json", "triage-heads.onnx"], catalog.Triage()!.Keys.Order());
        Assert.All(catalog.Verify(TestContext.Current.CancellationToken), check => Assert.Null(check.Problem));
        Assert.Equal(["MODEL_CARD.md", "model.json", "triage-heads.onnx"], Directory.EnumerateFileSystemEntries(Path.Combine(models.Path, "triage")).Select(Path.GetFileName).Order());

        Assert.Contains("Not validated by clinicians", await File.ReadAllTextAsync(Path.Combine(models.Path, "triage", "MODEL_CARD.md"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(models.Path, "triage.training")), "what an interrupted training needs is not left behind");

        var again = new CliRun(new());
        Assert.Equal(2, await again.RunAsync("train", "--calls", "50", "--models", models.Path));
        Assert.Contains("donner --force", again.Error, StringComparison.Ordinal);
    }

    [Theory(Timeout = 30_000)]
    [InlineData("triage-2")]
    [InlineData("silero-vad")]
    [InlineData(".")]
    public async Task Out_ElsewhereInTheModelsFolder_IsRefusedBeforeTraining(string name)
    {
        using var models = new TemporaryFolder();
        var cli = new CliRun(new());

        Assert.Equal(2, await cli.RunAsync("train", "--force", "--models", models.Path, "--out", Path.Combine(models.Path, name)));

        Assert.Contains("un seul modèle de triage par dossier de modèles", cli.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(models.Path));
    }

    [Theory(Timeout = 30_000)]
    [InlineData("--calls vaut « 49 » ; attendu : un nombre de 50 à 100000", "--calls", "49")]
    [InlineData("--calls vaut « beaucoup »", "--calls", "beaucoup")]
    [InlineData("--seed", "--seed", "x")]
    public async Task Usage_Wrong_IsNamedAndExitsWith2(string message, params string[] args)
    {
        var cli = new CliRun(new());

        Assert.Equal(2, await cli.RunAsync(["train", .. args]));

        Assert.Contains(message, cli.Error, StringComparison.Ordinal);
    }

    private static void CopyTextEncoder(string models)
    {
        var manifest = ModelManifest.Read(TestPaths.InRoot("models"));
        List<ModelManifestEntry> entries = [.. manifest.Files.Where(f => f.Role == ModelRole.TextEncoder)];
        foreach (var entry in entries)
        {
            var to = Path.Combine([models, .. entry.File.Split('/')]);
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(TestPaths.InRoot(["models", .. entry.File.Split('/')]), to);
        }
        ModelManifest.Empty.With(entries).Write(models);
    }
}
