namespace Triage.Core.Audio;

/// <summary>
/// Telephone companding, mu-law and A-law, between one byte and a 16-bit linear sample.
/// Source: ITU-T G.711 (11/88), tables 1 and 2; a sample that
/// meets a decision value is coded as in ITU-T G.191 (one's complement).
/// </summary>
public static class G711
{
    // G.711 counts mu-law in 14 bits with a bias of 33 and A-law in 13 bits; both are kept left-justified in 16 bits.
    private const int MuLawBias = 33;
    private const int MuLawLargestBiased = 0x1FFF;

    private static readonly short[] MuLawToLinear = BuildTable(ExpandMuLaw);
    private static readonly short[] ALawToLinear = BuildTable(ExpandALaw);
    private static readonly float[] MuLawToFloat = Array.ConvertAll(MuLawToLinear, value => value / 32768f);
    private static readonly float[] ALawToFloat = Array.ConvertAll(ALawToLinear, value => value / 32768f);

    /// <summary>Linear 16-bit value of a mu-law byte, in [-32124, 32124].</summary>
    public static short DecodeMuLaw(byte code) => MuLawToLinear[code];

    /// <summary>Linear 16-bit value of an A-law byte, in [-32256, 32256]; A-law has no zero, its smallest values are -8 and 8.</summary>
    public static short DecodeALaw(byte code) => ALawToLinear[code];

    /// <summary>Mu-law byte of the interval between decision values that holds the sample; louder samples saturate.</summary>
    public static byte EncodeMuLaw(short sample)
    {
        var negative = sample < 0;
        var biased = Math.Min(((negative ? ~sample : sample) >> 2) + MuLawBias, MuLawLargestBiased);
        var segment = int.Log2(biased) - 5;
        var step = (biased >> (segment + 1)) & 0x0F;
        return (byte)~((negative ? 0x80 : 0) | (segment << 4) | step);
    }

    /// <summary>A-law byte of the interval between decision values that holds the sample; louder samples saturate.</summary>
    public static byte EncodeALaw(short sample)
    {
        var negative = sample < 0;
        var magnitude = (negative ? ~sample : sample) >> 4;
        var segment = magnitude < 32 ? magnitude >> 4 : int.Log2(magnitude) - 3;
        var step = segment == 0 ? magnitude : magnitude >> (segment - 1);
        return (byte)(((negative ? 0 : 0x80) | (segment << 4) | (step & 0x0F)) ^ 0x55);
    }

    /// <summary>Mu-law bytes to samples in [-1,1]; <paramref name="samples"/> is at least as long.</summary>
    internal static void DecodeMuLaw(ReadOnlySpan<byte> codes, Span<float> samples) => Expand(codes, samples, MuLawToFloat);

    /// <summary>A-law bytes to samples in [-1,1]; <paramref name="samples"/> is at least as long.</summary>
    internal static void DecodeALaw(ReadOnlySpan<byte> codes, Span<float> samples) => Expand(codes, samples, ALawToFloat);

    private static void Expand(ReadOnlySpan<byte> codes, Span<float> samples, float[] table)
    {
        samples = samples[..codes.Length];
        for (var i = 0; i < samples.Length; i++)
            samples[i] = table[codes[i]];
    }

    private static short ExpandMuLaw(int code)
    {
        var bits = ~code;
        var magnitude = ((((bits & 0x0F) << 1) + MuLawBias) << ((bits >> 4) & 7)) - MuLawBias;
        return (short)(((bits & 0x80) != 0 ? -magnitude : magnitude) << 2);
    }

    private static short ExpandALaw(int code)
    {
        var bits = code ^ 0x55;
        var segment = (bits >> 4) & 7;
        var magnitude = ((bits & 0x0F) << 1) + (segment == 0 ? 1 : 33);
        if (segment > 1)
            magnitude <<= segment - 1;
        return (short)(((bits & 0x80) != 0 ? magnitude : -magnitude) << 3);
    }

    private static short[] BuildTable(Func<int, short> expand)
    {
        var table = new short[256];
        for (var code = 0; code < table.Length; code++)
            table[code] = expand(code);
        return table;
    }
}
