using System.Buffers.Binary;

namespace Triage.Core.Audio;

/// <summary>
/// What a WAV "fmt " chunk says, checked. Source: Microsoft "Multiple Channel Audio Data and WAVE Files"
/// (WAVEFORMATEX, WAVEFORMATEXTENSIBLE) and RFC 2361 for the codes.
/// </summary>
internal readonly record struct WavFormat(WavEncoding Encoding, int SampleRateHz, int Channels)
{
    public const int MaxChannels = 8;
    public const int MinSampleRateHz = 4_000;
    public const int MaxSampleRateHz = 192_000;

    /// <summary>Bytes of a "fmt " chunk that can matter; what follows them is skipped.</summary>
    public const int LargestChunk = 40;

    private const int SmallestChunk = 16;
    private const int CodePcm = 1, CodeFloat = 3, CodeALaw = 6, CodeMuLaw = 7, CodeExtensible = 0xFFFE;

    public int BytesPerSample => BytesOf(Encoding);

    public int BytesPerFrame => BytesPerSample * Channels;

    public int Code => Encoding switch
    {
        WavEncoding.MuLaw => CodeMuLaw,
        WavEncoding.ALaw => CodeALaw,
        WavEncoding.IeeeFloat32 or WavEncoding.IeeeFloat64 => CodeFloat,
        _ => CodePcm,
    };

    // {xxxx0000-0000-0010-8000-00AA00389B71}: a format code wrapped in a GUID, KSDATAFORMAT_SUBTYPE_WAVEFORMATEX.
    private static ReadOnlySpan<byte> WrappedCodeTail => [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71];

    /// <exception cref="WavFormatException">The chunk is too short, contradicts itself or names what is not supported.</exception>
    public static WavFormat Parse(ReadOnlySpan<byte> chunk)
    {
        if (chunk.Length < SmallestChunk)
            throw new WavFormatException($"the fmt chunk has {chunk.Length} bytes; it takes at least {SmallestChunk}");
        int code = BinaryPrimitives.ReadUInt16LittleEndian(chunk);
        int channels = BinaryPrimitives.ReadUInt16LittleEndian(chunk[2..]);
        var rate = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
        var byteRate = BinaryPrimitives.ReadUInt32LittleEndian(chunk[8..]);
        int blockAlign = BinaryPrimitives.ReadUInt16LittleEndian(chunk[12..]);
        int bits = BinaryPrimitives.ReadUInt16LittleEndian(chunk[14..]);

        if (code == CodeExtensible)
            code = UnwrapCode(chunk);
        if (channels == 0)
            throw new WavFormatException("the fmt chunk declares 0 channels");
        if (channels > MaxChannels)
            throw new WavFormatException($"{channels} channels; at most {MaxChannels} are supported");
        if (rate is < MinSampleRateHz or > MaxSampleRateHz)
            throw new WavFormatException($"sample rate {rate} Hz; supported are {MinSampleRateHz} to {MaxSampleRateHz} Hz");
        var format = new WavFormat(EncodingOf(code, bits), (int)rate, channels);
        if (blockAlign != format.BytesPerFrame)
            throw new WavFormatException(
                $"block size {blockAlign} bytes contradicts {channels} channels of {bits} bits ({format.BytesPerFrame} bytes)");
        // Some streaming writers leave the byte rate at 0; any other wrong value puts the sample rate itself in doubt.
        if (byteRate != 0 && byteRate != (long)rate * blockAlign)
            throw new WavFormatException(
                $"byte rate {byteRate} contradicts the sample rate {rate} Hz with blocks of {blockAlign} bytes");
        return format;
    }

    private static int UnwrapCode(ReadOnlySpan<byte> chunk)
    {
        if (chunk.Length < LargestChunk)
            throw new WavFormatException($"the extensible fmt chunk has {chunk.Length} bytes; it takes {LargestChunk}");
        var subFormat = chunk[24..40];
        if (!subFormat[2..].SequenceEqual(WrappedCodeTail))
            throw new WavFormatException($"unsupported extensible format {new Guid(subFormat)}");
        return BinaryPrimitives.ReadUInt16LittleEndian(subFormat);
    }

    private static WavEncoding EncodingOf(int code, int bits) => (code, bits) switch
    {
        (CodePcm, 8) => WavEncoding.Pcm8,
        (CodePcm, 16) => WavEncoding.Pcm16,
        (CodePcm, 24) => WavEncoding.Pcm24,
        (CodePcm, 32) => WavEncoding.Pcm32,
        (CodeFloat, 32) => WavEncoding.IeeeFloat32,
        (CodeFloat, 64) => WavEncoding.IeeeFloat64,
        (CodeMuLaw, 8) => WavEncoding.MuLaw,
        (CodeALaw, 8) => WavEncoding.ALaw,
        (CodePcm or CodeFloat or CodeMuLaw or CodeALaw, _) =>
            throw new WavFormatException($"format code {code} with {bits} bits a sample is not supported"),
        _ => throw new WavFormatException(
            $"format code 0x{code:X4} is not supported: only PCM, IEEE float, mu-law and A-law are"),
    };

    private static int BytesOf(WavEncoding encoding) => encoding switch
    {
        WavEncoding.Pcm16 => 2,
        WavEncoding.Pcm24 => 3,
        WavEncoding.Pcm32 or WavEncoding.IeeeFloat32 => 4,
        WavEncoding.IeeeFloat64 => 8,
        _ => 1,
    };
}
