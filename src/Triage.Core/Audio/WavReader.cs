using System.Buffers.Binary;

namespace Triage.Core.Audio;

/// <summary>
/// Streaming reader of RIFF/WAVE audio: fixed memory whatever the header claims, any stream (a pipe too). The caller owns the
/// stream, and one thread the reader. Source: Microsoft/IBM "Multimedia Programming Interface and Data Specifications 1.0".
/// </summary>
public sealed class WavReader
{
    // A header may carry cover pictures or broadcast notes, but not more than this before the audio starts.
    private const long LongestPreamble = 64L << 20;

    // What writers to a pipe leave as size: nothing, all ones (ffmpeg), or 0x7FFFF000 (sox).
    private const uint UnknownSizeOnes = uint.MaxValue, UnknownSizeSox = 0x7FFFF000;

    private const int BufferFrames = 1024;

    private readonly Stream _stream;
    private readonly WavFormat _format;
    private readonly byte[] _buffer;
    private long _remaining; // bytes of the data chunk not yet taken from the stream; long.MaxValue: up to its end
    private int _buffered;
    private bool _ended;

    private WavReader(Stream stream, WavFormat format, uint? dataBytes)
    {
        _stream = stream;
        _format = format;
        _buffer = new byte[BufferFrames * format.BytesPerFrame];
        _remaining = dataBytes ?? long.MaxValue;
        if (dataBytes is { } declared)
            TotalFrames = (stream.CanSeek ? Math.Min(declared, Math.Max(0, stream.Length - stream.Position)) : declared) / format.BytesPerFrame;
        // One frame is read here, so that "no audio at all" is an error of Open and not a short recording.
        Fill(format.BytesPerFrame);
        if (_buffered < format.BytesPerFrame)
            throw new WavFormatException("the data chunk is empty: there is no audio");
    }

    public int SampleRateHz => _format.SampleRateHz;

    /// <summary>1 to 8.</summary>
    public int Channels => _format.Channels;

    public WavEncoding Encoding => _format.Encoding;

    /// <summary>
    /// Frames (one sample of each channel) from the start, or null when the writer did not know. From the header, limited to
    /// what a seekable stream holds: of a pipe it is only a claim.
    /// </summary>
    public long? TotalFrames { get; }

    /// <summary>True once the end was reached earlier than the header said, or inside a frame; what was there has been given.</summary>
    public bool Truncated { get; private set; }

    /// <summary>Reads the header, up to the first audio.</summary>
    /// <exception cref="WavFormatException">Not RIFF/WAVE, not supported, contradictory, or without audio; the message says which.</exception>
    /// <exception cref="IOException">From the stream.</exception>
    public static WavReader Open(Stream stream)
    {
        Span<byte> head = stackalloc byte[12];
        if (stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length)
            throw new WavFormatException("not a RIFF/WAVE stream: it ends within its first 12 bytes");
        if (head.StartsWith("RIFX"u8) || head.StartsWith("RF64"u8))
            throw new WavFormatException($"{System.Text.Encoding.ASCII.GetString(head[..4])} streams are not supported, only RIFF");
        if (!head.StartsWith("RIFF"u8))
            throw new WavFormatException("not a RIFF/WAVE stream: it does not start with RIFF");
        if (!head[8..].SequenceEqual("WAVE"u8))
            throw new WavFormatException("a RIFF stream, but not of type WAVE");

        var riffBytes = BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
        WavFormat? format = null;
        Span<byte> header = stackalloc byte[8];
        Span<byte> fmt = stackalloc byte[WavFormat.LargestChunk];
        for (long position = 12; ;)
        {
            if (stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length)
                throw new WavFormatException(format is null ? "no fmt chunk before the end" : "no data chunk before the end");
            position += header.Length;
            var size = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
            if (header.StartsWith("data"u8))
            {
                if (format is null)
                    throw new WavFormatException("no fmt chunk before the data chunk");
                return new WavReader(stream, format.Value, DataBytes(size, riffBytes, position));
            }
            long padded = size + (size & 1L);
            position += padded;
            if (position > LongestPreamble)
                throw new WavFormatException($"no data chunk within the first {LongestPreamble >> 20} MiB");
            if (header.StartsWith("fmt "u8))
            {
                var part = fmt[..(int)Math.Min(size, WavFormat.LargestChunk)];
                if (stream.ReadAtLeast(part, part.Length, throwOnEndOfStream: false) < part.Length)
                    throw new WavFormatException("the stream ends inside the fmt chunk");
                format = WavFormat.Parse(part);
                padded -= part.Length;
            }
            Skip(stream, padded);
        }
    }

    /// <summary>
    /// Reads whole frames, samples in [-1,1] (float files are limited to it, not-a-number becomes 0). Blocks until the span is
    /// full or the audio ends; allocates nothing.
    /// </summary>
    /// <param name="interleaved">Room for at least one frame; a rest smaller than a frame is left alone.</param>
    /// <returns>Frames read; 0 at the end.</returns>
    public int ReadFrames(Span<float> interleaved)
    {
        var wanted = interleaved.Length / Channels;
        if (wanted == 0)
            throw new ArgumentException($"room for {interleaved.Length} samples; one frame takes {Channels}", nameof(interleaved));
        var done = 0;
        while (done < wanted)
        {
            var frames = Math.Min(wanted - done, BufferFrames);
            Fill(frames * _format.BytesPerFrame);
            frames = Math.Min(frames, _buffered / _format.BytesPerFrame);
            if (frames == 0)
                break;
            var bytes = frames * _format.BytesPerFrame;
            Decode(_buffer.AsSpan(0, bytes), _format.Encoding, interleaved.Slice(done * Channels, frames * Channels));
            _buffered -= bytes;
            _buffer.AsSpan(bytes, _buffered).CopyTo(_buffer);
            done += frames;
        }
        return done;
    }

    /// <summary>Data bytes, or null when they go on to the end of the stream.</summary>
    private static uint? DataBytes(uint size, uint riffBytes, long dataStart)
    {
        if (size is UnknownSizeOnes or UnknownSizeSox)
            return null;
        if (size != 0)
            return size;
        // Size 0 in a file whose outer size was written afterwards is an empty recording, with perhaps notes behind it;
        // an outer size that ends before the audio (0, or the header alone) was never written: a stream.
        var finished = riffBytes is not (UnknownSizeOnes or UnknownSizeSox) && riffBytes + 8L > dataStart;
        return finished ? throw new WavFormatException("the data chunk is empty: there is no audio") : null;
    }

    private static void Skip(Stream stream, long bytes)
    {
        Span<byte> waste = stackalloc byte[512];
        while (bytes > 0)
        {
            var read = stream.Read(waste[..(int)Math.Min(bytes, waste.Length)]);
            if (read == 0)
                return; // the search for the next chunk meets the end and names it
            bytes -= read;
        }
    }

    private void Fill(int bytes)
    {
        while (_buffered < bytes && !_ended)
        {
            var room = (int)Math.Min(_buffer.Length - _buffered, _remaining);
            var read = room == 0 ? 0 : _stream.Read(_buffer, _buffered, room);
            _buffered += read;
            if (_remaining != long.MaxValue)
                _remaining -= read;
            if (read != 0)
                continue;
            _ended = true;
            Truncated = _remaining is > 0 and < long.MaxValue || _buffered % _format.BytesPerFrame != 0;
        }
    }

    private static void Decode(ReadOnlySpan<byte> source, WavEncoding encoding, Span<float> samples)
    {
        switch (encoding)
        {
            case WavEncoding.Pcm16: PcmDecoder.DecodePcm16(source, samples); break;
            case WavEncoding.MuLaw: G711.DecodeMuLaw(source, samples); break;
            case WavEncoding.ALaw: G711.DecodeALaw(source, samples); break;
            case WavEncoding.Pcm8:
                for (var i = 0; i < samples.Length; i++)
                    samples[i] = (source[i] - 128) * (1f / 128);
                break;
            case WavEncoding.Pcm24:
                for (var i = 0; i < samples.Length; i++)
                    samples[i] = ((source[3 * i] << 8) | (source[3 * i + 1] << 16) | (source[3 * i + 2] << 24)) * (1f / (1L << 31));
                break;
            case WavEncoding.Pcm32:
                for (var i = 0; i < samples.Length; i++)
                    samples[i] = BinaryPrimitives.ReadInt32LittleEndian(source[(4 * i)..]) * (1f / (1L << 31));
                break;
            case WavEncoding.IeeeFloat32:
                for (var i = 0; i < samples.Length; i++)
                    samples[i] = Limit(BinaryPrimitives.ReadSingleLittleEndian(source[(4 * i)..]));
                break;
            default:
                for (var i = 0; i < samples.Length; i++)
                    samples[i] = Limit((float)BinaryPrimitives.ReadDoubleLittleEndian(source[(8 * i)..]));
                break;
        }
    }

    private static float Limit(float sample) => float.IsNaN(sample) ? 0 : Math.Clamp(sample, -1f, 1f);
}
