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
