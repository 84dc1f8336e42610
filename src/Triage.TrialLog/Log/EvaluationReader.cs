using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Triage.TrialLog.Chain;
using Triage.TrialLog.Content;
using Triage.TrialLog.Log.Entries;
using Triage.TrialLog.Records;

namespace Triage.TrialLog.Log;

/// <summary>
/// The evaluation record, one call after another in the order in which they were opened; holds one call at a time in memory. Times
/// of the server have the offset of its zone then, as recorded. Reads beside the running appliance and never slows it. One enumeration at a time.
/// </summary>
public sealed class EvaluationReader : IDisposable
{
    /// <summary>Calls looked up at once: between two looks no read transaction keeps the write-ahead file from shrinking.</summary>
    private const int Page = 256;

    private readonly SqliteConnection _connection;
    private readonly ContentStore? _content;
    private readonly ApplianceKey? _key;

    private EvaluationReader(SqliteConnection connection, ContentStore? content, ApplianceKey? key) => (_connection, _content, _key) = (connection, content, key);

    /// <param name="withQuotes">Opens the content store too, which needs the appliance's key.</param>
    /// <exception cref="EvidenceLogException">No log there, or of a later program.</exception>
    /// <exception cref="KeyFileException">Quotes are wanted and the key is not to be had.</exception>
    public static EvaluationReader Open(EvidenceFolder folder, bool withQuotes = false)
    {
        var connection = EventSchema.OpenToRead(folder.Events);
        try
        {
            if (!withQuotes)
                return new(connection, null, null);
            if (!ApplianceKey.TryLoad(folder.ContentKey, out var key, out var error))
                throw new KeyFileException(error);
            return new(connection, ContentStore.OpenToRead(folder.Content, key), key);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>The calls of the filter, refused ones included.</summary>
    /// <exception cref="InvalidDataException">An event does not fit its type; the message names it.</exception>
    public async IAsyncEnumerable<CallDossier> ReadAsync(EvaluationFilter filter, [EnumeratorCancellation] CancellationToken ct = default)
    {
        var context = new RunningContext();
        for (long after = 0; ;)
        {
            var page = NextPage(after);
            foreach (var (sequence, call, type, entry) in page)
            {
                after = sequence;
                if (context.Take(entry) || call is null || !Wanted(filter, call, entry))
                    continue;
                ct.ThrowIfCancellationRequested();
                yield return Build(call, type, context, filter.WithQuotes);
            }
            if (page.Count < Page)
                yield break;
            await Task.Yield();
        }
    }

    /// <summary>Times during which the appliance did not do all that it should, in the order in which they ended or, when they last, at the end.</summary>
    public async IAsyncEnumerable<OutageRecord> ReadOutagesAsync(EvaluationFilter filter, [EnumeratorCancellation] CancellationToken ct = default)
    {
        var outages = new OutageTracker();
        using var rows = Rows(
            "SELECT sequence, at, type, version, call, payload, offset_min FROM events WHERE type IN ('degraded','call_ended','appliance_started','appliance_stopped','log_opened','storage_outage','events_lost') ORDER BY sequence");
        while (rows.Step())
        {
            ct.ThrowIfCancellationRequested();
            if (Entry(rows, 2) is { } entry && EventRow.TryParseTime(rows.Text(1), rows.Integer(6), out var at))
                foreach (var outage in outages.Take(entry, rows.IsNull(4) ? null : rows.Text(4), at, () => TimeBefore(rows.Integer(0))))
                    if (Inside(filter, outage))
                        yield return outage;
        }
        foreach (var outage in outages.Lasting().Where(o => Inside(filter, o)))
            yield return outage;
        await Task.CompletedTask;
    }

    public void Dispose()
    {
        _content?.Dispose();
        _key?.Dispose();
        _connection.Dispose();
    }

    private List<(long Sequence, string? Call, string Type, LogEntry Entry)> NextPage(long after)
    {
        using var rows = Rows($"""
            SELECT sequence, call, type, version, payload FROM events
            WHERE sequence>{after} AND type IN ('call_opened','call_refused','versions','trial_started','protocol_changed','appliance_started')
            ORDER BY sequence LIMIT {Page}
            """);
        var page = new List<(long, string?, string, LogEntry)>();
        while (rows.Step())
        {
            var type = rows.Text(2);
            if (EntryCodec.Decode(type, (int)rows.Integer(3), rows.Bytes(4), rows.Integer(0)) is { } entry)
                page.Add((rows.Integer(0), rows.IsNull(1) ? null : rows.Text(1), type, entry));
            else
                page.Add((rows.Integer(0), null, type, new ExcludedEntry("")));
        }
        return page;
    }

    private bool Wanted(EvaluationFilter filter, string call, LogEntry entry)
    {
        if (filter.Calls is { } calls && !calls.Contains(call))
            return false;
        if (filter.From is null && filter.To is null)
            return true;
        var at = entry is CallOpenedEntry opened ? opened.StartedAt : FirstTime(call);
        return (filter.From is not { } from || at >= from) && (filter.To is not { } to || at < to);
    }

    private CallDossier Build(string call, string type, RunningContext context, bool withQuotes)
    {
        var builder = new DossierBuilder(call, context);
        using var rows = Rows("SELECT sequence, at, type, version, payload, offset_min FROM events WHERE call=?1 ORDER BY sequence");
        for (rows.BindText(1, call); rows.Step();)
            if (EntryCodec.Decode(rows.Text(2), (int)rows.Integer(3), rows.Bytes(4), rows.Integer(0)) is { } entry && EventRow.TryParseTime(rows.Text(1), rows.Integer(5), out var at))
                builder.Add(entry, at, entry is SuggestionEntry { Content: not null } && withQuotes ? Quotes(call, rows.Integer(0)) : null);
        return builder.Build();
    }

    private IReadOnlyList<IReadOnlyList<string>>? Quotes(string call, long sequence) =>
        _content?.Get(call, sequence) is { } plain ? JsonSerializer.Deserialize<QuotesContent>(Encoding.UTF8.GetString(plain), EntryCodec.Json)?.Quotes : null;

    private DateTimeOffset FirstTime(string call)
    {
        using var rows = Rows("SELECT at FROM events WHERE call=?1 ORDER BY sequence LIMIT 1");
        return rows.BindText(1, call).Step() && EventRow.TryParseTime(rows.Text(0), out var at) ? at : default;
    }

    private DateTimeOffset? TimeBefore(long sequence)
    {
        using var rows = Rows("SELECT at, offset_min FROM events WHERE sequence=?1");
        return rows.Bind(1, sequence - 1).Step() && EventRow.TryParseTime(rows.Text(0), rows.Integer(1), out var at) ? at : null;
    }

    private static bool Inside(EvaluationFilter filter, OutageRecord outage) =>
        (filter.Calls is not { } calls || (outage.CallKey is { } call && calls.Contains(call)))
        && (filter.From is not { } from || outage.To is not { } end || end >= from) && (filter.To is not { } to || outage.From < to);

    private static LogEntry? Entry(SqlStatement rows, int type) =>
        EntryCodec.Decode(rows.Text(type), (int)rows.Integer(type + 1), rows.Bytes(type + 3), rows.Integer(0));

    private SqlStatement Rows(string sql) => new(_connection, sql);
}
