using Triage.Inference.Models;
using Triage.Tests;
using Triage.Training.Heads;

namespace Triage.Server.Tests.Cli;

public sealed class TrainCommandTests
{
    [Fact(Timeout = 60_000)]
    public async Task Train_InAModelsFolder_WritesTheModelAndEntersItInTheManifest()
    {
        using var models = new TemporaryFolder();
        CopyModels(models.Path, ModelRole.TextEncoder);
        var cli = new CliRun(new());

        Assert.Equal(0, await cli.RunAsync("train", "--calls", "50", "--seed", "3", "--models", models.Path));

        Assert.Contains("Priorité acceptable / exacte", cli.Out, StringComparison.Ordinal);
        Assert.Matches("Alertes P0 pour 100 appels : règles / modèle +[0-9]+,[0-9] / [0-9]+,[0-9]", cli.Out);
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

    /// <summary>What is written is what evaluate triage reads: two models can be compared on it.</summary>
    [Fact(Timeout = 60_000)]
    public async Task Write_HeldOutCalls_AreLabelledCallsAndTheSameForTheSameSeed()
    {
        using var folder = new TemporaryFolder();
        var (first, second) = (Path.Combine(folder.Path, "a.jsonl"), Path.Combine(folder.Path, "b.jsonl"));

        Assert.Equal(0, await new CliRun(new()).RunAsync("train", "--calls", "60", "--seed", "4", "--write", first));
        Assert.Equal(0, await new CliRun(new()).RunAsync("train", "--calls", "60", "--seed", "4", "--write", second));

        var calls = LabelledCall.ReadAll(first);
        Assert.Equal(60, calls.Count);
        Assert.All(calls, c => Assert.NotNull(c.Findings));
        Assert.Equal(File.ReadAllBytes(first), File.ReadAllBytes(second));
        Assert.Equal(2, await new CliRun(new()).RunAsync("train", "--write", first, "--force"));
    }

    /// <summary>Adapted and restored in a models folder: the graph never changes, the manifest follows, and the trained card comes back bit by bit.</summary>
    [Fact(Timeout = 120_000)]
    public async Task Adapt_ThenRestore_GivesBackTheTrainedCard()
    {
        using var models = new TemporaryFolder();
        CopyModels(models.Path, ModelRole.TextEncoder, ModelRole.Triage);
        // The delivered card is adapted already: back to the trained one first.
        Assert.Equal(0, await new CliRun(new()).RunAsync("train", "--restore", "--models", models.Path));
        var samples = await File.ReadAllLinesAsync(TestPaths.InRoot("samples", "calls.jsonl"), TestContext.Current.CancellationToken);
        var calls = models.File("calls.jsonl", [.. Enumerable.Repeat(samples, 5).SelectMany(s => s)]);
        var (graph, card) = (Path.Combine(models.Path, "triage", "triage-heads.onnx"), Path.Combine(models.Path, "triage", "model.json"));
        var (graphBefore, cardBefore) = (File.ReadAllBytes(graph), File.ReadAllBytes(card));
        var cli = new CliRun(new());

        Assert.Equal(0, await cli.RunAsync("train", "--adapt", calls, "--budget", "0", "--models", models.Path));

        Assert.Matches("Seuil de P0 +0,[0-9]+ +jamais\n", cli.Out);
        Assert.Equal(graphBefore, File.ReadAllBytes(graph));
        Assert.NotEqual(cardBefore, File.ReadAllBytes(card));
        AssertWhole(models.Path, "adapted to 30 calls of the site");

        var restored = new CliRun(new());
        Assert.Equal(0, await restored.RunAsync("train", "--restore", "--models", models.Path));
        Assert.Equal(cardBefore, File.ReadAllBytes(card));
        AssertWhole(models.Path, null);

        var again = new CliRun(new());
        Assert.Equal(1, await again.RunAsync("train", "--restore", "--models", models.Path));
        Assert.Contains("rien à défaire", again.Error, StringComparison.Ordinal);
    }

    [Fact(Timeout = 30_000)]
    public async Task Adapt_FewCalls_IsRefusedAndNothingChanges()
    {
        using var models = new TemporaryFolder();
        CopyModels(models.Path, ModelRole.TextEncoder, ModelRole.Triage);
        var card = File.ReadAllBytes(Path.Combine(models.Path, "triage", "model.json"));
        var cli = new CliRun(new());

        Assert.Equal(1, await cli.RunAsync("train", "--adapt", TestPaths.InRoot("samples", "calls.jsonl"), "--models", models.Path));

        Assert.Contains("6 appels annotés, il en faut 30 au moins", cli.Error, StringComparison.Ordinal);
        Assert.Equal(card, File.ReadAllBytes(Path.Combine(models.Path, "triage", "model.json")));
    }

    private static void AssertWhole(string models, string? adapted)
    {
        Assert.All(ModelCatalog.Open(models).Verify(TestContext.Current.CancellationToken), check => Assert.Null(check.Problem));
        Assert.Equal(adapted is not null, ModelManifest.Read(models).Files.Single(f => f.File == "triage/model.json").Source.EndsWith(adapted ?? "of the site", StringComparison.Ordinal));
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
    [InlineData("--budget vaut « 101 » ; attendu : un nombre de 0 à 100", "--adapt", "c.jsonl", "--budget", "101")]
    [InlineData("--budget ne sert qu'avec --adapt", "--budget", "5")]
    [InlineData("--adapt et --restore s'excluent", "--adapt", "c.jsonl", "--restore")]
    [InlineData("ne servent qu'à un entraînement", "--adapt", "c.jsonl", "--seed", "3")]
    [InlineData("--adapt : ", "--adapt", "absent.jsonl")]
    public async Task Usage_Wrong_IsNamedAndExitsWith2(string message, params string[] args)
    {
        var cli = new CliRun(new());

        Assert.Equal(2, await cli.RunAsync(["train", .. args]));

        Assert.Contains(message, cli.Error, StringComparison.Ordinal);
    }

    private static void CopyModels(string models, params ModelRole[] roles)
    {
        var manifest = ModelManifest.Read(TestPaths.InRoot("models"));
        List<ModelManifestEntry> entries = [.. manifest.Files.Where(f => roles.Contains(f.Role))];
        foreach (var entry in entries)
        {
            var to = Path.Combine([models, .. entry.File.Split('/')]);
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(TestPaths.InRoot(["models", .. entry.File.Split('/')]), to);
        }
        ModelManifest.Empty.With(entries).Write(models);
    }
}
