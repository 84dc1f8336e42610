using System.Text.Json;
using Triage.Core.Audio;
using Triage.Core.Speech;
using Triage.Tests;

namespace Triage.Inference.Tests;

/// <summary>Audio of the checkout as samples and features.</summary>
internal static class Clips
{
    public static (float[] Samples, int RateHz) Read(string path, int channel = 0)
    {
        using var stream = File.OpenRead(path);
        var reader = WavReader.Open(stream);
        var samples = new List<float>();
        var buffer = new float[reader.Channels * 4096];
        for (int frames; (frames = reader.ReadFrames(buffer)) > 0;)
            for (var i = 0; i < frames; i++)
                samples.Add(buffer[i * reader.Channels + channel]);
        return ([.. samples], reader.SampleRateHz);
    }

    /// <summary>A window of features: the audio, then zeros.</summary>
    public static RecognitionRequest Request(float[] samples16k, int windowS, int bins, IReadOnlyList<int>? draft = null,
        IReadOnlyList<RecognizedToken>? committed = null, bool guards = false)
    {
        var mel = new LogMelExtractor(bins);
        mel.Push(samples16k);
        var values = new float[bins * windowS * 100];
        mel.FillWindow(values, windowS * 100, out var audioFrames);
        return new RecognitionRequest
        {
            Mel = values,
            MelFrames = windowS * 100,
            AudioFrames = audioFrames,
            Draft = draft ?? [],
            Committed = committed ?? [],
            WantGuards = guards,
        };
    }

    public static RecognitionResult Run(ISpeechRecognizer recognizer, RecognitionRequest request)
    {
        using var recognition = recognizer.Begin(request);
        while (!recognition.Step())
        {
        }
        return recognition.Result;
    }

    /// <summary>The reference clips of the embedded recogniser: audio, window and the tokens expected.</summary>
    public static IEnumerable<(string Name, float[] Samples, int WindowS, int[] Tokens, double MeanLogProbability)> Reference()
    {
        var folder = TestPaths.InRoot("models", "whisper-base-fr");
        foreach (var line in File.ReadLines(Path.Combine(folder, "reference.jsonl")))
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            var wav = root.GetProperty("wav").GetString()!;
            yield return (wav, Read(Path.Combine(folder, wav)).Samples, root.GetProperty("window_s").GetInt32(),
                [.. root.GetProperty("tokens").EnumerateArray().Select(t => t.GetInt32())], root.GetProperty("mean_logprob").GetDouble());
        }
    }
}
