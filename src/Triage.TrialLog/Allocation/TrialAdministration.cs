using Triage.TrialLog.Log;

namespace Triage.TrialLog.Allocation;

/// <summary>Where a trial stands, without a word on arms: how full a block is would tell what comes next.</summary>
/// <param name="Contaminated">Units of the shadow arm that humans saw all the same.</param>
public sealed record TrialStatus(
    TrialProtocol Protocol, int Version, string ProtocolHash, string Commitment, DateTimeOffset StartedAt, long Units,
    IReadOnlyList<(string Stratum, long Units)> Strata, int Contaminated, DateTimeOffset? RevealedAt);

/// <summary>
/// Starts, changes and ends a trial, while the appliance is stopped: its log has one writer. Each step is in the log before its
/// files are written, and can be repeated after a failure.
/// </summary>
/// <param name="site">Which of the protocol's sites this appliance is.</param>
public sealed class TrialAdministration(EvidenceLog log, EvidenceFolder evidence, TrialFolder folder, string site, TimeProvider clock)
{
    private readonly EvidenceJournal _journal = new(log, evidence, site);

    /// <summary>Makes the seed and commits to it.</summary>
    /// <returns>The commitment, to be published.</returns>
    /// <exception cref="TrialException">The protocol is wrong, not for this site, or the log has a trial already.</exception>
    public async Task<string> InitAsync(string protocolJson)
    {
        var protocol = Read(protocolJson);
        if (TrialLedger.Of(_journal.Read()) is { } other)
            throw new TrialException($"le journal contient déjà l'essai {other.Protocol.Name} ; un journal, un essai : « triage trial amend » change son protocole");
        var seed = TrialSeed.LoadOrCreate(folder.Seed);
        var commitment = seed.CommitmentTo(protocol.Name);
        await _journal.AppendAsync(new TrialStarted(clock.GetUtcNow(), protocolJson, commitment)).ConfigureAwait(false);
        await File.WriteAllTextAsync(folder.Protocol(1), protocolJson).ConfigureAwait(false);
        await File.WriteAllTextAsync(folder.Commitment, $"{commitment}\n").ConfigureAwait(false);
        return commitment;
    }

    /// <summary>A new version of the protocol, in force from the next start of the appliance.</summary>
    /// <returns>Its number.</returns>
    /// <exception cref="TrialException">The protocol is wrong, unchanged or of another trial; no trial, or it is over.</exception>
    public async Task<int> AmendAsync(string protocolJson)
    {
        var protocol = Read(protocolJson);
        var ledger = Running();
        if (protocol.Name != ledger.Protocol.Name)
            throw new TrialException($"le protocole s'appelle {protocol.Name}, l'essai {ledger.Protocol.Name} ; le nom ne change pas");
        if (protocolJson == ledger.ProtocolJson)
            throw new TrialException("ce protocole est celui en vigueur : rien ne change");
        var version = ledger.Version + 1;
        await _journal.AppendAsync(new ProtocolChanged(clock.GetUtcNow(), version, protocolJson)).ConfigureAwait(false);
        await File.WriteAllTextAsync(folder.Protocol(version), protocolJson).ConfigureAwait(false);
        return version;
    }

    /// <summary>Publishes the seed; nothing is allocated any more.</summary>
    /// <returns>The seed, 64 hexadecimal digits.</returns>
    /// <exception cref="TrialException">No trial, it is over, or the seed is another one.</exception>
    public async Task<string> RevealAsync()
    {
        var ledger = Running();
        var seed = TrialSeed.Load(folder.Seed);
        if (seed.CommitmentTo(ledger.Protocol.Name) != ledger.Started.Commitment)
            throw new TrialException($"{folder.Seed} : cette graine n'est pas celle de l'essai (l'engagement diffère) ; restaurez celle d'origine");
        await _journal.AppendAsync(new SeedRevealed(clock.GetUtcNow(), seed.Hex)).ConfigureAwait(false);
        await File.WriteAllTextAsync(folder.RevealedSeed, $"{seed.Hex}\n").ConfigureAwait(false);
        return seed.Hex;
    }

    /// <summary>Reads the log, which may be in use.</summary>
    /// <exception cref="TrialException">The log holds no trial.</exception>
    /// <exception cref="EvidenceLogException">No log there.</exception>
    public static TrialStatus Status(EvidenceFolder evidence)
    {
        var ledger = TrialLedger.Of(EvidenceJournal.Read(evidence)) ?? throw NoTrial();
        return new(
            ledger.Protocol, ledger.Version, ProtocolHash.Of(ledger.ProtocolJson), ledger.Started.Commitment, ledger.Started.At, ledger.Units,
            ledger.UnitsByStratum, ledger.Contaminated, ledger.Revealed?.At);
    }

    private TrialLedger Running()
    {
        var ledger = TrialLedger.Of(_journal.Read()) ?? throw NoTrial();
        return ledger.Revealed is null ? ledger : throw new TrialException($"la graine de l'essai {ledger.Protocol.Name} est révélée : l'essai est terminé");
    }

    private TrialProtocol Read(string json)
    {
        var protocol = ProtocolReader.Read(json, out var faults) ?? throw new TrialException(string.Join(Environment.NewLine, faults.Select(f => $"protocole : {f}")));
        return protocol.Sites.Contains(site, StringComparer.Ordinal)
            ? protocol
            : throw new TrialException($"protocole : sites ne nomme pas « {site} » (evidence.site de la configuration)");
    }

    private static TrialException NoTrial() => new("le journal ne contient pas d'essai ; lancez « triage trial init »");
}
