using System.Buffers.Binary;

namespace Triage.Core.Audio;

/// <summary>Samples in [-1,1] as signed 16-bit linear values; beyond the range they saturate. Stateless; allocates nothing.</summary>
public static class Pcm16
{
    public static short FromSample(float sample) => (short)Math.Clamp(MathF.Round(sample * 32768f), short.MinValue, short.MaxValue);

    /// <summary>Little-endian bytes of the samples; <paramref name="bytes"/> holds two for each.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bytes do not fit.</exception>
    public static void Encode(ReadOnlySpan<float> samples, Span<byte> bytes)
    {
        for (var i = 0; i < samples.Length; i++)
            BinaryPrimitives.WriteInt16LittleEndian(bytes[(2 * i)..], FromSample(samples[i]));
    }
}
