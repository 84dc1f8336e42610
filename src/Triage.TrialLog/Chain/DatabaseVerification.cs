using System.Text;
using Microsoft.Data.Sqlite;
using Triage.TrialLog.Log;

namespace Triage.TrialLog.Chain;

/// <summary>
/// Verifies a database of events: every hash anew, every sequence, every head. Stretches of the log are hashed side by side, each from
/// the stored hash before it, so that the whole is as strong as one walk; heads and faults are judged in the order of the log.
/// </summary>
internal static class DatabaseVerification
{
    /// <summary>Events of one stretch at least: below that a thread is not worth its start.</summary>
    private const long MinStretch = 20_000;

    private sealed record Stretch(long Events, BrokenEvent? Broken, List<(string Type, int Version, byte[] Payload, long Sequence, byte[] Previous)> Looks, List<(long, byte[])> Hashes);

    /// <exception cref="EvidenceLogException">No log there.</exception>
    public static VerificationReport Run(string path, HeadCheck heads, int threads, CancellationToken ct)
    {
        using var connection = EventSchema.OpenToRead(path);
        long last;
        BrokenEvent? broken = null;
        var problems = new List<string>();
        try
        {
            last = EventSchema.Scalar(connection, "SELECT max(sequence) FROM events");
            if (EventSchema.Scalar(connection, "SELECT count(*) FROM sqlite_schema WHERE type='trigger' AND name IN ('events_no_update','events_no_delete')") != 2)
                problems.Add("les déclencheurs qui interdisent de modifier les événements ont été retirés");
            if (EventSchema.Scalar(connection, "SELECT min(sequence) FROM events") is var first && first < 1 && last > 0)
                broken = new(first, "numéro inférieur à 1");
        }
        catch (SqliteException e)
        {
            throw new EvidenceLogException($"journal {path} : illisible ({e.Message})", e);
        }
        var wanted = heads.Wanted;
        var count = (int)Math.Clamp(last / MinStretch, 1, Math.Max(1, threads));
        var stretches = new Stretch[count];
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = count, CancellationToken = ct },
            i => stretches[i] = Walk(path, last * i / count, i == count - 1 ? long.MaxValue : last * (i + 1) / count, wanted, ct));
        var events = 0L;
        foreach (var stretch in stretches)
        {
            events += stretch.Events;
            broken ??= stretch.Broken;
            foreach (var (sequence, hash) in stretch.Hashes)
                heads.Hash(sequence, hash);
            foreach (var (type, version, payload, sequence, previous) in stretch.Looks)
                heads.Look(DecodeOrNull(type, version, payload, sequence), sequence, previous);
        }
        return heads.Judge(events, last, broken, problems);
    }

    private static Stretch Walk(string path, long after, long through, IReadOnlySet<long> wanted, CancellationToken ct)
    {
        var stretch = new Stretch(0, null, [], []);
        var at = after;
        try
        {
            using var connection = EventSchema.OpenToRead(path);
            using var rows = new EventRows(connection, after, through);
            if (!rows.HasPrevious)
                stretch = stretch with { Broken = new(after, "événement absent") };
            var events = 0L;
            Span<byte> previous = stackalloc byte[ChainHash.Bytes];
            for (rows.Previous.CopyTo(previous); rows.Read(); rows.Previous.CopyTo(previous))
            {
                at = rows.Sequence;
                if ((++events & 0xfff) == 0)
                    ct.ThrowIfCancellationRequested();
                if (rows.Fault is { } fault && stretch.Broken is null)
                    stretch = stretch with { Broken = new(at, fault) };
                if (HeadCheck.Concerns(rows.TypeUtf8))
                    stretch.Looks.Add((Encoding.UTF8.GetString(rows.TypeUtf8), rows.Version, rows.Payload.ToArray(), at, previous.ToArray()));
                if (wanted.Contains(at))
                    stretch.Hashes.Add((at, rows.Hash.ToArray()));
            }
            return stretch with { Events = events };
        }
        catch (Exception e) when (e is SqliteException or EvidenceLogException)
        {
            return stretch with { Broken = stretch.Broken ?? new(at + 1, $"illisible ({e.Message})") };
        }
    }

    internal static Log.Entries.LogEntry? DecodeOrNull(string type, int version, ReadOnlySpan<byte> payload, long sequence)
    {
        try
        {
            return EntryCodec.Decode(type, version, payload, sequence);
        }
        catch (InvalidDataException)
        {
            return null; // Its hash says already that it was changed.
        }
    }
}
