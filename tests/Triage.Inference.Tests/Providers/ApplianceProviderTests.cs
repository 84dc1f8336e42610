using Triage.Core.Calls;
using Triage.Core.Speech;
using Triage.Inference.Models;
using Triage.Inference.Providers;
using Triage.Inference.Tests.Models;
using Triage.Inference.Tests.Whisper.PublicExport;
using Triage.Tests;

namespace Triage.Inference.Tests.Providers;

/// <summary>A whole appliance on a machine whose GPU passes every check, as far as the processor's package goes.</summary>
public sealed class ApplianceProviderTests
{
    [Fact]
    public void Load_IntegerGraphsOnly_FallsBackAndNamesTheModel()
    {
        var machine = new FakeTrials();

        using var models = Load(TestPaths.InRoot("models"), null, machine, refuse: false);

        Assert.Equal(SelectedProvider.Cpu, models.Provider.Provider);
        Assert.StartsWith("« cuda » demandé, impossible : whisper-base-fr n'a que des graphes à entiers de 8 bits", models.Provider.FallbackReason, StringComparison.Ordinal);
        Assert.Equal(ExecutionProvider.Cuda, Assert.Single(machine.Probed).Kind);
        Assert.NotEmpty(models.Resources.WindowsS);
    }

    [Fact]
    public void Load_ProcessorInPlaceOfTheGpu_TakesTheProcessorsLanes()
    {
        using var export = new TinyExport { Half = true }.Write();
        using var folder = new ModelsFolder();
        CopyTo(folder.Path, export);
        var options = Options(folder.Path, "tiny", new() { ProbeFault = "broken" }, new() { Wanted = ExecutionProvider.Cuda }) with { ProcessorPlan = new() { Lanes = 3 } };

        using var fellBack = Load(options);
        using var chosen = Load(options with { Provider = new() });

        Assert.Equal((3, 1), (fellBack.Resources.Scheduler.Lanes, chosen.Resources.Scheduler.Lanes));
    }

    [Fact]
    public void Load_IntegerGraphsOnlyAndNoFallback_Refuses() => Assert.Contains(
        "whisper-base-fr", Assert.Throws<ProviderException>(() => Load(TestPaths.InRoot("models"), null, new(), refuse: true)).Message, StringComparison.Ordinal);

    /// <summary>The probe is content, and the model's own sessions then fail: as with too little memory on the device.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Load_SessionsFailAfterTheProbe_FallsBackOrRefuses(bool refuse)
    {
        using var export = new TinyExport { Half = true }.Write();
        using var folder = new ModelsFolder();
        CopyTo(folder.Path, export);

        if (refuse)
        {
            Assert.Contains("tiny ne tourne pas sur le GPU", Assert.Throws<ProviderException>(() => Load(folder.Path, "tiny", new(), refuse)).Message, StringComparison.Ordinal);
            return;
        }
        using var models = Load(folder.Path, "tiny", new(), refuse);

        Assert.Equal(SelectedProvider.Cpu, models.Provider.Provider);
        Assert.Contains("tiny ne tourne pas sur le GPU (ce programme est construit avec ONNX Runtime pour processeur seul", models.Provider.FallbackReason, StringComparison.Ordinal);
        Assert.Equal(TinyExport.Vocabulary, models.Resources.Vocabulary.Count);
    }

    [Fact]
    public void Load_NothingAsked_RunsOnTheProcessorWithoutAWord()
    {
        var machine = new FakeTrials();

        using var models = Load(Options(TestPaths.InRoot("models"), null, machine, new()));

        Assert.Equal((SelectedProvider.Cpu, null, 0), (models.Provider.Provider, models.Provider.FallbackReason, machine.Queries));
    }

    private static ApplianceModels Load(string folder, string? speech, FakeTrials machine, bool refuse) =>
        Load(Options(folder, speech, machine, new() { Wanted = ExecutionProvider.Cuda, RefuseFallback = refuse }));

    private static ApplianceModels Load(ApplianceModelOptions options) =>
        ApplianceModels.Load(options, new SpeechOptions(), new CallBudgets(), TimeProvider.System, TestContext.Current.CancellationToken);

    private static ApplianceModelOptions Options(string folder, string? speech, FakeTrials machine, ProviderRequest request) =>
        new() { ModelsFolder = folder, Speech = speech, Plan = new() { Lanes = 1 }, Verify = false, Provider = request, Trials = machine.Trials };

    /// <summary>The delivered models beside the small one, in a folder with its manifest.</summary>
    private static void CopyTo(string folder, TinyExport export)
    {
        var delivered = ModelManifest.Read(TestPaths.InRoot("models"));
        var entries = delivered.Files.Where(f => f.Role is ModelRole.VoiceActivity or ModelRole.TextEncoder or ModelRole.Triage).ToList();
        foreach (var entry in entries)
            Copy(TestPaths.InRoot("models", entry.File), Path.Combine(folder, entry.File));
        foreach (var file in export.Files().Order(StringComparer.Ordinal))
        {
            Copy(Path.Combine(export.Folder, file), Path.Combine(folder, "tiny", file));
            entries.Add(ModelManifest.Describe(folder, $"tiny/{file}", "made here", "MIT", ModelRole.Speech));
        }
        ModelManifest.Empty.With(entries).Write(folder);
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        File.Copy(from, to);
    }
}
