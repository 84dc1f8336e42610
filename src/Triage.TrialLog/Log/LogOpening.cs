using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Triage.TrialLog.Chain;
using Triage.TrialLog.Content;
using Triage.TrialLog.Log.Entries;

namespace Triage.TrialLog.Log;

/// <summary>
/// Opens a log to write it: makes a new one, or finds where the last writer left off, checks what is there since the last signed head,
/// says what is missing, finishes deletions, and only then lets new events follow.
/// </summary>
internal sealed class LogOpening(EvidenceFolder folder, EventClock clock)
{
    /// <param name="found">What was there.</param>
    /// <exception cref="EvidenceLogException">The chain is broken since its last head, or the files are not of one log.</exception>
    /// <exception cref="KeyFileException">A key is missing or readable by others.</exception>
    public ChainWriter Open(out LogOpenedEntry found)
    {
        EventStore? events = null;
        ContentStore? content = null;
        SigningKey? signing = null;
        try
        {
            signing = SigningKey.LoadOrCreate(folder.SigningKey, out var signingCreated);
            var key = LoadContentKey(out var contentCreated);
            events = new EventStore(folder.Events);
            content = ContentStore.OpenToWrite(folder.Content, key);
            var report = events.LastSequence == 0 ? null : Inspect(events, content);
            var log = report?.Log ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
            if (events.LastSequence == 0 && HeadsFile.Read(folder.Heads).Count > 0)
                throw new EvidenceLogException($"journal {folder.Path} : vide alors que {HeadsFile.Name} atteste d'un journal ; restaurez-le, ou déplacez ce dossier pour en commencer un autre");
            var writer = new ChainWriter(events, content, signing, folder.Heads, log, report?.Day ?? DateOnly.MinValue, report?.Headed ?? 0);
            found = report?.Opened ?? InspectEmpty(content);
            writer.Write(Introduction(log, report, found, signing, signingCreated, key, contentCreated), []);
            return writer;
        }
        catch (Exception e)
        {
            events?.Dispose();
            content?.Dispose();
            signing?.Dispose();
            if (e is SqliteException)
                throw new EvidenceLogException($"journal {folder.Path} : illisible ({e.Message}) ; restaurez une sauvegarde, ou déplacez ce dossier pour commencer un autre journal", e);
            throw;
        }
    }

    private sealed record Report(string Log, DateOnly Day, long Headed, LogOpenedEntry Opened, string? SigningKey, string? ContentKey);

    /// <summary>A log that lost even its first event may still have words in the store.</summary>
    private static LogOpenedEntry InspectEmpty(ContentStore content)
    {
        var apart = content.SetApartBeyond(0);
        return new(apart.Count == 0, 0, apart.Select(p => p.Sequence).DefaultIfEmpty().Max(), apart, []);
    }

    private List<WriterItem> Introduction(string log, Report? report, LogOpenedEntry found, SigningKey signing, bool signingCreated, ApplianceKey key, bool contentCreated)
    {
        var now = clock.Now();
        var entries = new List<LogEntry>();
        if (report is null)
            entries.Add(new LogCreatedEntry(log, 1));
        if (report is not null || !found.Clean)
            entries.Add(found);
        var publicKey = Convert.ToHexStringLower(signing.PublicKey);
        if (report?.SigningKey != publicKey)
            entries.Add(new KeyEntry("signing", publicKey[..16], signingCreated, publicKey));
        if (report?.ContentKey != key.Id)
            entries.Add(new KeyEntry("content", key.Id, contentCreated));
        return [.. entries.Select(e => new AppendItem(now, null, e))];
    }

    private ApplianceKey LoadContentKey(out bool created)
    {
        created = !File.Exists(folder.ContentKey);
        if (created)
            return ApplianceKey.Create(folder.ContentKey);
        return ApplianceKey.TryLoad(folder.ContentKey, out var key, out var error) ? key : throw new KeyFileException(error);
    }

    private Report Inspect(EventStore events, ContentStore content)
    {
        var connection = events.Connection;
        var last = events.LastSequence;
        var (log, _) = LatestOf<LogCreatedEntry>(connection) ?? throw Broken("le premier événement manque");
        var head = LatestOf<DayHeadEntry>(connection);
        var from = head?.Entry.LastSequence ?? 0;
        var day = CheckSince(connection, from, head?.Entry);
        var witnessed = HeadsFile.Read(folder.Heads).Where(h => h.Log == log.Log).Select(h => h.LastSequence).DefaultIfEmpty().Max();

        FinishDeletions(connection, content);
        var lostWords = Unworded(connection, content, from);
        var apart = content.SetApartBeyond(last);
        var lost = Math.Max(Math.Max(witnessed, apart.Select(p => p.Sequence).DefaultIfEmpty().Max()) - last, 0);
        // A clean stop ends with the head that it signs.
        var clean = head is { Sequence: var sequence } && sequence == last && lost == 0 && lostWords.Count == 0;
        return new(
            log.Log, day, head is { Sequence: var covered } && covered == last ? last : from,
            new LogOpenedEntry(clean, last, lost, apart, lostWords), LatestKey(connection, "signing")?.PublicKey, LatestKey(connection, "content")?.Key);
    }

    /// <summary>Recomputes the chain since the last head: what was written after the last signature is what a crash may have touched.</summary>
    /// <returns>Newest UTC day of any event.</returns>
    private DateOnly CheckSince(SqliteConnection connection, long from, DayHeadEntry? head)
    {
        using var rows = new EventRows(connection, from);
        var day = DateOnly.MinValue;
        if (head is not null)
        {
            day = DateOnly.ParseExact(head.Date, "yyyy-MM-dd", CultureInfo.InvariantCulture);
            if (!rows.Previous.SequenceEqual(Convert.FromHexString(head.Hash)))
                throw Broken($"l'événement {from} n'est pas celui que la tête signée du {head.Date} atteste");
        }
        while (rows.Read())
        {
            if (rows.Fault is { } fault)
                throw Broken($"événement {rows.Sequence} : {fault}");
            if (EventRow.TryParseTime(rows.At, out var at) && DateOnly.FromDateTime(at.UtcDateTime) is var eventDay && eventDay > day)
                day = eventDay;
        }
        return day;
    }

    private static List<ContentPlace> Unworded(SqliteConnection connection, ContentStore content, long from)
    {
        var missing = new List<ContentPlace>();
        using var rows = new SqlStatement(connection, """
            SELECT e.call, e.sequence FROM events e WHERE e.sequence>?1 AND e.type IN ('final_transcript','suggestion')
            AND json_extract(e.payload, '$.content') IS NOT NULL
            AND NOT EXISTS(SELECT 1 FROM events d WHERE d.call=e.call AND d.type='content_deleted' AND d.sequence>e.sequence) ORDER BY e.sequence
            """);
        for (rows.Bind(1, from); rows.Step();)
            if (rows.Text(0) is var call && rows.Integer(1) is var sequence && !content.Holds(call, sequence))
                missing.Add(new(call, sequence));
        return missing;
    }

    /// <summary>A tombstone stands before its deletion: one that a crash interrupted is done now.</summary>
    private static void FinishDeletions(SqliteConnection connection, ContentStore content)
    {
        using var tombstones = new SqlStatement(connection, "SELECT call, max(sequence) FROM events WHERE type='content_deleted' AND call IS NOT NULL GROUP BY call");
        while (tombstones.Step())
            if (tombstones.Text(0) is var call && content.HoldsCall(call))
                content.Delete(call, tombstones.Integer(1));
    }

    private static KeyEntry? LatestKey(SqliteConnection connection, string use)
    {
        using var rows = new SqlStatement(connection, "SELECT payload, version, sequence FROM events WHERE type='key' ORDER BY sequence DESC");
        while (rows.Step())
            if (EntryCodec.Decode("key", (int)rows.Integer(1), rows.Bytes(0), rows.Integer(2)) is KeyEntry entry && entry.Use == use)
                return entry;
        return null;
    }

    private static (T Entry, long Sequence)? LatestOf<T>(SqliteConnection connection) where T : LogEntry
    {
        using var row = new SqlStatement(connection, "SELECT payload, version, sequence FROM events WHERE type=?1 ORDER BY sequence DESC LIMIT 1");
        return row.BindText(1, EntryCatalogue.NameOf<T>()).Step() && EntryCodec.Decode(EntryCatalogue.NameOf<T>(), (int)row.Integer(1), row.Bytes(0), row.Integer(2)) is T entry
            ? (entry, row.Integer(2))
            : null;
    }

    private EvidenceLogException Broken(string what) =>
        new($"journal {folder.Path} : la chaîne est rompue ({what}) ; conservez ce dossier pour l'enquête et restaurez une sauvegarde, ou déplacez-le pour commencer un autre journal");
}
