using System.Security.Cryptography;
using System.Text;
using Triage.TrialLog.Records;

namespace Triage.TrialLog.Allocation;

/// <summary>What the log keeps of a trial, in order. Calls are named by their pseudonym.</summary>
/// <param name="At">Wall time of the server.</param>
public abstract record TrialEvent(DateTimeOffset At);

/// <summary>The trial exists from here on; its protocol has version 1.</summary>
/// <param name="ProtocolJson">The protocol file, byte for byte.</param>
/// <param name="Commitment">See <see cref="TrialSeed.CommitmentTo"/>.</param>
public sealed record TrialStarted(DateTimeOffset At, string ProtocolJson, string Commitment) : TrialEvent(At);

/// <summary>A new version of the protocol; its blocks begin anew, calls that were allocated keep their arm.</summary>
/// <param name="Version">One more than the one before.</param>
public sealed record ProtocolChanged(DateTimeOffset At, int Version, string ProtocolJson) : TrialEvent(At);

/// <summary>A unit has its arm.</summary>
/// <param name="CallKey">Pseudonym of the call.</param>
/// <param name="Unit">Position in its stratum under this version, from 0.</param>
/// <param name="Position">Position in its block, from 0.</param>
/// <param name="BlockSize">Units in its block; 1 where nothing is drawn.</param>
/// <param name="SuggestionSequence">The alert, when the unit is the alert.</param>
public sealed record UnitAllocated(
    DateTimeOffset At, string CallKey, int ProtocolVersion, string Stratum, long Unit, long Block, int Position, int BlockSize, TrialArm Arm,
    long? SuggestionSequence) : TrialEvent(At);

/// <summary>The allocation is over and the seed is public.</summary>
/// <param name="Seed">64 hexadecimal digits.</param>
public sealed record SeedRevealed(DateTimeOffset At, string Seed) : TrialEvent(At);

/// <summary>
/// A call that was opened again under its id soon after it had an arm: the appliance was restarted in the middle. It keeps the arm;
/// the first record counts, the second is excluded.
/// </summary>
public sealed record CallContinued(DateTimeOffset At, string CallKey) : TrialEvent(At);

/// <summary>How humans came to see what the trial withheld.</summary>
public enum ContaminationCause
{
    /// <summary>A screen reports that it displayed a suggestion of the call.</summary>
    Displayed,
}

/// <summary>
/// A unit of the shadow arm whose suggestion a human saw all the same. It stays in its arm (intention to treat); an analysis of
/// what was actually shown leaves it out. Recorded once for each call and cause.
/// </summary>
public sealed record CallContaminated(DateTimeOffset At, string CallKey, ContaminationCause Cause) : TrialEvent(At);

/// <summary>The name of a protocol's bytes.</summary>
public static class ProtocolHash
{
    /// <summary>SHA-256 of the file in UTF-8, hexadecimal.</summary>
    public static string Of(string protocolJson) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(protocolJson)));
}
