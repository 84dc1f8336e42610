using Triage.Core.Assessment;
using Triage.Core.Audio;
using Triage.Core.Calls;
using Triage.Core.Scheduling;
using Triage.Core.Speech;
using Triage.Inference.Models;
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

    /// <summary>Lanes: threads that each own a recogniser. Measured best on a CPU: one per core, one thread each.</summary>
    public int Lanes { get; init; } = Environment.ProcessorCount;

    /// <summary>Threads of one graph call.</summary>
    public int ThreadsPerLane { get; init; } = 1;

    /// <summary>How lanes choose work. The product's, but for the benchmark's baseline.</summary>
    public QueueDiscipline Discipline { get; init; } = QueueDiscipline.EarliestDeadline;

    /// <summary>Check every file against the manifest before anything is loaded.</summary>
    public bool Verify { get; init; } = true;
}

/// <summary>Everything a call needs from models, loaded, checked and warmed. Owns what it loads.</summary>
public sealed class ApplianceModels : IDisposable
{
    private readonly SileroModel _activity;
    private readonly OnnxTriageModel _triage;
    private readonly DeadlineScheduler _scheduler;

    private ApplianceModels(SileroModel activity, OnnxTriageModel triage, DeadlineScheduler scheduler, CallResources resources) =>
        (_activity, _triage, _scheduler, Resources) = (activity, triage, scheduler, resources with { Owner = this });

    public CallResources Resources { get; }

    /// <summary>Verifies, loads and warms. Takes about a second with the embedded models.</summary>
    /// <exception cref="ModelException">A file is missing, altered or not loadable; says which and what to do.</exception>
    public static ApplianceModels Load(ApplianceModelOptions options, SpeechOptions speech, CallBudgets budgets, TimeProvider clock, CancellationToken ct)
    {
        var catalog = ModelCatalog.Open(options.ModelsFolder);
        if (options.Verify)
            foreach (var check in catalog.Verify(ct))
                if (check.Problem is { } problem)
                    throw new ModelException(problem.Message);
        var model = catalog.Speech(options.Speech);
        var triageFiles = catalog.Triage() ?? throw new ModelException("Aucun modèle de triage n'est installé : lancer « triage train », ou recopier models/triage depuis le support d'installation.");
        var encoder = catalog.TextEncoder();
        var activity = new SileroModel(catalog.VoiceActivity(options.VoiceActivity));
        var triage = OnnxTriageModel.Load(Path.GetDirectoryName(triageFiles[OnnxTriageModel.GraphFile])!, Path.GetDirectoryName(encoder.EncoderPath)!);
        var compute = new ComputeOptions(options.ThreadsPerLane);
        var recognizers = Enumerable.Range(0, options.Lanes).Select(_ => WhisperLoader.Open(model, compute)).ToArray();
        Parallel.ForEach(recognizers, new ParallelOptions { CancellationToken = ct }, recognizer => WarmUp(recognizer, ct));
        using (var assessor = triage.Open())
            assessor.Add(new SpokenTurn(CallChannel.Caller, 0, 1, [new RecognizedWord("bonjour", 0, 1, 1)]));
        var scheduler = new DeadlineScheduler([.. recognizers.Select(r => new InferenceLane(r))], clock);
        return new(activity, triage, scheduler, new CallResources(scheduler, () => activity.OpenChannel(), triage, recognizers[0].Vocabulary,
            recognizers[0].MelBins, recognizers[0].WindowsS, speech, budgets, clock));
    }

    public void Dispose()
    {
        _scheduler.Dispose();
        _triage.Dispose();
        _activity.Dispose();
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
