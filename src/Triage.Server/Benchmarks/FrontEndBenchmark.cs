using Triage.Core.Audio;
using Triage.Core.Speech;

namespace Triage.Server.Benchmarks;

/// <summary>What a channel costs before recognition, on speech and in the frames of a live call (32 ms).</summary>
internal sealed class FrontEndBenchmark(Stopclock clock, ISpeechActivityModel activity, int melBins, SpeechOptions options)
{
    private const int TelephoneFrame = 256;
    private const int SpeechFrame = 512;
    private const double FrameS = SpeechOptions.FrameMs / 1000.0;
    private const int TypicalWindowS = 6;

    /// <summary>Whole frames of speech in one run: 9.6 s.</summary>
    private const int Frames = 300;

    /// <summary>A collection during a pass charges the rest of the thread's allocation buffer (8 KB) to it, so the least of several passes counts.</summary>
    private const int AllocationPasses = 5;

    private readonly LogMelExtractor _mel = new(melBins);
    private readonly PolyphaseResampler _resampler = new(8000, 16000);
    private readonly float[] _converted = new float[2 * SpeechFrame];

    public (IReadOnlyList<StageCost> Stages, FrontEndCost Total) Run(SampleAudio audio)
    {
        if (audio.At8kHz.Length < Frames * TelephoneFrame)
            throw new ArgumentException($"{audio.LengthS:F1} s of audio; {Frames * FrameS:F1} s are needed", nameof(audio));
        var seconds = Frames * FrameS;
        var resample = clock.Measure(() => Resample(audio), seconds);
        var push = clock.Measure(() => PushMel(audio), seconds);
        var voice = clock.Measure(() => Listen(audio), Frames);
        var window = new float[melBins * TypicalWindowS * 100];
        _mel.Reset();
        _mel.Push(audio.At16kHz.AsSpan(0, (int)((TypicalWindowS - options.WindowTailS) * LogMelExtractor.SampleRateHz)));
        var fill = clock.Measure(() => _mel.FillWindow(window, TypicalWindowS * 100, out _));

        var bytes = Enumerable.Range(0, AllocationPasses).Min(_ => AllocatedBytes(audio));
        var perSecond = resample.Median + push.Median + voice.Median / FrameS + fill.Median * 1000 / options.PartialEveryMs;
        return (
        [
            new("resampling_8_to_16_khz", "audio_second", null, null, resample),
            new("log_mel_push", "audio_second", null, null, push),
            new("log_mel_window", "call", TypicalWindowS, "window_s", fill),
            new("voice_activity", "frame", null, null, voice),
        ], new(perSecond, perSecond / 1000, (double)bytes / Frames));
    }

    private long AllocatedBytes(SampleAudio audio)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Resample(audio);
        PushMel(audio);
        Listen(audio);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private void Resample(SampleAudio audio)
    {
        for (var f = 0; f < Frames; f++)
            _resampler.Process(audio.At8kHz.AsSpan(f * TelephoneFrame, TelephoneFrame), _converted);
    }

    private void PushMel(SampleAudio audio)
    {
        _mel.Reset();
        for (var f = 0; f < Frames; f++)
            _mel.Push(audio.At16kHz.AsSpan(f * SpeechFrame, SpeechFrame));
    }

    private void Listen(SampleAudio audio)
    {
        for (var f = 0; f < Frames; f++)
            activity.Push(audio.At8kHz.AsSpan(f * TelephoneFrame, TelephoneFrame));
    }
}
