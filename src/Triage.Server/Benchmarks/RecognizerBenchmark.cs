using Triage.Core.Audio;
using Triage.Core.Speech;

namespace Triage.Server.Benchmarks;

/// <summary>
/// The recogniser call by call, through its public steps: the first step encodes, the second decodes the prompt, each further one
/// a token or a verified draft.
/// </summary>
internal sealed class RecognizerBenchmark(Stopclock clock, ISpeechRecognizer recognizer)
{
    /// <summary>From here on a third of the values do: long windows vary less.</summary>
    private const int LongWindowS = 16;
    private const int DecoderWindowS = 10;

    private static readonly int[] DraftLengths = [8, 16, 24];

    /// <param name="audio">Speech of at least ten seconds.</param>
    /// <param name="report">Told what is being measured.</param>
    public IReadOnlyList<StageCost> Run(SampleAudio audio, Action<string> report)
    {
        var stages = new List<StageCost>();
        foreach (var window in recognizer.WindowsS)
        {
            report($"encodeur, fenêtre de {window} s");
            var request = Request(audio, window);
            stages.Add(new("encode", "call", window, "window_s", (window >= LongWindowS ? clock.Fewer(3) : clock).Measure(() => Timed(request, untimed: 0))));
        }
        report("décodeur");
        var speech = Request(audio, recognizer.WindowsS.First(w => w >= DecoderWindowS || w == recognizer.WindowsS[^1]));
        var heard = Decode(speech);
        stages.Add(new("decoder_prompt", "call", 4, "tokens", clock.Measure(() => Timed(speech, untimed: 1))));
        stages.Add(new("decoder_step", "call", 1, "tokens", clock.Measure(() => Timed(speech, untimed: 2))));
        foreach (var length in DraftLengths.Where(n => heard.Count > n))
            stages.Add(new("decoder_verify", "call", length, "tokens", clock.Measure(() => Timed(Drafted(speech, heard, length), untimed: 2))));
        return stages;
    }

    /// <summary>
    /// A draft with one strange token in front: the prompt's call finds the first real one, and the next call takes it and all the
    /// others behind it at once, over the prompt's cache. That call has as many tokens as asked for.
    /// </summary>
    private static RecognitionRequest Drafted(RecognitionRequest speech, IReadOnlyList<int> heard, int length) => new()
    {
        Mel = speech.Mel,
        MelFrames = speech.MelFrames,
        AudioFrames = speech.AudioFrames,
        Draft = [heard[^1], .. heard.Take(length)],
    };

    private RecognitionRequest Request(SampleAudio audio, int windowS)
    {
        var frames = windowS * 100;
        var mel = new LogMelExtractor(recognizer.MelBins);
        mel.Push(audio.At16kHz.AsSpan(0, Math.Min(audio.At16kHz.Length, (windowS - 1) * LogMelExtractor.SampleRateHz)));
        var window = new float[recognizer.MelBins * frames];
        mel.FillWindow(window, frames, out var audioFrames);
        return new() { Mel = window, MelFrames = frames, AudioFrames = audioFrames };
    }

    private List<int> Decode(RecognitionRequest request)
    {
        using var recognition = recognizer.Begin(request);
        while (!recognition.Step())
        {
        }
        return [.. recognition.Result.Tokens.Select(t => t.Id)];
    }

    /// <summary>Milliseconds of the step that follows the untimed ones.</summary>
    private double Timed(RecognitionRequest request, int untimed)
    {
        using var recognition = recognizer.Begin(request);
        for (var i = 0; i < untimed; i++)
            recognition.Step();
        var start = clock.Time.GetTimestamp();
        recognition.Step();
        return clock.Time.GetElapsedTime(start).TotalMilliseconds;
    }
}
