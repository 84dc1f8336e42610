using Triage.Core.Calls;
using Triage.Core.Scheduling;
using Triage.Core.Speech;
using Triage.Inference;
using Triage.Inference.Models;
using Triage.Inference.Profiles;
using Triage.Inference.Silero;
using Triage.Inference.Triage;
using Triage.Inference.Whisper;
using Triage.Server.Benchmarks;
using Triage.Training.Heads;

namespace Triage.Server.Calibration;

/// <summary>
/// Measures what steps cost on this host under each choice of lanes and threads, and what sample calls ask for; for the hardware
/// profile. Everything is repeated in turns. Every choice's recognisers are loaded at once: as much memory as all of them need.
/// </summary>
internal sealed class HostCalibration(ModelCatalog catalog, string? speech, OnnxTriageModel triage, BenchmarkSamples samples, CalibrationPlan plan, HostFacts host, TimeProvider time)
{
    private const int LongStepsFewer = 3;

    /// <summary>Lanes that compute without a pause get nearly all of their cores on a quiet host (0.95 and more); with less than this, others took the rest.</summary>
    private const double LeastShare = 0.75;

    /// <param name="report">Told stage, share in [0,1] and detail; from one thread at a time.</param>
    /// <param name="evenBusy">Go on although other programs compute on this host.</param>
    /// <exception cref="ModelException">A model is missing or cannot be loaded.</exception>
    /// <exception cref="HostBusyException">Other programs took the processors.</exception>
    public async Task<CalibrationReport> RunAsync(Action<string, double, string?> report, bool evenBusy, CancellationToken cancellation)
    {
        report("Chargement des modèles", 0, null);
        var (model, options) = (catalog.Speech(speech), new SpeechOptions());
        using var silero = new SileroModel(catalog.VoiceActivity());
        var calls = LabelledCall.ReadAll(samples.Calls);
        SampleAudio audio;
        using (var activity = silero.OpenChannel())
            audio = SampleAudio.Read(samples.Speech)[1].Spoken(activity, options, 30);
        var rigs = new List<LaneRig>();
        try
        {
            foreach (var choice in LaneChoice.For(host.Cores))
            {
                cancellation.ThrowIfCancellationRequested();
                rigs.Add(new(choice, Open(choice, model), r => CalibrationStep.Of(r, audio, triage, calls, time), r => new CallLoad(r, () => silero.OpenChannel(), options, time)));
            }
            await MeasureStepsAsync(rigs, report, evenBusy, cancellation);
            var recordings = await TranscribeAsync(rigs, report, cancellation);
            MeasuredChoice[] choices = [.. rigs.Select(Summarise)];
            return new(choices, CalibrationReport.BestOf(choices, new CallBudgets().Final.TotalMilliseconds), recordings, speech,
                SpeechModelHash.Of(catalog.Manifest, speech) ?? throw new ModelException($"{model.Name} : absent du manifeste"), host, rigs[^1].CoreShare);
        }
        finally
        {
            rigs.ForEach(rig => rig.Dispose());
        }
    }

    private async Task MeasureStepsAsync(List<LaneRig> rigs, Action<string, double, string?> report, bool evenBusy, CancellationToken cancellation)
    {
        var steps = rigs[0].Steps;
        double all = plan.Rounds * steps.Count * rigs.Count, done = 0;
        for (var round = 0; round < plan.Rounds; round++)
        {
            for (var step = 0; step < steps.Count; step++)
                foreach (var rig in rigs)
                {
                    report("Étapes de calcul", done++ / all, $"tour {round + 1} sur {plan.Rounds}");
                    await rig.MeasureAsync(step, steps[step].IsLong ? Math.Max(1, plan.Values / LongStepsFewer) : plan.Values, cancellation);
                }
            // After the first round already: minutes are not spent on what cannot be used.
            if (!evenBusy && rigs[^1].CoreShare < LeastShare)
                throw new HostBusyException(rigs[^1].CoreShare);
        }
    }

    private async Task<int> TranscribeAsync(List<LaneRig> rigs, Action<string, double, string?> report, CancellationToken cancellation)
    {
        // At least one a lane, so that every lane is busy; the same ones for every choice.
        var most = rigs.Max(rig => rig.Choice.Lanes);
        string[] chosen = [.. samples.Recordings.Take(plan.Recordings)];
        string[] recordings = [.. Enumerable.Range(0, Math.Max(most, chosen.Length)).Select(i => chosen[i % chosen.Length])];
        var (all, done) = (Math.Ceiling((double)recordings.Length / most) * rigs.Count, 0.0);
        foreach (var group in recordings.Chunk(most))
            foreach (var rig in rigs)
            {
                report("Appels fictifs", done++ / all, $"{rig.Choice.Lanes} reconnaissances de front");
                await rig.TranscribeAsync(group, cancellation);
            }
        return chosen.Length;
    }

    private static MeasuredChoice Summarise(LaneRig rig)
    {
        // A prompt and a verified draft of as many tokens are calls of one shape: their values are taken together.
        MeasuredStep[] steps =
        [
            .. rig.Steps.Zip(rig.Values, (step, values) => (step.Shape, step.Batch, Values: values))
                .GroupBy(s => (s.Shape, s.Batch))
                .OrderBy(g => g.Key.Shape.Kind).ThenBy(g => g.Key.Batch).ThenBy(g => g.Key.Shape.Size)
                .Select(g => new MeasuredStep(g.Key.Shape, g.Key.Batch, Distribution.Of([.. g.SelectMany(s => s.Values)]))),
        ];
        CallLoad[] loads = [.. rig.Loads];
        double[] partials = [.. loads.SelectMany(l => l.PartialsMs)], finals = [.. loads.SelectMany(l => l.FinalsMs)];
        var assessMs = finals.Length * steps.Single(s => s.Shape.Kind == StepKind.Assess).Milliseconds.Median;
        return new(rig.Choice, steps, Distribution.Of(partials), Distribution.Of(finals), (partials.Sum() + finals.Sum() + assessMs) / 1000 / loads.Sum(l => l.CallS));
    }

    private static List<ISpeechRecognizer> Open(LaneChoice choice, SpeechModel model)
    {
        var opened = new List<ISpeechRecognizer>();
        for (var lane = 0; lane < choice.Lanes; lane++)
            opened.Add(WhisperLoader.Open(model, new ComputeOptions(choice.ThreadsPerLane)));
        return opened;
    }
}
