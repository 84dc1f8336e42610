using System.Text;

namespace Triage.TrialLog.Chain;

/// <summary>A signed statement: up to this event, the log is this. Made at each change of the UTC day and at each stop.</summary>
/// <param name="Log">Identity of the log, from its first event: a head of another log does not fit.</param>
/// <param name="Date">UTC day that it closes, <c>2026-11-24</c>.</param>
/// <param name="LastSequence">Last event that it covers.</param>
/// <param name="Hash">Hash of that event, 64 hexadecimal digits.</param>
/// <param name="Signature">Ed25519 over <see cref="SignedText"/>, hexadecimal.</param>
/// <param name="PublicKey">Key that checks it, hexadecimal.</param>
public sealed record DayHead(string Log, string Date, long LastSequence, string Hash, string Signature, string PublicKey)
{
    /// <summary>The lines that are signed, in ASCII, each ended by a line feed.</summary>
    public string SignedText => $"triage-log-head-1\n{Log}\n{Date}\n{LastSequence}\n{Hash}\n";

    public static DayHead Sign(SigningKey key, string log, DateOnly date, long lastSequence, ReadOnlySpan<byte> hash)
    {
        var head = new DayHead(log, date.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), lastSequence,
            Convert.ToHexStringLower(hash), "", Convert.ToHexStringLower(key.PublicKey));
        return head with { Signature = Convert.ToHexStringLower(key.Sign(Encoding.ASCII.GetBytes(head.SignedText))) };
    }

    /// <summary>Whether the signature fits what is stated and the key that is named; says nothing of whose key it is.</summary>
    public bool IsSigned() =>
        TryHex(PublicKey, out var key) && TryHex(Signature, out var signature) && SigningKey.Verify(key, Encoding.UTF8.GetBytes(SignedText), signature);

    private static bool TryHex(string text, out byte[] bytes)
    {
        bytes = new byte[text.Length / 2];
        return Convert.FromHexString(text, bytes, out _, out var written) == System.Buffers.OperationStatus.Done && written == bytes.Length;
    }
}
