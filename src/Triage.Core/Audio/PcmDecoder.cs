using System.Buffers.Binary;

namespace Triage.Core.Audio;

/// <summary>Bytes of a live source to samples in [-1,1]. Stateless: the caller keeps chunks on sample boundaries.</summary>
public static class PcmDecoder
{
    /// <summary>Bytes of one sample of one channel: 2 or 1.</summary>
    public static int BytesPerSample(AudioEncoding encoding) => encoding switch
    {
        AudioEncoding.Pcm16 => 2,
        AudioEncoding.MuLaw or AudioEncoding.ALaw => 1,
        _ => throw new ArgumentOutOfRangeException(nameof(encoding), encoding, "unknown audio encoding"),
    };

    /// <summary>
    /// Decodes all of <paramref name="source"/> (channels stay interleaved); allocates nothing.
    /// </summary>
    /// <param name="samples">At least one place per coded sample.</param>
    /// <param name="written">Samples written; 0 when false.</param>
    /// <returns>False, and nothing written, when the bytes end inside a sample: the sender cut a chunk in the wrong place.</returns>
    /// <exception cref="ArgumentException"><paramref name="samples"/> is too short: a fault of the caller, not of the sender.</exception>
    public static bool TryDecode(ReadOnlySpan<byte> source, AudioEncoding encoding, Span<float> samples, out int written)
    {
        var size = BytesPerSample(encoding);
        written = 0;
        if (source.Length % size != 0)
            return false;
        var count = source.Length / size;
        if (samples.Length < count)
            throw new ArgumentException($"{count} samples do not fit in {samples.Length}", nameof(samples));
        switch (encoding)
        {
            case AudioEncoding.MuLaw: G711.DecodeMuLaw(source, samples); break;
            case AudioEncoding.ALaw: G711.DecodeALaw(source, samples); break;
            default: DecodePcm16(source, samples[..count]); break;
        }
        written = count;
        return true;
    }

    internal static void DecodePcm16(ReadOnlySpan<byte> source, Span<float> samples)
    {
        for (var i = 0; i < samples.Length; i++)
            samples[i] = BinaryPrimitives.ReadInt16LittleEndian(source[(2 * i)..]) * (1f / 32768);
    }
}
