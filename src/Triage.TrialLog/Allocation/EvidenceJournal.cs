using System.Text.Json;
using Triage.TrialLog.Chain;
using Triage.TrialLog.Log;
using Triage.TrialLog.Log.Entries;

namespace Triage.TrialLog.Allocation;

/// <summary>The trial's events as the evidence log keeps them, with all else, in one chain.</summary>
/// <param name="site">Which of the protocol's sites this appliance is.</param>
public sealed class EvidenceJournal(EvidenceLog log, EvidenceFolder folder, string site) : IAllocationJournal
{
    private const string ContinuedReason = "continued_call";

    /// <summary>The trial's events of a log, which may be open for writing or not.</summary>
    /// <exception cref="EvidenceLogException">No log there, or one that cannot be read.</exception>
    public static IEnumerable<TrialEvent> Read(EvidenceFolder folder)
    {
        using var connection = EventSchema.OpenToRead(folder.Events);
        using var rows = new SqlStatement(connection, """
            SELECT at, type, version, call, payload, sequence FROM events
            WHERE type IN ('trial_started', 'protocol_changed', 'allocated', 'seed_revealed', 'contaminated') ORDER BY sequence
            """);
        while (rows.Step())
            if (EventRow.TryParseTime(rows.Text(0), out var at)
                && EntryCodec.Decode(rows.Text(1), (int)rows.Integer(2), rows.Bytes(4), rows.Integer(5)) is { } entry
                && ToEvent(entry, at, rows.IsNull(3) ? null : rows.Text(3)) is { } happened)
                yield return happened;
    }

    /// <summary>An entry of the log as an event of the trial; null for all other entries.</summary>
    /// <param name="call">Pseudonym, or null.</param>
    public static TrialEvent? ToEvent(LogEntry entry, DateTimeOffset at, string? call) => entry switch
    {
        TrialStartedEntry e => new TrialStarted(at, e.Protocol, e.Commitment),
        ProtocolChangedEntry e => new ProtocolChanged(at, e.ProtocolVersion, e.Protocol),
        AllocatedEntry e when call is not null =>
            new UnitAllocated(at, call, e.ProtocolVersion, e.Stratum, e.Unit, e.Block, e.Position, e.BlockSize, e.Arm, e.SuggestionSequence),
        SeedRevealedEntry e => new SeedRevealed(at, e.Seed),
        ContaminatedEntry e when call is not null && Enum.GetValues<ContaminationCause>().Cast<ContaminationCause?>().FirstOrDefault(c => Code(c!.Value) == e.How) is { } cause =>
            new CallContaminated(at, call, cause),
        _ => null,
    };

    public string KeyOf(string callId) => log.KeyOf(callId);

    public IEnumerable<TrialEvent> Read() => Read(folder);

    public Task AppendAsync(TrialEvent happened) => log.AppendToAsync(ToEntry(happened), (happened as UnitAllocated)?.CallKey);

    public void Post(string callId, TrialEvent happened) => log.Append(ToEntry(happened), callId);

    private LogEntry ToEntry(TrialEvent happened) => happened switch
    {
        TrialStarted e => new TrialStartedEntry(TrialLedger.Parse(e.ProtocolJson).Name, 1, site, e.ProtocolJson, ProtocolHash.Of(e.ProtocolJson), e.Commitment),
        ProtocolChanged e => Changed(e),
        UnitAllocated e => new AllocatedEntry(e.ProtocolVersion, e.Stratum, e.Unit, e.Block, e.Position, e.BlockSize, e.Arm, e.SuggestionSequence),
        SeedRevealed e => new SeedRevealedEntry(TrialLedger.Of(Read())!.Protocol.Name, e.Seed),
        CallContinued => new ExcludedEntry(ContinuedReason),
        CallContaminated e => new ContaminatedEntry(Code(e.Cause)),
        _ => throw new ArgumentException($"no entry for {happened.GetType().Name}", nameof(happened)),
    };

    private ProtocolChangedEntry Changed(ProtocolChanged e)
    {
        var ledger = TrialLedger.Of(Read())!;
        return new(ledger.Protocol.Name, e.Version, site, e.ProtocolJson, ProtocolHash.Of(e.ProtocolJson), ledger.Started.Commitment);
    }

    private static string Code(ContaminationCause cause) => $"{JsonNamingPolicy.SnakeCaseLower.ConvertName(cause.ToString())}_in_shadow";
}
