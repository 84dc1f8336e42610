using Triage.Inference.Models;
using Triage.Inference.Tests.Whisper.PublicExport;
using Triage.Inference.Whisper.PublicExport;
using Triage.Tests;

namespace Triage.Inference.Tests.Models;

public sealed class ModelImportTests : IDisposable
{
    private readonly ModelsFolder _models = new ModelsFolder().Add("silero-vad/silero_vad_v6.onnx", ModelRole.VoiceActivity);

    public void Dispose() => _models.Dispose();

    private ModelImport Import => new(_models.Path, () => new() { IntraOpNumThreads = 1 }, TimeProvider.System);

    private static ModelImportRequest Request(string folder, string? name = "large-fr") =>
        new() { SourceFolder = folder, Name = name, Source = "converted on a workstation", Licence = "MIT" };

    private List<ModelImportStep> RunAll(ModelImportRequest request) => [.. Import.Run(request)];

    private ModelException Refused(ModelImportRequest request)
    {
        var before = _models.Snapshot();
        var error = Assert.Throws<ModelException>(() => RunAll(request));
        Assert.Equal(before, _models.Snapshot());
        return error;
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void Run_PublicExport_IsCopiedRecordedAndUsable(bool half, bool separate)
    {
        using var export = new TinyExport { Half = half, Separate = separate }.Write();
        File.WriteAllText(Path.Combine(export.Folder, "LICENSE"), "MIT");
        File.WriteAllText(Path.Combine(export.Folder, "run.py"), "print()");

        var steps = RunAll(Request(export.Folder));

        Assert.Equal(ModelImportStage.Done, steps[^1].Stage);
        Assert.Contains(steps, s => s.Stage == ModelImportStage.Tried && s.Message.Contains("30 s", StringComparison.Ordinal));
        Assert.Contains("run.py", Assert.Single(steps, s => s.Stage == ModelImportStage.Ignored).Message, StringComparison.Ordinal);
        Assert.Empty(_models.Problems());
        var catalog = ModelCatalog.Open(_models.Path);
        Assert.Contains(catalog.List(), m => m is { Name: "large-fr", Role: ModelRole.Speech, Source: "converted on a workstation" });
        Assert.Equal([30], catalog.Speech("large-fr").Info.WindowsS);
        using var graphs = new PublicExportGraphs(catalog.Speech("large-fr"), () => new());
        Assert.Equal(3000, graphs.FixedMelFrames);
        Assert.False(File.Exists(_models.File(".import.lock")));
    }

    [Fact]
    public void Run_GraphsInFolderOnnx_AreOneModel()
    {
        using var export = new TinyExport().Write();
        Directory.CreateDirectory(Path.Combine(export.Folder, "onnx"));
        foreach (var graph in export.Files().Where(f => f.EndsWith(".onnx", StringComparison.Ordinal)))
            File.Move(Path.Combine(export.Folder, graph), Path.Combine(export.Folder, "onnx", graph));

        RunAll(Request(export.Folder));

        var catalog = ModelCatalog.Open(_models.Path);
        Assert.Equal(["large-fr"], catalog.List().Where(m => m.Role == ModelRole.Speech).Select(m => m.Name));
        Assert.True(File.Exists(catalog.Speech("large-fr").DecoderPath));
        Assert.Empty(_models.Problems());
    }

    [Fact]
    public void Run_OurOwnLayout_IsTriedAndImported()
    {
        var steps = RunAll(Request(TestPaths.InRoot("models", "whisper-base-fr")));

        Assert.Contains(steps, s => s.Stage == ModelImportStage.Tried && s.Message.Contains("3 s", StringComparison.Ordinal));
        Assert.Empty(_models.Problems());
        Assert.Equal(SpeechLayout.TwoGraphs, ModelCatalog.Open(_models.Path).Speech("large-fr").Layout);
    }

    [Fact]
    public void Run_EncoderThatOnlyTakes30S_RecordsThatWindow()
    {
        using var export = new TinyExport { OnlyFullWindows = true }.Write();
        RunAll(Request(export.Folder));

        Assert.Equal([30], ModelCatalog.Open(_models.Path).Speech("large-fr").Info.WindowsS);
    }

    [Fact]
    public void Run_EncoderThatTakesShortWindows_RecordsThem()
    {
        using var export = new TinyExport { FreeFrames = true }.Write();
        RunAll(Request(export.Folder));

        Assert.Equal([8, 10, 12, 16, 20, 30], ModelCatalog.Open(_models.Path).Speech("large-fr").Info.WindowsS);
    }

    [Fact]
    public void Run_SameNameAgain_IsRefused()
    {
        using var export = new TinyExport().Write();
        RunAll(Request(export.Folder));

        Assert.Contains("jamais écrasé", Refused(Request(export.Folder)).Message, StringComparison.Ordinal);
        Assert.Contains("jamais écrasé", Refused(Request(export.Folder, "LARGE-FR")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("/tmp/x")]
    [InlineData("a\\b")]
    [InlineData("")]
    [InlineData(".hidden")]
    [InlineData("Silero-VAD")]
    [InlineData("triage")]
    public void Run_NameThatIsAPathOrTaken_IsRefused(string name)
    {
        using var export = new TinyExport().Write();

        Assert.Contains("Nom de modèle refusé", Refused(Request(export.Folder, name)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_FolderWithoutManifestEntries_IsRefusedAndExplained()
    {
        using var export = new TinyExport().Write();
        Directory.CreateDirectory(_models.File("large-fr"));
        File.WriteAllText(_models.File("large-fr/encoder_model.onnx"), "half a file");

        Assert.Contains("import interrompu", Refused(Request(export.Folder)).Message, StringComparison.Ordinal);
        Assert.Contains(_models.Problems(), p => p is { File: "large-fr/encoder_model.onnx", What: ModelFault.Unlisted });
    }

    [Fact]
    public void Run_LeftoverOfAKilledImport_IsClearedAway()
    {
        using var export = new TinyExport().Write();
        Directory.CreateDirectory(_models.File(".importing-other"));
        File.WriteAllText(_models.File(".importing-other/encoder_model.onnx"), "half a file");

        RunAll(Request(export.Folder));

        Assert.False(Directory.Exists(_models.File(".importing-other")));
        Assert.Empty(_models.Problems());
    }

    [Fact]
    public void Run_GivenUpAfterEachStep_LeavesNothingBehind()
    {
        using var export = new TinyExport().Write();
        var before = _models.Snapshot();
        for (var taken = 1; ; taken++)
        {
            var steps = Import.Run(Request(export.Folder)).Take(taken).ToList();
            if (steps[^1].Stage == ModelImportStage.Done)
                break;
            Assert.Equal(before, _models.Snapshot());
            Assert.False(Directory.Exists(_models.File(".importing-large-fr")));
            Assert.True(taken < 50);
        }
    }

    [Fact]
    public void Run_CancelledWhileCopying_LeavesNothingBehind()
    {
        using var export = new TinyExport().Write();
        using var cancellation = new CancellationTokenSource();
        var before = _models.Snapshot();

        Assert.ThrowsAny<OperationCanceledException>(() =>
        {
            foreach (var step in Import.Run(Request(export.Folder), cancellation.Token))
                if (step.Stage == ModelImportStage.Copied)
                    cancellation.Cancel();
        });

        Assert.Equal(before, _models.Snapshot());
        Assert.False(Directory.Exists(_models.File(".importing-large-fr")));
    }

    [Fact]
    public void Run_TwoAtOnce_SecondIsRefused()
    {
        using var export = new TinyExport().Write();
        using var first = Import.Run(Request(export.Folder)).GetEnumerator();
        Assert.True(first.MoveNext());

        Assert.Contains("un autre import est en cours", Assert.Throws<ModelException>(() => RunAll(Request(export.Folder, "second"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_GraphCutShort_IsRefused()
    {
        using var export = new TinyExport().Write();
        var path = Path.Combine(export.Folder, "decoder_model_merged.onnx");
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..400]);

        Assert.Contains("decoder_model_merged.onnx", Refused(Request(export.Folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_GraphGivesNaN_IsRefused()
    {
        using var export = new TinyExport { GivesNaN = true }.Write();

        Assert.Contains("valeurs impossibles", Refused(Request(export.Folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_ModelThatDoesNotListen_IsRefused()
    {
        using var export = new TinyExport { Deaf = true }.Write();

        Assert.Contains("n'écoute pas", Refused(Request(export.Folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_BrokenGraphForTheGpu_IsRefusedToo()
    {
        using var export = new TinyExport().Write();
        File.WriteAllText(Path.Combine(export.Folder, "decoder_model_merged_fp16.onnx"), "not a graph");

        Assert.Contains("decoder_model_merged_fp16.onnx", Refused(Request(export.Folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_LinkInsteadOfAFile_IsRefused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a privilege on Windows");
        using var export = new TinyExport().Write();
        var path = Path.Combine(export.Folder, "config.json");
        File.Move(path, path + ".real");
        File.CreateSymbolicLink(path, path + ".real");

        Assert.Contains("lien symbolique", Refused(Request(export.Folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_EmptyFileOrMissingFolder_IsRefused()
    {
        using var export = new TinyExport().Write();
        File.WriteAllText(Path.Combine(export.Folder, "tokenizer.json"), "");

        Assert.Contains("fichier vide", Refused(Request(export.Folder)).Message, StringComparison.Ordinal);
        Assert.Contains("dossier absent", Refused(Request(export.Folder + "-gone")).Message, StringComparison.Ordinal);
        Assert.Contains("déjà sous", Refused(Request(_models.File("silero-vad"))).Message, StringComparison.Ordinal);
    }
}
