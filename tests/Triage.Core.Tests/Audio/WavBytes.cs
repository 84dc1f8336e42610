using System.Text;

namespace Triage.Core.Tests.Audio;

/// <summary>Builds WAV files byte by byte, right or wrong, without the product's writer.</summary>
internal sealed class WavBytes
{
    private readonly List<byte> _bytes = [];

    public WavBytes(uint riffBytes = 1_000_000, string riff = "RIFF", string type = "WAVE") => Text(riff).Int(riffBytes).Text(type);

    public static byte[] Guid(ushort code) =>
        [(byte)code, (byte)(code >> 8), 0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71];

    public WavBytes Fmt(int code, int channels, uint rate, int bits, uint? byteRate = null, int? blockAlign = null)
    {
        var block = blockAlign ?? channels * bits / 8;
        return Text("fmt ").Int(16).Short(code).Short(channels).Int(rate).Int(byteRate ?? (uint)(rate * block)).Short(block).Short(bits);
    }

    public WavBytes FmtExtensible(byte[] subFormat, int channels, uint rate, int bits)
    {
        var block = channels * bits / 8;
        return Text("fmt ").Int(40).Short(0xFFFE).Short(channels).Int(rate).Int((uint)(rate * block)).Short(block).Short(bits)
            .Short(22).Short(bits).Int(0).Raw(subFormat);
    }

    public WavBytes Chunk(string id, byte[] content, uint? size = null)
    {
        Text(id).Int(size ?? (uint)content.Length).Raw(content);
        return content.Length % 2 == 1 ? Raw([0]) : this;
    }

    public WavBytes Data(byte[] content, uint? size = null) => Text("data").Int(size ?? (uint)content.Length).Raw(content);

    public WavBytes Raw(byte[] content)
    {
        _bytes.AddRange(content);
        return this;
    }

    public byte[] ToArray() => [.. _bytes];

    private WavBytes Text(string text) => Raw(Encoding.ASCII.GetBytes(text));

    private WavBytes Int(uint value) => Raw(BitConverter.GetBytes(value));

    private WavBytes Short(int value) => Raw(BitConverter.GetBytes((ushort)value));
}

/// <summary>A pipe: no seeking, no length, and every read gives as little as the script says.</summary>
internal sealed class DripStream(byte[] content, IReadOnlyList<int> steps) : Stream
{
    private int _position;
    private int _step;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        var step = steps.Count == 0 ? 1 : Math.Max(1, steps[_step++ % steps.Count]);
        var count = Math.Min(Math.Min(step, buffer.Length), content.Length - _position);
        content.AsSpan(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
