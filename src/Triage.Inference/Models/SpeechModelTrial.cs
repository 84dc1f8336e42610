using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using Triage.Inference.Whisper;
using Triage.Inference.Whisper.PublicExport;

namespace Triage.Inference.Models;

/// <summary>Runs a model on one window of silence and one of noise before it is let in: it loads, computes finite numbers and listens.</summary>
/// <param name="WindowsS">Window lengths that the encoder really takes.</param>
/// <param name="Message">What was run and how long it took, French.</param>
internal sealed record SpeechModelTrial(IReadOnlyList<int> WindowsS, string Message)
{
    private const int Seed = 15;

    // What Whisper's features give for digital silence: (log10(1e-10) + 4) / 4.
    private const float SilentMel = -1.5f;

    /// <exception cref="ModelException">The model cannot be loaded or run, or its result does not depend on what it hears.</exception>
    public static SpeechModelTrial Run(SpeechModel model, Func<SessionOptions> options, TimeProvider time, CancellationToken cancellation)
    {
        using var graphs = Open(model, options);
        var (windows, frames) = Windows(model, graphs, cancellation);
        var silence = new float[model.Info.MelBins * frames];
        Array.Fill(silence, SilentMel);
        var start = time.GetTimestamp();
        var afterSilence = graphs.Listen(silence, frames, cancellation);
        var took = time.GetElapsedTime(start);
        var afterNoise = graphs.Listen(Noise(model.Info.MelBins * frames), frames, cancellation);
        foreach (var logits in (float[][])[afterSilence, afterNoise])
            if (logits.Length != model.Info.Vocabulary || !logits.All(float.IsFinite))
                throw new ModelException($"{model.DecoderPath} : valeurs impossibles sur une fenêtre d'essai. Prendre une autre précision du modèle (float16 peut déborder) ou refaire l'export.");
        if (afterSilence.AsSpan().SequenceEqual(afterNoise))
            throw new ModelException($"{model.DecoderPath} : même résultat sur du silence et sur du bruit : le décodeur n'écoute pas l'encodeur. Les fichiers ne viennent pas du même modèle, ou l'export est faux.");
        var files = $"{Path.GetFileName(model.EncoderPath)} et {Path.GetFileName(model.DecoderPath)}";
        return new(windows, string.Create(CultureInfo.InvariantCulture,
            $"{files} : essai réussi sur {frames / 100} s de silence et de bruit ({took.TotalMilliseconds:F0} ms la fenêtre) ; fenêtres de {string.Join(", ", windows)} s."));
    }

    private static IListener Open(SpeechModel model, Func<SessionOptions> options) =>
        model.Layout == SpeechLayout.TwoGraphs ? new TwoGraphListener(model, options) : new PublicExportListener(new PublicExportGraphs(model, options));

    /// <summary>Many public encoders declare a free length and fail on any but 30 s: the shortest window is tried.</summary>
    private static (IReadOnlyList<int> WindowsS, int Frames) Windows(SpeechModel model, IListener graphs, CancellationToken cancellation)
    {
        if (graphs.FixedMelFrames is { } only)
            return ([Math.Max(1, only / 100)], only);
        var frames = 100 * model.Info.WindowsS[0];
        try
        {
            graphs.Listen(new float[model.Info.MelBins * frames], frames, cancellation);
            return (model.Info.WindowsS, frames);
        }
        catch (ModelException) when (model.Layout != SpeechLayout.TwoGraphs && model.Info.WindowsS is not [30])
        {
            return ([30], PublicExportConfiguration.FullFrames);
        }
    }

    private static float[] Noise(int count)
    {
        // The mel range of ordinary audio is about -1 to 1; a fixed seed makes every trial the same.
        var random = new Random(Seed);
        var mel = new float[count];
        foreach (ref var value in mel.AsSpan())
            value = random.NextSingle() * 1.5f - 0.5f;
        return mel;
    }

    /// <summary>Logits [vocabulary] after the prompt for one window.</summary>
    internal interface IListener : IDisposable
    {
        int? FixedMelFrames { get; }

        float[] Listen(float[] mel, int frames, CancellationToken cancellation);
    }

    internal static int[] Prompt(WhisperModelInfo info) => [info.StartOfTranscript, info.French, info.Transcribe, info.NoTimestamps];

    private sealed class PublicExportListener(PublicExportGraphs graphs) : IListener
    {
        public int? FixedMelFrames => graphs.FixedMelFrames;

        public float[] Listen(float[] mel, int frames, CancellationToken cancellation)
        {
            cancellation.ThrowIfCancellationRequested();
            using var state = graphs.CreateState();
            state.Encode(mel, frames);
            var bias = new LogitBias(new float[graphs.Info.Vocabulary]);
            var prompt = Prompt(graphs.Info);
            // The last token goes by itself, so that the graph for the later calls is tried too.
            state.Decode(prompt.AsSpan(0, prompt.Length - 1), bias);
            state.Keep(prompt.Length - 1);
            return state.Decode(prompt.AsSpan(prompt.Length - 1), bias).Logits.ToArray();
        }

        public void Dispose() => graphs.Dispose();
    }
}
