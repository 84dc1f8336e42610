using System.Globalization;
using Triage.TrialLog.Log.Entries;

namespace Triage.TrialLog.Chain;

/// <summary>
/// Gathers what the chain and the witnesses beside it say of its signed heads, and judges them once the chain has been walked. Memory
/// grows with the number of heads: some hundreds a year.
/// </summary>
internal sealed class HeadCheck(string? givenKey)
{
    private readonly Dictionary<long, string> _hashes = [];
    private readonly List<(DayHead Head, long? EventSequence)> _heads = [];
    private readonly List<(DayHead Head, string Source)> _witnesses = [];

    public string? Log { get; private set; }

    /// <summary>Keys that the chain itself names for signing.</summary>
    private readonly HashSet<string> _namedKeys = new(StringComparer.Ordinal);

    /// <summary>A head that is kept beside the chain, or was kept elsewhere.</summary>
    /// <param name="source">Where it is from, for messages.</param>
    public void Witness(DayHead head, string source) => _witnesses.Add((head, source));

    /// <summary>Sequences whose hash the witnesses speak of.</summary>
    public IReadOnlySet<long> Wanted => _witnesses.Select(w => w.Head.LastSequence).ToHashSet();

    public void Hash(long sequence, ReadOnlySpan<byte> hash) => _hashes[sequence] = Convert.ToHexStringLower(hash);

    /// <summary>Looks at an event that may be about heads and keys.</summary>
    /// <param name="previousHash">Hash of the event before.</param>
    public void Look(LogEntry? entry, long sequence, ReadOnlySpan<byte> previousHash)
    {
        switch (entry)
        {
            case LogCreatedEntry created:
                Log ??= created.Log;
                break;
            case KeyEntry { Use: "signing", PublicKey: { } key }:
                _namedKeys.Add(key);
                break;
            // A payload that was changed may lack members; its hash says so already.
            case DayHeadEntry { Log: not null, Date: not null, Hash: not null, Signature: not null, PublicKey: not null } head:
                _heads.Add((new(head.Log, head.Date, head.LastSequence, head.Hash, head.Signature, head.PublicKey), sequence));
                _hashes[sequence - 1] = Convert.ToHexStringLower(previousHash);
                break;
        }
    }

    public static bool Concerns(ReadOnlySpan<byte> type) => type.SequenceEqual("day_head"u8) || type.SequenceEqual("key"u8) || type.SequenceEqual("log_created"u8);

    public VerificationReport Judge(long events, long lastSequence, BrokenEvent? broken, IEnumerable<string> extraProblems)
    {
        var problems = new List<string>();
        if (broken is not null)
            problems.Add($"événement {broken.Sequence} : {broken.What}");
        problems.AddRange(extraProblems);
        var notes = new List<string>();
        DayHead? last = null;
        var lastOwn = 0L;
        foreach (var (head, own) in _heads)
            if (Judge(head, $"tête du {head.Date} (événement {own})", lastSequence, problems) && (last is null || head.LastSequence > last.LastSequence))
                (last, lastOwn) = (head, head.LastSequence + 1 == own ? 1 : 0);
        foreach (var (head, source) in _witnesses.Where(w => !_heads.Exists(h => h.Head == w.Head)))
        {
            if (!Judge(head, $"tête du {head.Date} ({source})", lastSequence, problems))
                continue;
            problems.Add(Invariant($"la tête du {head.Date} ({source}) n'est plus dans le journal : il a été tronqué après l'événement {lastSequence}"));
            if (last is null || head.LastSequence > last.LastSequence)
                (last, lastOwn) = (head, 0);
        }
        var key = givenKey ?? last?.PublicKey;
        if (givenKey is null && last is not null)
            notes.Add("la clé publique est celle que le journal donne lui-même ; --public-key vérifie avec une clé reçue par ailleurs");
        if (last is null && problems.Count == 0)
            notes.Add("aucune tête signée : rien n'atteste de la fin du journal");
        var tail = Math.Max(0, lastSequence - (last?.LastSequence ?? 0) - lastOwn);
        if (tail > 0)
            notes.Add(Invariant($"{tail} événement(s) après la dernière tête signée : leur suite n'est attestée par aucune signature"));
        return new(Log, events, lastSequence, broken, _heads.Count, last, tail, key, givenKey is not null, problems, notes);
    }

    private bool Judge(DayHead head, string name, long lastSequence, List<string> problems)
    {
        if (Log is not null && head.Log != Log)
            problems.Add($"{name} : d'un autre journal ({head.Log})");
        else if (givenKey is not null && !head.PublicKey.Equals(givenKey, StringComparison.OrdinalIgnoreCase))
            problems.Add($"{name} : signée par une autre clé que celle donnée");
        else if (givenKey is null && _namedKeys.Count > 0 && !_namedKeys.Contains(head.PublicKey))
            problems.Add($"{name} : signée par une clé que le journal ne connaît pas");
        else if (!head.IsSigned())
            problems.Add($"{name} : signature fausse");
        else if (head.LastSequence > lastSequence)
            problems.Add(Invariant($"{name} : atteste {head.LastSequence} événements, le journal s'arrête à {lastSequence} : il a été tronqué"));
        else if (!_hashes.TryGetValue(head.LastSequence, out var hash) || hash != head.Hash)
            problems.Add(Invariant($"{name} : l'événement {head.LastSequence} n'est pas celui qu'elle atteste"));
        else
            return true;
        return false;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
