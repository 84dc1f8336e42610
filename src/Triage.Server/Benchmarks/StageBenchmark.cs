using Triage.Core.Speech;
using Triage.Inference;
using Triage.Inference.Models;
using Triage.Inference.Silero;
using Triage.Inference.TextEncoder;
using Triage.Inference.Triage;
using Triage.Inference.Whisper;
using Triage.Training.Heads;

namespace Triage.Server.Benchmarks;

/// <summary>Every stage of the path from audio to suggestion, measured one after another with the installed models and one thread.</summary>
/// <param name="catalog">The models.</param>
/// <param name="repetitions">Values of each measurement of a stage.</param>
internal sealed class StageBenchmark(ModelCatalog catalog, BenchmarkSamples samples, int repetitions, TimeProvider time)
{
    private static readonly int[] s_draftLengths = [8, 16, 24];

    /// <param name="report">Told stage, share in [0,1] and detail.</param>
    /// <exception cref="ModelException">A model is missing or cannot be loaded.</exception>
    public StageReport Run(Action<string, double, string?> report, CancellationToken cancellation)
    {
        const string stagesName = "Étages", partialsName = "Transcriptions intermédiaires";
        report("Chargement des modèles", 0, null);
        var startedAt = time.GetUtcNow();
        var (options, clock) = (new SpeechOptions(), new Stopclock(time, repetitions, cancellation));
        var files = catalog.Triage() ?? throw new ModelException("Aucun modèle de triage n'est installé : lancer « triage train », ou recopier models/triage depuis le support d'installation.");
        var (speechModel, encoderModel) = (catalog.Speech(), catalog.TextEncoder());
        var card = TriageModelFiles.ReadCard(files[OnnxTriageModel.CardFile]);
        var graph = File.ReadAllBytes(files[OnnxTriageModel.GraphFile]);
        using var recognizer = WhisperLoader.Open(speechModel, new ComputeOptions());
        using var silero = new SileroModel(catalog.VoiceActivity());
        using var encoder = new SentenceEncoder(encoderModel.EncoderPath, encoderModel.TokenizerPath);
        using var heads = new TriageHeads(graph, card.Temperatures);
        using var triage = new OnnxTriageModel(encoder, graph, card);

        using var activity = silero.OpenChannel();
        var audio = SampleAudio.Read(samples.Speech)[1].Spoken(activity, options, recognizer.WindowsS[^1]);
        activity.Reset();
        report(stagesName, 0, "son");
        var (stages, frontEnd) = new FrontEndBenchmark(clock, activity, recognizer.MelBins, options).Run(audio);
        var recognition = new List<StageCost>();
        var calls = new RecognizerBenchmark(recognizer, time).Calls(audio, s_draftLengths);
        foreach (var call in calls)
        {
            cancellation.ThrowIfCancellationRequested();
            report(stagesName, 0.9 * recognition.Count / calls.Count, call.Stage == RecognizerBenchmark.Encode ? $"encodeur, fenêtre de {call.Size} s" : "décodeur");
            recognition.Add(new(call.Stage, "call", call.Size, call.Unit, (call.IsLong ? clock.Fewer(3) : clock).Measure(call.Run)));
        }
        report(stagesName, 0.9, "triage");
        var assessment = new AssessmentBenchmark(clock, encoder, heads, triage).Run(LabelledCall.ReadAll(samples.Calls));
        report(stagesName, 1, "terminé");

        var recordings = samples.Recordings;
        var partials = new PartialBenchmark(recognizer, () => silero.OpenChannel(), options, time)
            .Run(recordings, done => report(partialsName, done, $"{(int)Math.Round(done * recordings.Count)} sur {recordings.Count}"), cancellation);
        return new(BenchmarkMachine.OfProcess(), startedAt, new(speechModel.Name, ModelCatalog.DefaultVoiceActivity, encoderModel.Name, triage.Hash), [.. stages, .. recognition, .. assessment], frontEnd, partials);
    }
}
