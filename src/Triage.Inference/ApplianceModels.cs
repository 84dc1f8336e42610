using System.Runtime.ExceptionServices;
using Microsoft.ML.OnnxRuntime;
using Triage.Core.Assessment;
using Triage.Core.Audio;
using Triage.Core.Calls;
using Triage.Core.Scheduling;
using Triage.Core.Speech;
using Triage.Core.Telemetry;
using Triage.Inference.Models;
using Triage.Inference.Providers;
using Triage.Inference.Silero;
using Triage.Inference.Triage;
using Triage.Inference.Whisper;

namespace Triage.Inference;

/// <summary>Which models an appliance runs, and on how many lanes.</summary>
public sealed record ApplianceModelOptions
{
    /// <summary>Folder with manifest.json.</summary>
    public required string ModelsFolder { get; init; }

    /// <summary>Speech model by its folder's name; null: the embedded one.</summary>
    public string? Speech { get; init; }

    /// <summary>Voice activity: "v6" or "v5".</summary>
    public string VoiceActivity { get; init; } = ModelCatalog.DefaultVoiceActivity;

    /// <summary>How the lanes are used with the provider that is wanted.</summary>
    public LanePlan Plan { get; init; } = new();

    /// <summary>The plan once the processor has taken the GPU's place: one lane suits a GPU and starves a processor. Null: the same.</summary>
    public LanePlan? ProcessorPlan { get; init; }

    /// <summary>Where audio waits under overload; null: in memory only.</summary>
    public AudioSpoolOptions? Spool { get; init; }

    /// <summary>Where lanes and calls count what they do.</summary>
    public ApplianceMetrics Metrics { get; init; } = ApplianceMetrics.None;

    /// <summary>Check every file against the manifest before anything is loaded.</summary>
    public bool Verify { get; init; } = true;

    /// <summary>What the recogniser is to run on.</summary>
    public ProviderRequest Provider { get; init; } = new();

    /// <summary>How the machine is asked about its GPUs; null: for real.</summary>
    public ProviderTrials? Trials { get; init; }

    internal LanePlan PlanOn(ProviderChoice provider) => provider.FallbackReason is null ? Plan : ProcessorPlan ?? Plan;
}

/// <summary>Everything a call needs from models, loaded, checked and warmed. Owns what it loads.</summary>
public sealed class ApplianceModels : IDisposable
{
    private readonly SileroModel _activity;
    private readonly OnnxTriageModel _triage;
    private readonly DeadlineScheduler _scheduler;
    private readonly AudioSpool? _spool;
    private readonly LaneWeights _weights;

    private ApplianceModels(SileroModel activity, OnnxTriageModel triage, DeadlineScheduler scheduler, LaneWeights weights, AudioSpool? spool, CallResources resources, ProviderChoice provider) =>
        (_activity, _triage, _scheduler, _weights, _spool, Resources, Provider) = (activity, triage, scheduler, weights, spool, resources with { Owner = this, Spool = spool }, provider);

    public CallResources Resources { get; }

    /// <summary>Memory that the recognisers, their weights and their warm arenas took of the process, in bytes.</summary>
    public long MemoryBytes { get; private init; }

    /// <summary>What the recogniser runs on, and why not on the GPU when one was expected.</summary>
    public ProviderChoice Provider { get; }

    /// <summary>Verifies, loads and warms. Takes about a second with the embedded models.</summary>
    /// <exception cref="ModelException">A file is missing, altered or not loadable; says which and what to do.</exception>
    /// <exception cref="ProviderException">The GPU that was asked for cannot be had, and the processor is not allowed in its place.</exception>
    public static ApplianceModels Load(ApplianceModelOptions options, SpeechOptions speech, CallBudgets budgets, TimeProvider clock, CancellationToken ct)
    {
        NativeHeap.KeepLargeBlocksApart();
        var catalog = ModelCatalog.Open(options.ModelsFolder);
        if (options.Verify)
            foreach (var check in catalog.Verify(ct))
                if (check.Problem is { } problem)
                    throw new ModelException(problem.Message);
        var triageFiles = catalog.Triage() ?? throw new ModelException("Aucun modèle de triage n'est installé : lancer « triage train », ou recopier models/triage depuis le support d'installation.");
        var encoder = catalog.TextEncoder();
        var activity = new SileroModel(catalog.VoiceActivity(options.VoiceActivity));
        var triage = OnnxTriageModel.Load(Path.GetDirectoryName(triageFiles[OnnxTriageModel.GraphFile])!, Path.GetDirectoryName(encoder.EncoderPath)!);
        var before = Environment.WorkingSet;
        var weights = new LaneWeights();
        var (recognizers, provider) = OpenRecognizers(catalog, options, weights, ct);
        using (var assessor = triage.Open())
            assessor.Add(new SpokenTurn(CallChannel.Caller, 0, 1, [new RecognizedWord("bonjour", 0, 1, 1)]));
        NativeHeap.GiveBack();
        var memory = Math.Max(0, Environment.WorkingSet - before);
        options.Metrics.ObserveModelMemory(() => memory);
        var plan = options.PlanOn(provider);
        var scheduler = new DeadlineScheduler([.. recognizers.Select(r => new InferenceLane(r))], clock, plan.Scheduling, options.Metrics);
        var spool = options.Spool is { } place ? new AudioSpool(place) : null;
        if (spool is not null)
            options.Metrics.ObserveSpool(() => spool.Bytes, () => spool.Files);
        return new(activity, triage, scheduler, weights, spool,
            new CallResources(scheduler, () => activity.OpenChannel(), triage, recognizers[0].Vocabulary, recognizers[0].MelBins,
                recognizers[0].WindowsS, speech, budgets, clock) { Metrics = options.Metrics, Admission = plan.Admission }, provider) { MemoryBytes = memory };
    }

    public void Dispose()
    {
        _scheduler.Dispose();
        _spool?.Dispose();
        _triage.Dispose();
        _activity.Dispose();
        _weights.Dispose();
        NativeHeap.GiveBack();
    }

    /// <summary>The lanes' recognisers, warm: on the GPU when it can be had and carries them, else on the processor.</summary>
    private static (WhisperRecognizer[] Recognizers, ProviderChoice Provider) OpenRecognizers(
        ModelCatalog catalog, ApplianceModelOptions options, LaneWeights weights, CancellationToken ct)
    {
        var choice = ProviderChoice.Resolve(options.Provider, options.Trials ?? ProviderTrials.OfMachine());
        var model = catalog.Speech(options.Speech, choice.Graphs);
        if (choice.Provider.IsDevice && !model.SuitsGpu)
            choice = choice.FallBack($"{model.Name} n'a que des graphes à entiers de 8 bits, faits pour le processeur. Importer son export en float16 (« triage model import »).");
        if (choice.Provider.IsDevice)
        {
            try
            {
                return (OpenWarm(model, options.Plan, choice.Provider, null, ct), choice);
            }
            catch (Exception e) when (e is ModelException or OnnxRuntimeException or ProviderException)
            {
                // Too little memory, or an operator that only this model has: the probe could not know.
                choice = choice.FallBack($"{model.Name} ne tourne pas sur le GPU ({e.Message.ReplaceLineEndings(" ")}). Vérifier la mémoire libre du GPU (nvidia-smi), baisser compute.lanes.");
            }
        }
        return (OpenWarm(catalog.Speech(options.Speech, choice.Graphs), options.PlanOn(choice), choice.Provider, weights, ct), choice);
    }

    /// <param name="weights">Weights that the lanes share; the processor's only.</param>
    private static WhisperRecognizer[] OpenWarm(SpeechModel model, LanePlan plan, SelectedProvider provider, LaneWeights? weights, CancellationToken ct)
    {
        var compute = new ComputeOptions(plan.ThreadsPerLane) { Provider = provider };
        var opened = new List<WhisperRecognizer>(plan.Lanes);
        try
        {
            for (var lane = 0; lane < plan.Lanes; lane++)
                opened.Add(WhisperLoader.Open(model, compute, plan.Scheduling.Batching, weights));
            WarmUp(opened, ct);
            return [.. opened];
        }
        catch
        {
            opened.ForEach(r => r.Dispose());
            throw;
        }
    }

    /// <summary>Lanes side by side; the first failure is thrown as it was.</summary>
    private static void WarmUp(IReadOnlyList<WhisperRecognizer> recognizers, CancellationToken ct)
    {
        try
        {
            Parallel.ForEach(recognizers, new ParallelOptions { CancellationToken = ct }, recognizer => WarmUp(recognizer, ct));
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }

    /// <summary>One decode of noise in each window: first calls of a shape cost the runtime an arena and us the bindings.</summary>
    private static void WarmUp(WhisperRecognizer recognizer, CancellationToken ct)
    {
        var random = new Random(1);
        foreach (var window in recognizer.WindowsS)
        {
            ct.ThrowIfCancellationRequested();
            var mel = new LogMelExtractor(recognizer.MelBins);
            var noise = new float[16000];
            for (var i = 0; i < noise.Length; i++)
                noise[i] = (float)(random.NextDouble() - 0.5) * 0.01f;
            mel.Push(noise);
            var values = new float[recognizer.MelBins * window * 100];
            mel.FillWindow(values, window * 100, out var audioFrames);
            using var recognition = recognizer.Begin(new RecognitionRequest { Mel = values, MelFrames = window * 100, AudioFrames = audioFrames, WantGuards = true });
            while (!recognition.Step())
                ct.ThrowIfCancellationRequested();
        }
    }
}
