using System.Buffers.Binary;

namespace Triage.Core.Audio;

/// <summary>
/// Writes a PCM16 or mu-law WAV. The sizes in the header are filled in on Dispose; on a stream without seeking they stay all
/// ones, "up to the end". The caller owns the stream, which must be at its start.
/// </summary>
public sealed class WavWriter : IDisposable
{
    private const int BufferSamples = 2048;

    private readonly Stream _stream;
    private readonly WavFormat _format;
    private readonly byte[] _buffer = new byte[BufferSamples * 2];
    private readonly int _headerBytes;
    private long _dataBytes;
    private bool _disposed;

    /// <exception cref="ArgumentOutOfRangeException">Rate outside 4000..192000 Hz, channels outside 1..8, or another encoding.</exception>
    public WavWriter(Stream stream, int sampleRateHz, int channels, WavEncoding encoding)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRateHz, WavFormat.MinSampleRateHz);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sampleRateHz, WavFormat.MaxSampleRateHz);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(channels, WavFormat.MaxChannels);
        if (encoding is not (WavEncoding.Pcm16 or WavEncoding.MuLaw))
            throw new ArgumentOutOfRangeException(nameof(encoding), encoding, "only Pcm16 and MuLaw are written");
        _stream = stream;
        _format = new WavFormat(encoding, sampleRateHz, channels);
        _headerBytes = WriteHeader(uint.MaxValue, uint.MaxValue, uint.MaxValue);
    }

    /// <summary>Appends whole frames; samples beyond [-1,1] saturate.</summary>
    public void Write(ReadOnlySpan<float> interleaved)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (interleaved.Length % _format.Channels != 0)
            throw new ArgumentException($"{interleaved.Length} samples are no whole frames of {_format.Channels} channels", nameof(interleaved));
        while (interleaved.Length > 0)
        {
            var block = interleaved[..Math.Min(interleaved.Length, BufferSamples)];
            var size = _format.BytesPerSample;
            if (size == 2)
                Pcm16.Encode(block, _buffer);
            else
                for (var i = 0; i < block.Length; i++)
                    _buffer[i] = G711.EncodeMuLaw(Pcm16.FromSample(block[i]));
            _stream.Write(_buffer, 0, block.Length * size);
            _dataBytes += block.Length * size;
            interleaved = interleaved[block.Length..];
        }
    }

    /// <summary>Completes the file; the stream stays open, at its end.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        if ((_dataBytes & 1) != 0)
            _stream.WriteByte(0);
        var riffBytes = _headerBytes - 8 + _dataBytes + (_dataBytes & 1);
        if (_stream.CanSeek && riffBytes < uint.MaxValue)
        {
            _stream.Position = 0;
            WriteHeader((uint)riffBytes, (uint)(_dataBytes / _format.BytesPerFrame), (uint)_dataBytes);
            _stream.Seek(0, SeekOrigin.End);
        }
        _stream.Flush();
    }

    private int WriteHeader(uint riffBytes, uint frames, uint dataBytes)
    {
        // The specification asks for an extension size and a "fact" chunk in everything that is not PCM.
        var compressed = _format.Encoding != WavEncoding.Pcm16;
        Span<byte> header = stackalloc byte[58];
        "RIFF"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], riffBytes);
        "WAVEfmt "u8.CopyTo(header[8..]);
        BinaryPrimitives.WriteUInt32LittleEndian(header[16..], compressed ? 18u : 16u);
        BinaryPrimitives.WriteUInt16LittleEndian(header[20..], (ushort)_format.Code);
        BinaryPrimitives.WriteUInt16LittleEndian(header[22..], (ushort)_format.Channels);
        BinaryPrimitives.WriteUInt32LittleEndian(header[24..], (uint)_format.SampleRateHz);
        BinaryPrimitives.WriteUInt32LittleEndian(header[28..], (uint)(_format.SampleRateHz * _format.BytesPerFrame));
        BinaryPrimitives.WriteUInt16LittleEndian(header[32..], (ushort)_format.BytesPerFrame);
        BinaryPrimitives.WriteUInt16LittleEndian(header[34..], (ushort)(8 * _format.BytesPerSample));
        var at = 36;
        if (compressed)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(header[at..], 0);
            "fact"u8.CopyTo(header[(at + 2)..]);
            BinaryPrimitives.WriteUInt32LittleEndian(header[(at + 6)..], 4);
            BinaryPrimitives.WriteUInt32LittleEndian(header[(at + 10)..], frames);
            at += 14;
        }
        "data"u8.CopyTo(header[at..]);
        BinaryPrimitives.WriteUInt32LittleEndian(header[(at + 4)..], dataBytes);
        _stream.Write(header[..(at + 8)]);
        return at + 8;
    }
}
