using Triage.Core.Assessment;
using Triage.TrialLog.Records;

namespace Triage.TrialLog.Log.Entries;

/// <summary>A trial begins.</summary>
/// <param name="Protocol">The protocol file, character by character: its hash is over these.</param>
/// <param name="ProtocolSha256">SHA-256 of the protocol's UTF-8 bytes, hexadecimal.</param>
/// <param name="Commitment">What commits to the seed before it is revealed, hexadecimal.</param>
public sealed record TrialStartedEntry(string Name, int ProtocolVersion, string Site, string Protocol, string ProtocolSha256, string Commitment) : LogEntry
{
    public override bool Durable => true;
}

/// <summary>From here on another version of the protocol holds; members as in <see cref="TrialStartedEntry"/>.</summary>
public sealed record ProtocolChangedEntry(string Name, int ProtocolVersion, string Site, string Protocol, string ProtocolSha256, string Commitment) : LogEntry
{
    public override bool Durable => true;
}

/// <summary>A unit of the trial was allocated.</summary>
/// <param name="Unit">Position of the unit in its stratum, from 0.</param>
/// <param name="SuggestionSequence">The alert, when the unit is the alert; null when it is the call.</param>
/// <param name="Block">Position of the block in its stratum, from 0.</param>
/// <param name="Position">Position of the unit in its block, from 0.</param>
public sealed record AllocatedEntry(
    int ProtocolVersion, string Stratum, long Unit, long Block, int Position, int BlockSize, TrialArm Arm, long? SuggestionSequence) : LogEntry
{
    public override bool Durable => true;
}

/// <param name="Seed">What the commitment committed to, hexadecimal.</param>
public sealed record SeedRevealedEntry(string Name, string Seed) : LogEntry
{
    public override bool Durable => true;
}

/// <summary>The protocol leaves the call out of the main analysis.</summary>
public sealed record ExcludedEntry(string Reason) : LogEntry;

/// <summary>A unit of the shadow arm was exposed all the same.</summary>
public sealed record ContaminatedEntry(string How) : LogEntry;

/// <summary>A judgement of the reference standard, imported.</summary>
public sealed record AdjudicationEntry(
    string AdjudicatorKey, bool VitalEmergency, Priority? Priority, string? Motive, string Source, bool Consensus, DateTimeOffset At) : LogEntry
{
    public override bool Durable => true;
}
