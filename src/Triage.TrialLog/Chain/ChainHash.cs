using System.Buffers;
using System.Security.Cryptography;

namespace Triage.TrialLog.Chain;

/// <summary>
/// What ties each event to all before it: SHA-256 over the 32 bytes of the predecessor's hash (zeros before the first event) and the
/// event's other columns as one canonical JSON object. Docs: docs/evidence.md.
/// </summary>
internal static class ChainHash
{
    public const int Bytes = 32;

    /// <summary>What stands before the first event.</summary>
    public static byte[] Start() => new byte[Bytes];

    /// <summary>The event without its hash as canonical JSON: what is hashed, and what an export shows.</summary>
    public static void WriteEvent(
        IBufferWriter<byte> target, long sequence, ReadOnlySpan<byte> at, long offsetMinutes, long monotonicUs, ReadOnlySpan<byte> type, long version,
        bool hasCall, ReadOnlySpan<byte> call, ReadOnlySpan<byte> payload)
    {
        target.Write("{\"at\":"u8);
        CanonicalJson.Text(at, target);
        target.Write(",\"call\":"u8);
        if (hasCall)
            CanonicalJson.Text(call, target);
        else
            target.Write("null"u8);
        target.Write(",\"monotonic_us\":"u8);
        CanonicalJson.Integer(monotonicUs, target);
        target.Write(",\"offset_min\":"u8);
        CanonicalJson.Integer(offsetMinutes, target);
        target.Write(",\"payload\":"u8);
        target.Write(payload);
        target.Write(",\"sequence\":"u8);
        CanonicalJson.Integer(sequence, target);
        target.Write(",\"type\":"u8);
        CanonicalJson.Text(type, target);
        target.Write(",\"version\":"u8);
        CanonicalJson.Integer(version, target);
        target.Write("}"u8);
    }

    /// <param name="scratch">Overwritten; kept by the caller so that a long run allocates nothing.</param>
    /// <param name="hash">32 bytes that are filled.</param>
    public static void Compute(ReadOnlySpan<byte> previous, ArrayBufferWriter<byte> scratch, ReadOnlySpan<byte> canonicalEvent, Span<byte> hash)
    {
        scratch.ResetWrittenCount();
        scratch.Write(previous);
        scratch.Write(canonicalEvent);
        SHA256.HashData(scratch.WrittenSpan, hash);
    }
}
