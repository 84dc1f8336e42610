using FsCheck.Xunit;
using Triage.Core.Audio;
using Triage.Tests;

namespace Triage.Core.Tests.Audio;

public sealed class SignalQualityTests
{
    [Fact]
    public void LevelAndPeak_SineOfHalfScale_AreMinusNineDbfs()
    {
        var quality = new SignalQuality(8_000);
        quality.Push(Sine(8_000, 0.5f));
        Assert.Equal(1, quality.Seconds);
        Assert.Equal(-9.03, quality.LevelDbfs, 0.01);
        Assert.Equal(0.5f, quality.Peak, 0.001f);
        Assert.False(quality.IsClipped);
        Assert.False(quality.IsSilent);
    }

    [Fact]
    public void Readings_BeforeTheFirstSecond_AreNotYetThere()
    {
        var quality = new SignalQuality(8_000);
        quality.Push(Sine(7_999, 1f));
        Assert.Equal((0, double.NegativeInfinity, 0f, 0.0), (quality.Seconds, quality.LevelDbfs, quality.Peak, quality.ClippedShare));
    }

    [Fact]
    public void Readings_NextSecond_ReplaceTheLast()
    {
        var quality = new SignalQuality(8_000);
        quality.Push(Sine(8_000, 2f).Select(sample => Math.Clamp(sample, -1f, 1f)).ToArray());
        Assert.True(quality.IsClipped);
        quality.Push(Sine(8_000, 0.1f));
        Assert.False(quality.IsClipped);
        Assert.Equal(0.1f, quality.Peak, 0.001f);
        Assert.Equal(2, quality.Seconds);
    }

    [Theory]
    [InlineData(80, false)]
    [InlineData(81, true)]
    public void IsClipped_ShareAroundTheLimit_TurnsJustAboveIt(int clipped, bool expected)
    {
        var samples = new float[8_000];
        for (var i = 0; i < clipped; i++)
            samples[i * 7] = i % 2 == 0 ? 0.99f : -1f;
        samples[7_999] = 0.9899f;
        var quality = new SignalQuality(8_000);
        quality.Push(samples);
        Assert.Equal(clipped / 8000.0, quality.ClippedShare);
        Assert.Equal(expected, quality.IsClipped);
    }

    [Fact]
    public void DigitalSilence_ExactZeros_IsCountedToTheSampleAndEndsWithTheFirstOther()
    {
        var quality = new SignalQuality(8_000);
        quality.Push([0.5f]);
        quality.Push(new float[39_999]);
        Assert.Equal(39_999 / 8000.0, quality.DigitalSilenceFor.TotalSeconds, 1e-6);
        Assert.False(quality.IsSilent);
        quality.Push(new float[1]);
        Assert.True(quality.IsSilent);
        Assert.Equal(double.NegativeInfinity, quality.LevelDbfs);
        quality.Push(Sine(160, 0.1f));
        Assert.Equal(TimeSpan.Zero, quality.SilentFor);
        Assert.False(quality.IsSilent);
    }

    [Theory]
    [InlineData(-76, true)]
    [InlineData(-74, false)]
    public void IsSilent_LevelAroundTheThreshold_DecidesByIt(double dbfs, bool expected)
    {
        var quality = new SignalQuality(16_000);
        var amplitude = (float)(Math.Pow(10, dbfs / 20) * Math.Sqrt(2));
        // One louder sample keeps the peak out of the dead-line rule.
        quality.Push(Sine(16_000 * 5, amplitude).Select((sample, i) => i % 320 == 0 ? 0.0003f : sample).ToArray());
        Assert.Equal(expected, quality.IsSilent);
        Assert.Equal(dbfs, quality.LevelDbfs, 0.3);
    }

    [Fact]
    public void IsSilent_DeadALawLine_IsSeenThoughALawHasNoZero()
    {
        var samples = new float[8_000 * 5];
        PcmDecoder.TryDecode(Enumerable.Repeat((byte)0xD5, samples.Length).ToArray(), AudioEncoding.ALaw, samples, out _);
        var quality = new SignalQuality(8_000);
        quality.Push(samples);
        Assert.InRange(quality.LevelDbfs, -75, -72);
        Assert.Equal(5, quality.SilentFor.TotalSeconds, 1e-6);
        Assert.True(quality.IsSilent);
    }

    [Property]
    public void Push_AnySplit_GivesTheSameReadings(short[] values, byte[] sizes)
    {
        var samples = Enumerable.Range(0, 12_000).Select(i => values.Length == 0 ? 0 : values[i / 500 % values.Length] / 32768f).ToArray();
        var whole = new SignalQuality(11_025);
        whole.Push(samples);
        var split = new SignalQuality(11_025);
        var rest = samples.AsSpan();
        for (var i = 0; rest.Length > 0; i++)
        {
            var size = Math.Min(rest.Length, i < sizes.Length ? sizes[i] : 977);
            split.Push(rest[..size]);
            rest = rest[size..];
        }
        Assert.Equal(
            (whole.LevelDbfs, whole.Peak, whole.ClippedShare, whole.Seconds, whole.SilentFor, whole.DigitalSilenceFor),
            (split.LevelDbfs, split.Peak, split.ClippedShare, split.Seconds, split.SilentFor, split.DigitalSilenceFor));
    }

    [Fact]
    public void Push_Steady_AllocatesNothing()
    {
        var quality = new SignalQuality(8_000);
        var samples = Sine(8_000, 0.3f);
        quality.Push(samples);
        Assert.Equal(0, Allocation.Least(() => quality.Push(samples)));
    }

    private static float[] Sine(int length, float amplitude) =>
        [.. Enumerable.Range(0, length).Select(i => amplitude * MathF.Sin(2 * MathF.PI * (i % 16) / 16))];
}
