using System.Text.Json;
using FsCheck.Xunit;
using Triage.Core.Audio;
using Triage.Tests;

namespace Triage.Core.Tests.Audio;

public sealed class LogMelExtractorTests
{
    private const double Tolerance = 1e-4;

    [Fact]
    public void FillWindow_ReferenceClips_MatchTheModelsOwnMel()
    {
        var checkedClips = 0;
        foreach (var line in File.ReadLines(TestPaths.InRoot("models", "whisper-base-fr", "reference.jsonl")))
        {
            var clip = JsonDocument.Parse(line).RootElement;
            if (!clip.TryGetProperty("mel_frame_50", out var expected) || expected.ValueKind != JsonValueKind.Array)
                continue;
            var frames = clip.GetProperty("window_s").GetInt32() * 100;
            var samples = Clip(clip.GetProperty("wav").GetString()!);
            var extractor = new LogMelExtractor(80);
            extractor.Push(samples);
            var mel = new float[80 * frames];
            extractor.FillWindow(mel, frames, out var audioFrames);
            Assert.Equal((samples.Length + 159) / 160, audioFrames);
            for (var bin = 0; bin < 80; bin++)
                Assert.Equal(expected[bin].GetDouble(), mel[bin * frames + 50], Tolerance);
            checkedClips++;
        }
        Assert.True(checkedClips >= 2, $"only {checkedClips} clips carry a mel frame");
    }

    [Theory]
    [InlineData("reference/00.wav", 80, 400)]
    [InlineData("reference/01.wav", 80, 600)]
    [InlineData("reference/02.wav", 128, 400)]
    public void FillWindow_EveryFrameOfAClip_MatchesTheDirectTransform(string wav, int bins, int frames)
    {
        var samples = Clip(wav);
        var extractor = new LogMelExtractor(bins);
        extractor.Push(samples);
        AssertMatches(DirectLogMel.Window(samples, bins, frames), extractor, samples.Length, frames);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(159)]
    [InlineData(199)]
    [InlineData(200)]
    [InlineData(201)]
    [InlineData(360)]
    [InlineData(361)]
    [InlineData(4_321)]
    public void FillWindow_PrefixOfWhatWasPushed_IsAsIfTheRestNeverCame(int prefix)
    {
        var samples = Clip("reference/01.wav")[8_000..20_000];
        var extractor = new LogMelExtractor(80);
        extractor.Push(samples);
        AssertMatches(DirectLogMel.Window(samples[..prefix], 80, 60), extractor, prefix, 60);
    }

    [Fact]
    public void FillWindow_ShorterThanTheAudio_NormalisesOverTheWindowAlone()
    {
        var samples = Clip("reference/01.wav")[..16_000];
        samples.AsSpan(0, 9_000).Clear(); // the window is quieter than what follows it
        var extractor = new LogMelExtractor(80);
        extractor.Push(samples);
        AssertMatches(DirectLogMel.Window(samples, 80, 50), extractor, samples.Length, 50);
    }

    [Fact]
    public void FillWindow_NoAudioOrZeros_IsTheLevelOfSilence()
    {
        var extractor = new LogMelExtractor(80);
        var mel = new float[80 * 300];
        extractor.FillWindow(mel, 300, out var audioFrames);
        Assert.Equal(0, audioFrames);
        Assert.All(mel, value => Assert.Equal(-1.5f, value));
        extractor.Push(new float[16_000]);
        extractor.FillWindow(mel, 300, out audioFrames);
        Assert.Equal(100, audioFrames);
        Assert.All(mel, value => Assert.Equal(-1.5f, value));
    }

    [Property(MaxTest = 50)]
    public void Push_AnySplitOfTheAudio_GivesTheSameWindow(ushort[] sizes, bool lookBetween)
    {
        var samples = Clip("reference/02.wav")[..12_345];
        var whole = new LogMelExtractor(80);
        whole.Push(samples);
        var expected = new float[80 * 100];
        whole.FillWindow(expected, 100, out _);

        var split = new LogMelExtractor(80);
        split.Push(Clip("reference/00.wav").AsSpan(0, 5_000));
        split.Reset();
        var mel = new float[80 * 100];
        var rest = samples.AsSpan();
        for (var i = 0; rest.Length > 0; i++)
        {
            var size = Math.Min(rest.Length, i < sizes.Length ? sizes[i] * 13 % 700 : 1_001);
            split.Push(rest[..size]);
            rest = rest[size..];
            if (lookBetween)
                split.FillWindow(mel, 100, out _);
        }
        split.FillWindow(mel, 100, out _);
        Assert.Equal(expected, mel);
    }

    [Fact]
    public void Push_ThirtySeconds_FillsTheLongestWindowAndNoMore()
    {
        var clip = Clip("reference/01.wav");
        var samples = new float[LogMelExtractor.MaxSamples];
        for (var i = 0; i < samples.Length; i++)
            samples[i] = clip[i % clip.Length];
        var extractor = new LogMelExtractor(80);
        extractor.Push(samples);
        Assert.Throws<ArgumentException>(() => extractor.Push(new float[1]));
        Assert.Equal(samples, extractor.Samples.ToArray());
        AssertMatches(DirectLogMel.Window(samples, 80, 3_000), extractor, samples.Length, 3_000);
    }

    [Fact]
    public void Push_EndOfACutUtterance_StartsTheNextOne()
    {
        var samples = Clip("reference/02.wav");
        var extractor = new LogMelExtractor(80);
        extractor.Push(samples);
        var rest = extractor.Samples[10_000..];
        extractor.Reset();
        extractor.Push(rest);
        AssertMatches(DirectLogMel.Window(samples[10_000..], 80, 300), extractor, samples.Length - 10_000, 300);
    }

    [Fact]
    public void PushAndFillWindow_Steady_AllocateNothing()
    {
        var samples = Clip("reference/01.wav");
        var extractor = new LogMelExtractor(80);
        var mel = new float[80 * 600];
        Run(extractor, samples, mel);
        Assert.Equal(0, Allocation.Least(() => Run(extractor, samples, mel)));

        static void Run(LogMelExtractor extractor, float[] samples, float[] mel)
        {
            extractor.Reset();
            for (var at = 0; at + 512 <= samples.Length; at += 512)
            {
                extractor.Push(samples.AsSpan(at, 512));
                extractor.FillWindow(mel, 600, out _);
                extractor.FillWindow(mel, 600, at, out _);
            }
        }
    }

    [Fact]
    public void FillWindow_ArgumentsOutsideTheirLimits_AreRefused()
    {
        var extractor = new LogMelExtractor(80);
        extractor.Push(new float[100]);
        Assert.Throws<ArgumentOutOfRangeException>(() => extractor.FillWindow(new float[80], 0, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => extractor.FillWindow(new float[80 * 3001], 3001, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => extractor.FillWindow(new float[800], 10, 101, out _));
        Assert.Throws<ArgumentException>(() => extractor.FillWindow(new float[799], 10, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LogMelExtractor(64));
    }

    internal static float[] Clip(string wav)
    {
        using var file = File.OpenRead(TestPaths.InRoot("models", "whisper-base-fr", Path.Combine(wav.Split('/'))));
        return WavReaderTests.ReadAll(WavReader.Open(file));
    }

    private static void AssertMatches(double[] expected, LogMelExtractor extractor, int audioSamples, int frames)
    {
        var mel = new float[extractor.Bins * frames];
        Array.Fill(mel, float.NaN);
        extractor.FillWindow(mel, frames, audioSamples, out _);
        Assert.Equal(expected.Length, mel.Length);
        for (var i = 0; i < mel.Length; i++)
            Assert.True(Math.Abs(expected[i] - mel[i]) <= Tolerance, $"bin {i / frames}, frame {i % frames}: {mel[i]}, expected {expected[i]}");
    }
}
