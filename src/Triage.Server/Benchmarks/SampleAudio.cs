using Triage.Core.Audio;
using Triage.Core.Speech;

namespace Triage.Server.Benchmarks;

/// <summary>One channel of a sample call at both rates that a live channel uses: 8 kHz for voice activity, 16 kHz for the rest.</summary>
internal sealed record SampleAudio(float[] At8kHz, float[] At16kHz)
{
    private const int TelephoneRateHz = 8000;
    private const int SpeechRateHz = 16000;

    public double LengthS => (double)At8kHz.Length / TelephoneRateHz;

    /// <summary>Every channel of a recording at 8 kHz.</summary>
    /// <exception cref="WavFormatException">Not a readable recording, or not at 8 kHz.</exception>
    public static IReadOnlyList<SampleAudio> Read(string path)
    {
        using var file = File.OpenRead(path);
        var wav = WavReader.Open(file);
        if (wav.SampleRateHz != TelephoneRateHz)
            throw new WavFormatException($"{Path.GetFileName(path)}: {wav.SampleRateHz} Hz; sample calls have {TelephoneRateHz} Hz");
        var channels = Enumerable.Range(0, wav.Channels).Select(_ => new List<float>()).ToArray();
        var block = new float[4096 * wav.Channels];
        for (int frames; (frames = wav.ReadFrames(block)) > 0;)
            for (var i = 0; i < frames * wav.Channels; i++)
                channels[i % wav.Channels].Add(block[i]);
        return [.. channels.Select(c => new SampleAudio([.. c], Upsample([.. c])))];
    }

    /// <summary>The frames of speech without the silence between them, as one stretch.</summary>
    public SampleAudio Spoken(ISpeechActivityModel activity, SpeechOptions options, int atMostS)
    {
        const int frame = TelephoneRateHz * SpeechOptions.FrameMs / 1000;
        var (narrow, wide) = (new List<float>(), new List<float>());
        for (var f = 0; (f + 1) * frame <= At8kHz.Length && wide.Count < atMostS * SpeechRateHz; f++)
        {
            var samples = At8kHz.AsSpan(f * frame, frame);
            if (activity.Push(samples) < options.LeaveProbability)
                continue;
            narrow.AddRange(samples);
            wide.AddRange(At16kHz.AsSpan(2 * f * frame, 2 * frame));
        }
        return new([.. narrow], [.. wide]);
    }

    private static float[] Upsample(float[] samples)
    {
        var resampler = new PolyphaseResampler(TelephoneRateHz, SpeechRateHz);
        var output = new float[2 * samples.Length + 16];
        var count = resampler.Process(samples, output);
        count += resampler.Flush(output.AsSpan(count));
        return output[..count];
    }
}
