using Microsoft.Extensions.Time.Testing;
using Triage.Core.Audio;
using Triage.Core.Calls;
using Triage.Core.Speech;
using Triage.Inference.Models;
using Triage.Tests;

namespace Triage.Inference.Tests;

/// <summary>Bad recordings, bad lines and a broken model: a sane result or an error by name, and a desk that still works.</summary>
[Collection(PipelineTestGroup.Name)]
public sealed class HostileAudioTests(PipelineModels models)
{
    [Fact(Timeout = 60_000)]
    public async Task Wav_Truncated_GivesWhatIsThere()
    {
        await using var desk = await models.OpenAsync(new FakeTimeProvider());
        var whole = File.ReadAllBytes(TestPaths.InRoot("samples", "calls", "douleur-thoracique.wav"));

        var sound = Sound.Read(new MemoryStream(whole[..80_001]));
        var events = await desk.PlayAsync(sound, "a");

        Assert.InRange(sound.Seconds, 4.9, 5);
        Assert.NotEmpty(PipelineDesk.Finals(events));
        Assert.Equal(sound.Seconds, Assert.IsType<CallEnded>(events[^1]).AudioS, 1e-6);
        await desk.CheckTakesAGoodCallAsync();
    }

    [Fact(Timeout = 60_000)]
    public async Task Wav_WithoutAudio_IsNamedAndACallWithoutAudioEndsWell()
    {
        await using var desk = await models.OpenAsync(new FakeTimeProvider());
        var file = new MemoryStream();
        using (new WavWriter(file, 8000, 1, WavEncoding.Pcm16))
        {
        }

        Assert.Contains("empty", Assert.Throws<WavFormatException>(() => Sound.Read(new MemoryStream(file.ToArray()))).Message, StringComparison.Ordinal);
        Assert.Throws<WavFormatException>(() => Sound.Read(new MemoryStream()));
        var events = await desk.PlayAsync(new Sound(8000, 1, []), "a");
        Assert.Equal(new CallEnded(EndReason.Completed, 0, 0) { Sequence = 1 }, Assert.Single(events));
        await desk.CheckTakesAGoodCallAsync();
    }

    [Fact(Timeout = 60_000)]
    public async Task Wav_NoChannelsOrImpossibleRate_IsNamed()
    {
        await using var desk = await models.OpenAsync(new FakeTimeProvider());
        var file = File.ReadAllBytes(TestPaths.InRoot("samples", "calls", "douleur-thoracique.wav"));

        Assert.Contains("channel", Assert.Throws<WavFormatException>(() => Sound.Read(Header(file, channels: 0))).Message, StringComparison.OrdinalIgnoreCase);
        Assert.Throws<WavFormatException>(() => Sound.Read(Header(file, rateHz: 0)));
        var strange = Refused(desk, Sound.Read(Header(file, rateHz: 12345, consistent: true)).Setup("a"));
        Assert.Contains("contradicts", Assert.Throws<WavFormatException>(() => Sound.Read(Header(file, rateHz: 16000))).Message, StringComparison.Ordinal);
        Assert.Equal((RefusalReason.InvalidSetup, "sample_rate_hz"), (strange.Reason, strange.Field));
        var none = Refused(desk, PipelineDesk.Good.Setup("a") with { Channels = [] });
        Assert.Equal((RefusalReason.InvalidSetup, "channels"), (none.Reason, none.Field));
        await desk.CheckTakesAGoodCallAsync();
    }

    /// <summary>8 kHz audio that says 16 kHz is speech at double speed: nonsense is allowed, faults and inventions at length are not.</summary>
    [Fact(Timeout = 60_000)]
    public async Task Wav_RateTwiceTooHigh_EndsWellInHalfTheTime()
    {
        await using var desk = await models.OpenAsync(new FakeTimeProvider());
        var file = File.ReadAllBytes(TestPaths.InRoot("samples", "calls", "douleur-thoracique.wav"));
        var sound = Sound.Read(Header(file, rateHz: 16000, consistent: true)).Part(0, 5);

        var events = await desk.PlayAsync(sound, "a");

        Assert.Equal(new CallEnded(EndReason.Completed, 5, 0) { Sequence = events[^1].Sequence }, events[^1]);
        Assert.True(PipelineDesk.Finals(events).Sum(f => f.Words.Count) <= 40, "words were invented at length");
        await desk.CheckTakesAGoodCallAsync();
    }

    [Fact(Timeout = 60_000)]
    public async Task Silence_TenMinutes_GivesAWarningAndNotAWord()
    {
        await using var desk = await models.OpenAsync(new FakeTimeProvider());

        var events = await desk.PlayAsync(Sound.Mono(600, _ => 0), "a", chunkFrames: 8000);

        var gap = Assert.Single(events.OfType<AudioGap>());
        Assert.Equal((GapReason.SilentLine, 0d, 10d), (gap.Reason, gap.StartS, gap.EndS));
        Assert.Equal(2, events.Count); // and the end
        await desk.CheckTakesAGoodCallAsync();
    }

    [Theory(Timeout = 60_000)]
    [InlineData(0.02)]
    [InlineData(0.5)]
    public async Task WhiteNoise_GivesNoWords(double level)
    {
        await using var desk = await models.OpenAsync(new FakeTimeProvider());
        var random = new Random(5);

        await CheckNoWordsAsync(desk, await desk.PlayAsync(Sound.Mono(20, _ => level * (random.NextDouble() * 2 - 1)), "a"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Tone_GivesNoWords()
    {
        await using var desk = await models.OpenAsync(new FakeTimeProvider());

        await CheckNoWordsAsync(desk, await desk.PlayAsync(Sound.Mono(20, t => 0.5 * Math.Sin(2 * Math.PI * 1000 * t)), "a"));
    }

    /// <summary>Hold music: chords that change twice a second, with overtones.</summary>
    [Fact(Timeout = 60_000)]
    public async Task Music_GivesNoWords()
    {
        await using var desk = await models.OpenAsync(new FakeTimeProvider());
        double[][] chords = [[262, 330, 392], [220, 262, 330], [175, 220, 262], [196, 247, 294]];

        var music = Sound.Mono(20, t => chords[(int)(t * 2) % 4].Sum(hz =>
            Enumerable.Range(1, 4).Sum(k => Math.Sin(2 * Math.PI * hz * k * t) / k)) * 0.1 * Math.Exp(-3 * (t % 0.5)));

        await CheckNoWordsAsync(desk, await desk.PlayAsync(music, "a"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Clipped_Speech_IsSaidAndStillHeard()
    {
        await using var desk = await models.OpenAsync(new FakeTimeProvider());

        var events = await desk.PlayAsync(PipelineDesk.Good.Louder(20), "a");

        Assert.Contains(events, e => e is AudioGap { Reason: GapReason.Clipped });
        Assert.Contains(PipelineDesk.Finals(events), f => f.Words.Count >= 3);
        await desk.CheckTakesAGoodCallAsync();
    }

    [Fact]
    public void Load_OneByteChanged_NamesTheFile()
    {
        var copy = Directory.CreateTempSubdirectory("models-é-");
        try
        {
            var source = TestPaths.InRoot("models");
            foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
            {
                var target = Path.Combine(copy.FullName, Path.GetRelativePath(source, file));
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(file, target);
            }
            var broken = Path.Combine(copy.FullName, "whisper-base-fr", "encoder.int8.onnx");
            using (var stream = File.Open(broken, FileMode.Open))
            {
                stream.Position = stream.Length / 2;
                var value = stream.ReadByte();
                stream.Position--;
                stream.WriteByte((byte)(value ^ 1));
            }

            var failure = Assert.Throws<ModelException>(() => ApplianceModels.Load(
                new ApplianceModelOptions { ModelsFolder = copy.FullName }, new SpeechOptions(), new CallBudgets(), TimeProvider.System, PipelineDesk.Ct));

            Assert.Contains("encoder.int8.onnx", failure.Message, StringComparison.Ordinal);
        }
        finally
        {
            copy.Delete(recursive: true);
        }
    }

    /// <summary>Nothing was said: nothing is written, and the desk works.</summary>
    private static async Task CheckNoWordsAsync(PipelineDesk desk, List<CallEvent> events)
    {
        Assert.Equal(EndReason.Completed, Assert.IsType<CallEnded>(events[^1]).Reason);
        Assert.DoesNotContain(events, e => e is PartialTranscript or FinalTranscript { Text: not "" });
        await desk.CheckTakesAGoodCallAsync();
    }

    private static CallOpening.Refused Refused(PipelineDesk desk, CallSetup setup) =>
        Assert.IsType<CallOpening.Refused>(desk.Desk.TryOpen(setup, resume: false));

    /// <summary>The file with another number of channels or rate in its format chunk.</summary>
    /// <param name="consistent">The rest of the chunk agrees with the lie.</param>
    private static MemoryStream Header(byte[] file, int? channels = null, int? rateHz = null, bool consistent = false)
    {
        var copy = (byte[])file.Clone();
        var format = copy.AsSpan().IndexOf("fmt "u8) + 8;
        if (channels is { } count)
            BitConverter.TryWriteBytes(copy.AsSpan(format + 2), (short)count);
        if (rateHz is { } rate)
        {
            BitConverter.TryWriteBytes(copy.AsSpan(format + 4), rate);
            if (consistent)
                BitConverter.TryWriteBytes(copy.AsSpan(format + 8), rate * BitConverter.ToInt16(copy, format + 12));
        }
        return new MemoryStream(copy);
    }
}
