using Triage.Tests;

namespace Triage.Server.Tests.Cli;

public sealed class ModelCommandTests
{
    [Fact(Timeout = 30_000)]
    public async Task Verify_IntactFolder_ExitsWith0AndCountsIt()
    {
        using var models = Small();
        var cli = new CliRun(new());

        Assert.Equal(0, await cli.RunAsync("model", "verify", "--models", models.Path));

        Assert.Equal("4 fichiers conformes au manifeste (4,7 Mo)\n", cli.Out);
        Assert.Contains("100 %  Vérification : ", cli.Error, StringComparison.Ordinal);
    }

    [Fact(Timeout = 30_000)]
    public async Task Verify_OneByteChangedAndOneFileMissing_NamesEachWithItsRemedyAndExitsWith1()
    {
        using var models = Small();
        var graph = Path.Combine(models.Path, "silero-vad", "silero_vad_v6.onnx");
        using (var file = File.Open(graph, FileMode.Open))
        {
            file.Position = 1000;
            var old = file.ReadByte();
            file.Position = 1000;
            file.WriteByte((byte)(old ^ 1));
        }
        File.Delete(Path.Combine(models.Path, "silero-vad", "LICENSE"));
        var cli = new CliRun(new());

        Assert.Equal(1, await cli.RunAsync("model", "verify", "--models", models.Path));

        string[] failures = [.. cli.Error.Split('\n').Where(l => l.StartsWith("triage : ", StringComparison.Ordinal))];
        Assert.Equal(2, failures.Length);
        Assert.StartsWith("triage : silero-vad/LICENSE : fichier absent. Recopier ", failures[0], StringComparison.Ordinal);
        Assert.StartsWith("triage : silero-vad/silero_vad_v6.onnx : contenu modifié (SHA-256 ", failures[1], StringComparison.Ordinal);
        Assert.Contains("Ne pas mettre en service", failures[1], StringComparison.Ordinal);
        Assert.Equal("2 fichiers sur 4 à corriger : ne pas mettre en service\n", cli.Out);
    }

    [Fact(Timeout = 30_000)]
    public async Task List_NamesEachModelOnALine()
    {
        using var models = Small();
        var cli = new CliRun(new());

        Assert.Equal(0, await cli.RunAsync("model", "list", "--models", models.Path));

        Assert.Equal($"silero-vad  détection de parole      4,7 Mo  MIT ; Silero Team (npm @ricky0123/vad-web 0.0.31)\n1 modèles dans {models.Path}\n", cli.Out);
    }

    [Fact(Timeout = 30_000)]
    public async Task Import_FolderWithoutAModel_IsRefusedAndChangesNothing()
    {
        using var models = Small();
        using var source = new TemporaryFolder();
        source.File("notes.txt", "rien");
        var before = await File.ReadAllTextAsync(Path.Combine(models.Path, "manifest.json"), TestContext.Current.CancellationToken);
        var cli = new CliRun(new());

        Assert.Equal(1, await cli.RunAsync("model", "import", source.Path, "--name", "essai", "--source", "test", "--licence", "MIT", "--models", models.Path));

        Assert.StartsWith("triage : ", cli.Error, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(Path.Combine(models.Path, "manifest.json"), TestContext.Current.CancellationToken));
        Assert.False(Directory.Exists(Path.Combine(models.Path, "essai")));
    }

    [Fact(Timeout = 60_000)]
    public async Task Import_OurLayout_TellsEachStepAndIsListedAfterwards()
    {
        using var models = Small();
        var cli = new CliRun(new());

        Assert.Equal(0, await cli.RunAsync(
            "model", "import", TestPaths.InRoot("models", "whisper-base-fr"), "--name", "essai", "--source", "test", "--licence", "MIT", "--models", models.Path));

        Assert.StartsWith("essai : modèle Whisper complet (deux graphes Triage, 80 bandes", cli.Out, StringComparison.Ordinal);
        Assert.Contains("essai : importé.", cli.Out, StringComparison.Ordinal);
        var listed = new CliRun(new());
        Assert.Equal(0, await listed.RunAsync("model", "list", "--models", models.Path));
        Assert.Matches("(?m)^essai +reconnaissance +81,0 Mo  MIT ; test$", listed.Out);
    }

    [Theory(Timeout = 30_000)]
    [InlineData(2, "--models", "model", "list", "--models", "absent")]
    [InlineData(2, "--licence", "model", "import", "x", "--source", "y")]
    [InlineData(1, "manifeste absent", "model", "verify", "--models", ".")]
    public async Task Usage_Wrong_IsNamed(int code, string message, params string[] args)
    {
        var cli = new CliRun(new());

        Assert.Equal(code, await cli.RunAsync(args));

        Assert.Contains(message, cli.Error, StringComparison.Ordinal);
    }

    /// <summary>A models folder with the voice activity model alone.</summary>
    private static TemporaryFolder Small()
    {
        var folder = new TemporaryFolder();
        var to = Directory.CreateDirectory(Path.Combine(folder.Path, "silero-vad")).FullName;
        foreach (var file in Directory.EnumerateFiles(TestPaths.InRoot("models", "silero-vad")))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        var all = Triage.Inference.Models.ModelManifest.Read(TestPaths.InRoot("models"));
        Triage.Inference.Models.ModelManifest.Empty.With(all.Files.Where(f => f.File.StartsWith("silero-vad/", StringComparison.Ordinal))).Write(folder.Path);
        return folder;
    }
}
