using Triage.Core.Audio;
using Triage.Core.Speech;

namespace Triage.Server.Benchmarks;

/// <summary>
/// The recogniser call by call, through its public steps: the first step encodes, the second decodes the prompt, each further one
/// a token or a verified draft. On the thread that owns the recogniser.
/// </summary>
internal sealed class RecognizerBenchmark(ISpeechRecognizer recognizer, TimeProvider time)
{
    /// <summary>Tokens of the prompt, with which every utterance's first decoder call begins.</summary>
    public const int PromptTokens = 4;

    public const string Encode = "encode", Prompt = "decoder_prompt", Step = "decoder_step", Verify = "decoder_verify";

    /// <summary>From here on a third of the values do: long windows vary less.</summary>
    private const int LongWindowS = 16;
    private const int DecoderWindowS = 10;

    /// <summary>One call of a graph, ready to be run again and again.</summary>
    /// <param name="Size">Seconds of window or number of tokens.</param>
    /// <param name="IsLong">A third of the values do.</param>
    /// <param name="Run">Runs it once with what must come before it; milliseconds of the call alone.</param>
    public sealed record Call(string Stage, int Size, string Unit, bool IsLong, Func<double> Run);

    /// <param name="audio">Speech of at least ten seconds.</param>
    /// <param name="draftLengths">Tokens of the verified drafts; those longer than what is heard are left out.</param>
    public IReadOnlyList<Call> Calls(SampleAudio audio, IReadOnlyList<int> draftLengths)
    {
        var calls = new List<Call>();
        foreach (var window in recognizer.WindowsS)
        {
            var request = Request(audio, window);
            calls.Add(new(Encode, window, "window_s", window >= LongWindowS, () => Timed(request, untimed: 0)));
        }
        var speech = Request(audio, recognizer.WindowsS.First(w => w >= DecoderWindowS || w == recognizer.WindowsS[^1]));
        var heard = Decode(speech);
        calls.Add(new(Prompt, PromptTokens, "tokens", false, () => Timed(speech, untimed: 1)));
        calls.Add(new(Step, 1, "tokens", false, () => Timed(speech, untimed: 2)));
        foreach (var length in draftLengths.Where(n => heard.Count > n))
        {
            var drafted = Drafted(speech, heard, length);
            calls.Add(new(Verify, length, "tokens", false, () => Timed(drafted, untimed: 2)));
        }
        return calls;
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
        var start = time.GetTimestamp();
        recognition.Step();
        return time.GetElapsedTime(start).TotalMilliseconds;
    }
}
