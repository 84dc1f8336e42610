using Triage.TrialLog.Records;

namespace Triage.TrialLog.Allocation;

/// <summary>
/// Where a trial stands, as the log tells it: version, next position of each stratum, arm of each call. Not thread-safe;
/// <see cref="Allocator"/> guards it.
/// </summary>
internal sealed class TrialLedger
{
    private readonly Dictionary<string, UnitAllocated> _lastOfStratum = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (TrialArm Arm, DateTimeOffset At)> _arms = new(StringComparer.Ordinal);
    private readonly HashSet<(string CallKey, ContaminationCause Cause)> _contaminated = [];

    private TrialLedger(TrialStarted started, TrialProtocol protocol) => (Started, Protocol, ProtocolJson) = (started, protocol, started.ProtocolJson);

    public TrialStarted Started { get; }

    public TrialProtocol Protocol { get; private set; }

    public string ProtocolJson { get; private set; }

    public int Version { get; private set; } = 1;

    public SeedRevealed? Revealed { get; private set; }

    /// <summary>Units allocated, under all versions.</summary>
    public long Units { get; private set; }

    public int Contaminated => _contaminated.Count;

    /// <summary>Units of each stratum under the present version; not their arms, which would tell what comes next.</summary>
    public IReadOnlyList<(string Stratum, long Units)> UnitsByStratum =>
        [.. _lastOfStratum.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => (s.Key, s.Value.Unit + 1))];

    /// <summary>Null when the log holds no trial.</summary>
    /// <exception cref="TrialException">The log holds what no trial can have written.</exception>
    public static TrialLedger? Of(IEnumerable<TrialEvent> events)
    {
        TrialLedger? ledger = null;
        foreach (var happened in events)
            if (happened is TrialStarted started)
                ledger = ledger is null ? new(started, Parse(started.ProtocolJson)) : throw new TrialException("le journal contient deux débuts d'essai ; un journal, un essai");
            else
                (ledger ?? throw new TrialException("le journal contient un événement d'essai avant le début de l'essai")).Add(happened);
        return ledger;
    }

    public static TrialProtocol Parse(string protocolJson) =>
        ProtocolReader.Read(protocolJson, out var faults) ?? throw new TrialException($"le protocole du journal ne se lit pas : {string.Join(" ; ", faults)}");

    public TrialArm? ArmOf(string callKey) => _arms.TryGetValue(callKey, out var given) ? given.Arm : null;

    /// <summary>When a call got its arm.</summary>
    public DateTimeOffset? AllocatedAt(string callKey) => _arms.TryGetValue(callKey, out var given) ? given.At : null;

    /// <summary>A call goes on under another pseudonym.</summary>
    public void Continue(string earlierKey, string callKey) => _arms[callKey] = _arms[earlierKey];

    public bool IsContaminated(string callKey, ContaminationCause cause) => _contaminated.Contains((callKey, cause));

    /// <summary>Where the next unit of a stratum stands.</summary>
    public (long Unit, long Block, int Position) Next(string stratum) =>
        !_lastOfStratum.TryGetValue(stratum, out var last) ? (0, 0, 0)
        : last.Position + 1 < last.BlockSize ? (last.Unit + 1, last.Block, last.Position + 1)
        : (last.Unit + 1, last.Block + 1, 0);

    public void Add(TrialEvent happened)
    {
        switch (happened)
        {
            case ProtocolChanged changed:
                (Version, Protocol, ProtocolJson) = (changed.Version, Parse(changed.ProtocolJson), changed.ProtocolJson);
                _lastOfStratum.Clear();
                break;
            case UnitAllocated unit:
                _lastOfStratum[unit.Stratum] = unit;
                _arms.TryAdd(unit.CallKey, (unit.Arm, unit.At));
                Units++;
                break;
            case SeedRevealed revealed:
                Revealed ??= revealed;
                break;
            case CallContaminated contaminated:
                _contaminated.Add((contaminated.CallKey, contaminated.Cause));
                break;
        }
    }
}
