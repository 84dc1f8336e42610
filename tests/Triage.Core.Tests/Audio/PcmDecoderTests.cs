using Triage.Core.Audio;

namespace Triage.Core.Tests.Audio;

public sealed class PcmDecoderTests
{
    [Fact]
    public void TryDecode_Pcm16_IsLittleEndianAndScaledToOne()
    {
        var samples = new float[4];
        Assert.True(PcmDecoder.TryDecode([0x00, 0x80, 0xFF, 0x7F, 0x01, 0x00, 0x00, 0x40], AudioEncoding.Pcm16, samples, out var written));
        Assert.Equal(4, written);
        Assert.Equal([-1f, 32767f / 32768, 1f / 32768, 0.5f], samples);
    }

    [Fact]
    public void TryDecode_OddBytesOfPcm16_ReturnsFalseAndWritesNothing()
    {
        float[] samples = [9, 9];
        Assert.False(PcmDecoder.TryDecode([1, 2, 3], AudioEncoding.Pcm16, samples, out var written));
        Assert.Equal(0, written);
        Assert.Equal([9f, 9f], samples);
    }

    [Theory]
    [InlineData(AudioEncoding.MuLaw)]
    [InlineData(AudioEncoding.ALaw)]
    public void TryDecode_CompandedCodes_MatchTheTables(AudioEncoding encoding)
    {
        var codes = Enumerable.Range(0, 256).Select(code => (byte)code).ToArray();
        var samples = new float[256];
        Assert.True(PcmDecoder.TryDecode(codes, encoding, samples, out var written));
        Assert.Equal(256, written);
        for (var i = 0; i < 256; i++)
            Assert.Equal((encoding == AudioEncoding.MuLaw ? G711.DecodeMuLaw(codes[i]) : G711.DecodeALaw(codes[i])) / 32768f, samples[i]);
    }

    [Fact]
    public void TryDecode_NoBytes_IsNoSamples()
    {
        Assert.True(PcmDecoder.TryDecode([], AudioEncoding.Pcm16, [], out var written));
        Assert.Equal(0, written);
    }

    [Fact]
    public void TryDecode_OutputTooShort_IsTheCallersFault() =>
        Assert.Throws<ArgumentException>(() => PcmDecoder.TryDecode([1, 2, 3], AudioEncoding.MuLaw, new float[2], out _));

    [Fact]
    public void TryDecode_UnknownEncoding_IsTheCallersFault() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => PcmDecoder.TryDecode([1, 2], (AudioEncoding)7, new float[2], out _));
}
