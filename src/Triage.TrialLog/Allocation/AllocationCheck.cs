using Triage.TrialLog.Records;

namespace Triage.TrialLog.Allocation;

/// <summary>What a recomputation found.</summary>
/// <param name="Units">Units that match, up to the first that does not.</param>
/// <param name="Fault">In French; names the first unit or event that does not match. Null: all is as it must be.</param>
public sealed record AllocationVerdict(long Units, string? Fault)
{
    public bool Holds => Fault is null;
}

/// <summary>Recomputes every allocation of a trial from the revealed seed: pure, over the trial's events in the order of the log.</summary>
public static class AllocationCheck
{
    /// <param name="events">From <see cref="IAllocationJournal.Read"/> or an exported chain.</param>
    /// <param name="published">The commitment as it was published elsewhere; null: the log's own is believed.</param>
    public static AllocationVerdict Run(IReadOnlyCollection<TrialEvent> events, string? published = null)
    {
        if (events.FirstOrDefault() is not TrialStarted started)
            return new(0, "le journal ne commence pas par un début d'essai : rien à recalculer");
        if (published is not null && !string.Equals(published.Trim(), started.Commitment, StringComparison.OrdinalIgnoreCase))
            return new(0, "l'engagement publié n'est pas celui du journal");
        if (events.OfType<SeedRevealed>().FirstOrDefault() is not { } revealed)
            return new(0, "la graine n'est pas encore révélée : l'attribution se recalcule après « triage trial reveal »");
        if (TrialSeed.Parse(revealed.Seed) is not { } seed)
            return new(0, "la graine révélée n'est pas faite de 64 chiffres hexadécimaux");
        try
        {
            return Recompute(events, seed, started);
        }
        catch (TrialException e)
        {
            return new(0, e.Message);
        }
    }

    private static AllocationVerdict Recompute(IReadOnlyCollection<TrialEvent> events, TrialSeed seed, TrialStarted started)
    {
        var ledger = TrialLedger.Of([started])!;
        if (seed.CommitmentTo(ledger.Protocol.Name) != started.Commitment)
            return new(0, "la graine révélée ne correspond pas à l'engagement publié au début");
        foreach (var happened in events.Skip(1))
        {
            var fault = happened switch
            {
                TrialStarted => "le journal contient un second début d'essai",
                ProtocolChanged changed when changed.Version != ledger.Version + 1 => $"la version {changed.Version} du protocole suit la version {ledger.Version}",
                ProtocolChanged changed when TrialLedger.Parse(changed.ProtocolJson).Name != ledger.Protocol.Name => $"la version {changed.Version} du protocole porte un autre nom",
                UnitAllocated unit => FaultOf(unit, ledger, seed),
                _ => null,
            };
            if (fault is not null)
                return new(ledger.Units, fault);
            ledger.Add(happened);
        }
        return new(ledger.Units, null);
    }

    private static string? FaultOf(UnitAllocated unit, TrialLedger ledger, TrialSeed seed)
    {
        var name = $"unité {unit.Unit} de la strate {unit.Stratum}, version {unit.ProtocolVersion} (appel {unit.CallKey})";
        if (ledger.Revealed is not null)
            return $"{name} : attribuée après la révélation de la graine";
        if (unit.ProtocolVersion != ledger.Version)
            return $"{name} : la version en vigueur était {ledger.Version}";
        if (ledger.ArmOf(unit.CallKey) is not null)
            return $"{name} : cet appel avait déjà un bras";
        var expected = ledger.Next(unit.Stratum);
        if ((unit.Unit, unit.Block, unit.Position) != expected)
            return $"{name} : bloc {unit.Block}, place {unit.Position} ; attendu : unité {expected.Unit}, bloc {expected.Block}, place {expected.Position}";
        var arms = AllocationSequence.Block(seed.Value, ledger.Protocol, ledger.Version, unit.Stratum, unit.Block);
        if (unit.BlockSize != arms.Length)
            return $"{name} : bloc de {unit.BlockSize} ; recalculé : {arms.Length}";
        return unit.Arm == arms[unit.Position] ? null : $"{name} : bras {Name(unit.Arm)} ; recalculé : {Name(arms[unit.Position])}";
    }

    private static string Name(TrialArm arm) => arm == TrialArm.Shadow ? "sans affichage" : "avec affichage";
}
