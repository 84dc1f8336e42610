using Triage.Core.Audio;
using Triage.Server.Tests.Cli;

namespace Triage.Server.Tests.Benchmarks;

/// <summary>The first seconds of a sample call, for tests that need little.</summary>
internal static class SampleBeginning
{
    public static string Of(string recording, int seconds, TemporaryFolder folder)
    {
        using var file = File.OpenRead(recording);
        var wav = WavReader.Open(file);
        var samples = new float[seconds * wav.SampleRateHz * wav.Channels];
        var frames = wav.ReadFrames(samples);
        var path = Path.Combine(folder.Path, "call.wav");
        using var output = File.Create(path);
        using var writer = new WavWriter(output, wav.SampleRateHz, wav.Channels, WavEncoding.MuLaw);
        writer.Write(samples.AsSpan(0, frames * wav.Channels));
        return path;
    }
}
