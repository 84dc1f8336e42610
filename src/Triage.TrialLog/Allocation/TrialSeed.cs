using System.Security.Cryptography;
using System.Text;
using Triage.TrialLog.Content;

namespace Triage.TrialLog.Allocation;

/// <summary>The secret from which all allocations of a trial follow: 32 random bytes in a file that only the service's account may read.</summary>
public sealed class TrialSeed
{
    public const int Bytes = KeyFile.Bytes;

    private static readonly byte[] s_label = [.. "triage.trial/1"u8, 0];

    private readonly byte[] _bytes;

    private TrialSeed(byte[] bytes) => _bytes = bytes;

    internal ReadOnlySpan<byte> Value => _bytes;

    /// <summary>64 hexadecimal digits; to be called at the reveal only.</summary>
    internal string Hex => Convert.ToHexStringLower(_bytes);

    /// <summary>Makes the key file when it is not there.</summary>
    /// <exception cref="KeyFileException">Wrong length, readable by others, or no access.</exception>
    public static TrialSeed LoadOrCreate(string path) => new(KeyFile.LoadOrCreate(path, out _));

    /// <exception cref="KeyFileException">Missing, wrong length, readable by others, or no access.</exception>
    public static TrialSeed Load(string path) => new(KeyFile.Load(path));

    /// <summary>A seed that was revealed.</summary>
    /// <returns>Null when it is not 64 hexadecimal digits.</returns>
    public static TrialSeed? Parse(string hex)
    {
        try
        {
            return hex.Length == 2 * Bytes ? new(Convert.FromHexString(hex)) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>What is published when the trial starts: SHA-256 of the label <c>triage.trial/1</c>, a zero byte, the seed, and the protocol's name in UTF-8; hexadecimal.</summary>
    public string CommitmentTo(string protocolName) => Convert.ToHexStringLower(SHA256.HashData([.. s_label, .. _bytes, .. Encoding.UTF8.GetBytes(protocolName)]));

    /// <summary>Nothing of the seed.</summary>
    public override string ToString() => "seed";
}
