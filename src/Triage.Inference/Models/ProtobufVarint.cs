namespace Triage.Inference.Models;

/// <summary>The variable-length integer of protocol buffers (encoding specification, "Base 128 Varints").</summary>
internal static class ProtobufVarint
{
    /// <exception cref="EndOfStreamException">The stream ends in the middle of it.</exception>
    /// <exception cref="InvalidDataException">It is longer than 64 bits.</exception>
    public static ulong Read(Stream stream)
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var b = stream.ReadByte();
            if (b < 0)
                throw new EndOfStreamException();
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80)
                return value;
        }
        throw new InvalidDataException("varint longer than 64 bits");
    }
}
