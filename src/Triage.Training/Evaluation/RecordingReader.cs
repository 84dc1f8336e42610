using Triage.Core.Audio;

namespace Triage.Training.Evaluation;

/// <summary>One channel of a recording at 16 kHz, for recognition outside a call.</summary>
internal static class RecordingReader
{
    private const int SpeechRateHz = 16000;

    /// <param name="channel">Index from 0; null: the mean of all.</param>
    /// <exception cref="WavFormatException">Not a readable recording, or a rate that cannot be converted.</exception>
    public static float[] ReadChannel(string path, int? channel)
    {
        using var file = File.OpenRead(path);
        var wav = WavReader.Open(file);
        if (channel >= wav.Channels)
            throw new WavFormatException($"{Path.GetFileName(path)} has {wav.Channels} channels, no channel {channel}");
        if (!PolyphaseResampler.Supports(wav.SampleRateHz, SpeechRateHz))
            throw new WavFormatException($"{Path.GetFileName(path)}: {wav.SampleRateHz} Hz cannot be converted");
        var resampler = new PolyphaseResampler(wav.SampleRateHz, SpeechRateHz);
        var (interleaved, mono) = (new float[4096 * wav.Channels], new float[4096]);
        var samples = new List<float>();
        var converted = new float[resampler.OutputLength(mono.Length) + 64];
        for (int frames; (frames = wav.ReadFrames(interleaved)) > 0;)
        {
            for (var i = 0; i < frames; i++)
                mono[i] = channel is { } index
                    ? interleaved[i * wav.Channels + index]
                    : interleaved.AsSpan(i * wav.Channels, wav.Channels).ToArray().Average();
            var count = resampler.OutputLength(frames);
            if (converted.Length < count)
                converted = new float[count];
            samples.AddRange(converted.AsSpan(0, resampler.Process(mono.AsSpan(0, frames), converted)));
        }
        var tail = new float[resampler.FlushLength];
        samples.AddRange(tail.AsSpan(0, resampler.Flush(tail)));
        return [.. samples];
    }
}
