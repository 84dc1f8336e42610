using Triage.Core.Audio;
using Triage.Tests;

namespace Triage.Core.Tests.Audio;

public sealed class WavReaderTests
{
    private static readonly byte[] FourPcm16 = [0x00, 0x80, 0x00, 0x40, 0xFF, 0x7F, 0x00, 0x00];
    private static readonly float[] FourSamples = [-1f, 0.5f, 32767f / 32768, 0f];

    public static TheoryData<WavEncoding, int, int, byte[], float[]> Encodings => new()
    {
        { WavEncoding.Pcm8, 1, 8, [0, 128, 255], [-1f, 0f, 127f / 128] },
        { WavEncoding.Pcm16, 1, 16, FourPcm16, FourSamples },
        { WavEncoding.Pcm24, 1, 24, [0, 0, 0x80, 0xFF, 0xFF, 0x7F, 1, 0, 0, 0, 0, 0x40], [-1f, 8388607f / 8388608, 1f / 8388608, 0.5f] },
        { WavEncoding.Pcm32, 1, 32, [0, 0, 0, 0x80, 0, 0, 0, 0x40, 0, 0, 0, 0xC0], [-1f, 0.5f, -0.5f] },
        { WavEncoding.IeeeFloat32, 3, 32, Floats(0.25f, -0.75f, 3f, float.NaN), [0.25f, -0.75f, 1f, 0f] },
        { WavEncoding.IeeeFloat64, 3, 64, Doubles(0.25, -0.75, double.NegativeInfinity), [0.25f, -0.75f, -1f] },
        { WavEncoding.MuLaw, 7, 8, [0x80, 0xFF, 0x00], [32124f / 32768, 0f, -32124f / 32768] },
        { WavEncoding.ALaw, 6, 8, [0xAA, 0xD5, 0x2A], [32256f / 32768, 8f / 32768, -32256f / 32768] },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public void ReadFrames_EveryEncoding_GivesTheSamples(WavEncoding encoding, int code, int bits, byte[] data, float[] expected)
    {
        var plain = new WavBytes().Fmt(code, 1, 16_000, bits).Data(data).ToArray();
        var extensible = new WavBytes().FmtExtensible(WavBytes.Guid((ushort)code), 1, 16_000, bits).Data(data).ToArray();
        foreach (var file in (byte[][])[plain, extensible])
        {
            var reader = WavReader.Open(new MemoryStream(file));
            Assert.Equal((encoding, 16_000, 1, (long?)expected.Length), (reader.Encoding, reader.SampleRateHz, reader.Channels, reader.TotalFrames));
            Assert.Equal(expected, ReadAll(reader));
            Assert.False(reader.Truncated);
        }
    }

    [Fact]
    public void ReadFrames_EightChannels_StayInterleaved()
    {
        var data = Enumerable.Range(0, 16).Select(i => (byte)(128 + i)).ToArray();
        var reader = WavReader.Open(new MemoryStream(new WavBytes().Fmt(1, 8, 8_000, 8).Data(data).ToArray()));
        var frame = new float[11];
        Assert.Equal(1, reader.ReadFrames(frame));
        Assert.Equal(7f / 128, frame[7]);
        Assert.Equal(0f, frame[8]);
        Assert.Equal(1, reader.ReadFrames(frame));
        Assert.Equal(8f / 128, frame[0]);
        Assert.Equal(0, reader.ReadFrames(frame));
    }

    [Fact]
    public void ReadFrames_RoomSmallerThanAFrame_IsTheCallersFault()
    {
        var reader = WavReader.Open(new MemoryStream(new WavBytes().Fmt(1, 2, 8_000, 16).Data(FourPcm16).ToArray()));
        Assert.Throws<ArgumentException>(() => reader.ReadFrames(new float[1]));
    }

    [Fact]
    public void Open_UnknownChunksOfOddSizeAround_AreSkipped()
    {
        var file = new WavBytes().Chunk("LIST", new byte[1001]).Fmt(1, 1, 8_000, 16).Chunk("junk", [1, 2, 3])
            .Data(FourPcm16).Chunk("LIST", [9, 9, 9, 9, 9]).ToArray();
        foreach (var stream in (Stream[])[new MemoryStream(file), new DripStream(file, [3])])
        {
            var reader = WavReader.Open(stream);
            Assert.Equal(FourSamples, ReadAll(reader));
            Assert.False(reader.Truncated);
        }
    }

    [Theory]
    [InlineData(0u, 0u)]
    [InlineData(0u, 36u)]
    [InlineData(0u, uint.MaxValue)]
    [InlineData(uint.MaxValue, uint.MaxValue)]
    [InlineData(0x7FFFF000u, 0x7FFFF024u)]
    public void Open_SizeLeftByAStreamingWriter_ReadsToTheEnd(uint dataSize, uint riffSize)
    {
        var file = new WavBytes(riffSize).Fmt(1, 1, 8_000, 16, byteRate: 0).Data(FourPcm16, dataSize).ToArray();
        var reader = WavReader.Open(new DripStream(file, [5]));
        Assert.Null(reader.TotalFrames);
        Assert.Equal(FourSamples, ReadAll(reader));
        Assert.False(reader.Truncated);
    }

    [Fact]
    public void ReadFrames_FewerBytesThanDeclared_GivesThemAndSaysTruncated()
    {
        var file = new WavBytes().Fmt(1, 1, 8_000, 16).Data(FourPcm16, size: 4_000_000_000).ToArray();
        var piped = WavReader.Open(new DripStream(file, [7]));
        Assert.Equal(2_000_000_000, piped.TotalFrames);
        Assert.Equal(FourSamples, ReadAll(piped));
        Assert.True(piped.Truncated);

        var seekable = WavReader.Open(new MemoryStream(file));
        Assert.Equal(4, seekable.TotalFrames);
        Assert.Equal(FourSamples, ReadAll(seekable));
        Assert.True(seekable.Truncated);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(uint.MaxValue)]
    public void ReadFrames_EndInsideAFrame_DropsTheRestAndSaysTruncated(uint? size)
    {
        var reader = WavReader.Open(new MemoryStream(new WavBytes().Fmt(1, 1, 8_000, 16).Data([.. FourPcm16, 0x55], size).ToArray()));
        Assert.Equal(FourSamples, ReadAll(reader));
        Assert.True(reader.Truncated);
    }

    public static TheoryData<string, byte[]> Broken => new()
    {
        { "first 12 bytes", [] },
        { "first 12 bytes", "RIFF____WAV"u8.ToArray() },
        { "RIFF", new WavBytes(riff: "OggS").ToArray() },
        { "RIFX", new WavBytes(riff: "RIFX").ToArray() },
        { "RF64", new WavBytes(riff: "RF64").ToArray() },
        { "WAVE", new WavBytes(type: "AVI ").ToArray() },
        { "no fmt", new WavBytes().ToArray() },
        { "no fmt", new WavBytes().Data(FourPcm16).ToArray() },
        { "no data", new WavBytes().Fmt(1, 1, 8_000, 16).ToArray() },
        { "no data", new WavBytes().Fmt(1, 1, 8_000, 16).Chunk("LIST", [1], size: 60_000_000).ToArray() },
        { "64 MiB", new WavBytes().Fmt(1, 1, 8_000, 16).Chunk("LIST", [1], size: uint.MaxValue).ToArray() },
        { "at least 16", new WavBytes().Chunk("fmt ", new byte[14]).ToArray() },
        { "inside the fmt", new WavBytes().Chunk("fmt ", [1, 0], size: 16).ToArray() },
        { "0 channels", new WavBytes().Fmt(1, 0, 8_000, 16).Data(FourPcm16).ToArray() },
        { "9 channels", new WavBytes().Fmt(1, 9, 8_000, 16).Data(FourPcm16).ToArray() },
        { "3999 Hz", new WavBytes().Fmt(1, 1, 3_999, 16).Data(FourPcm16).ToArray() },
        { "192001 Hz", new WavBytes().Fmt(1, 1, 192_001, 16).Data(FourPcm16).ToArray() },
        { "byte rate", new WavBytes().Fmt(1, 1, 8_000, 16, byteRate: 32_000).Data(FourPcm16).ToArray() },
        { "block size", new WavBytes().Fmt(1, 2, 8_000, 16, blockAlign: 2).Data(FourPcm16).ToArray() },
        { "12 bits", new WavBytes().Fmt(1, 1, 8_000, 12, blockAlign: 2).Data(FourPcm16).ToArray() },
        { "0x0055", new WavBytes().Fmt(0x55, 1, 8_000, 16).Data(FourPcm16).ToArray() },
        { "extensible format", new WavBytes().FmtExtensible(new byte[16], 1, 8_000, 16).Data(FourPcm16).ToArray() },
        { "takes 40", new WavBytes().Fmt(0xFFFE, 1, 8_000, 16).Data(FourPcm16).ToArray() },
        { "empty", new WavBytes().Fmt(1, 1, 8_000, 16).Data([]).ToArray() },
        { "empty", new WavBytes().Fmt(1, 1, 8_000, 16).Data([]).Chunk("LIST", [1, 2, 3, 4]).ToArray() },
        { "empty", new WavBytes().Fmt(1, 1, 8_000, 16).Data([1]).ToArray() },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Open_BrokenFile_NamesWhatIsWrong(string named, byte[] file)
    {
        var error = Assert.Throws<WavFormatException>(() => WavReader.Open(new DripStream(file, [4])));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadFrames_Steady_AllocatesNothing()
    {
        var reader = WavReader.Open(new MemoryStream(new WavBytes().Fmt(1, 2, 8_000, 16).Data(new byte[64_000]).ToArray()));
        var buffer = new float[320];
        reader.ReadFrames(buffer);
        var frames = 0;
        Assert.Equal(0, Allocation.Least(() =>
        {
            for (var i = 0; i < 8; i++)
                frames += reader.ReadFrames(buffer);
        }));
        Assert.Equal(5 * 8 * 160, frames);
    }

    [Fact]
    public void Open_SampleCallOfTheProduct_IsWholeAndPlausible()
    {
        using var file = File.OpenRead(TestPaths.InRoot("models", "whisper-base-fr", "reference", "00.wav"));
        var reader = WavReader.Open(file);
        var samples = ReadAll(reader);
        Assert.Equal(16_000, reader.SampleRateHz);
        Assert.Equal(reader.TotalFrames, samples.Length);
        Assert.False(reader.Truncated);
        Assert.InRange(samples.Max(), 0.05f, 1f);
    }

    internal static float[] ReadAll(WavReader reader)
    {
        var all = new List<float>();
        var buffer = new float[reader.Channels * 100];
        for (int frames; (frames = reader.ReadFrames(buffer)) > 0;)
            all.AddRange(buffer.AsSpan(0, frames * reader.Channels));
        return [.. all];
    }

    private static byte[] Floats(params float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    private static byte[] Doubles(params double[] values) => [.. values.SelectMany(BitConverter.GetBytes)];
}
