using Triage.Core.Audio;

namespace Triage.Core.Tests.Audio;

public sealed class WavWriterTests
{
    [Fact]
    public void Write_Pcm16_IsReadBackExactly()
    {
        float[] samples = [-1f, 0.5f, 1f / 32768, -0.25f, 2f, -2f];
        using var stream = new MemoryStream();
        using (var writer = new WavWriter(stream, 44_100, 2, WavEncoding.Pcm16))
        {
            writer.Write(samples.AsSpan(0, 2));
            writer.Write(samples.AsSpan(2));
        }
        Assert.Equal(44 + 12, stream.Length);
        stream.Position = 0;
        var reader = WavReader.Open(stream);
        Assert.Equal((44_100, 2, (long?)3), (reader.SampleRateHz, reader.Channels, reader.TotalFrames));
        Assert.Equal([-1f, 0.5f, 1f / 32768, -0.25f, 32767f / 32768, -1f], WavReaderTests.ReadAll(reader));
    }

    [Fact]
    public void Write_MuLawOfOddLength_IsPaddedAndReadBack()
    {
        var samples = Enumerable.Range(0, 255).Select(code => G711.DecodeMuLaw((byte)code) / 32768f).ToArray();
        using var stream = new MemoryStream();
        using (var writer = new WavWriter(stream, 8_000, 1, WavEncoding.MuLaw))
            writer.Write(samples);
        Assert.Equal(58 + 256, stream.Length);
        stream.Position = 0;
        var reader = WavReader.Open(stream);
        Assert.Equal((WavEncoding.MuLaw, (long?)255), (reader.Encoding, reader.TotalFrames));
        Assert.Equal(samples, WavReaderTests.ReadAll(reader));
        Assert.False(reader.Truncated);
    }

    [Fact]
    public void Write_NotWholeFrames_IsRefused()
    {
        using var writer = new WavWriter(new MemoryStream(), 8_000, 2, WavEncoding.Pcm16);
        Assert.Throws<ArgumentException>(() => writer.Write(new float[3]));
    }

    [Theory]
    [InlineData(3_999, 1, WavEncoding.Pcm16)]
    [InlineData(8_000, 9, WavEncoding.Pcm16)]
    [InlineData(8_000, 1, WavEncoding.ALaw)]
    public void Create_UnsupportedFormat_IsRefused(int rate, int channels, WavEncoding encoding) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new WavWriter(new MemoryStream(), rate, channels, encoding));
}
