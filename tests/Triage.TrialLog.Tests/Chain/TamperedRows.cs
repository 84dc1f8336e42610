using Microsoft.Data.Sqlite;
using Triage.TrialLog.Log;

namespace Triage.TrialLog.Tests.Chain;

/// <summary>What somebody with the file and SQLite can do to a log: the triggers go first.</summary>
internal sealed class TamperedRows : IDisposable
{
    public const string TriggersGone = "les déclencheurs qui interdisent de modifier les événements ont été retirés";

    private readonly SqliteConnection _connection;

    public TamperedRows(EvidenceFolder folder)
    {
        _connection = new SqliteConnection($"Data Source={folder.Events};Pooling=False");
        _connection.Open();
        Run("DROP TRIGGER events_no_update; DROP TRIGGER events_no_delete; CREATE TABLE kept AS SELECT * FROM events;");
    }

    public void Run(string sql) => EventSchema.Run(_connection, sql);

    /// <summary>Random changes of one column, deletions, swaps and insertions, each with what undoes it.</summary>
    public IEnumerable<(long Sequence, string Sql, string Undo)> Changes(Random random, int count)
    {
        var last = EventSchema.Scalar(_connection, "SELECT max(sequence) FROM events");
        const string undo = "DELETE FROM events; INSERT INTO events SELECT * FROM kept;";
        for (var i = 0; i < count; i++)
        {
            var at = random.NextInt64(2, last);
            yield return random.Next(10) switch
            {
                0 => (at, $"UPDATE events SET at=substr(at,1,22)||'9Z', payload=payload||' ' WHERE sequence={at}", undo),
                1 => (at, $"UPDATE events SET offset_min=offset_min+60 WHERE sequence={at}", undo),
                2 => (at, $"UPDATE events SET monotonic_us=monotonic_us+1 WHERE sequence={at}", undo),
                3 => (at, $"UPDATE events SET type=type||'x' WHERE sequence={at}", undo),
                4 => (at, $"UPDATE events SET version=version+1 WHERE sequence={at}", undo),
                5 => (at, $"UPDATE events SET call=CASE WHEN call IS NULL THEN '' ELSE NULL END WHERE sequence={at}", undo),
                6 => (at, $"UPDATE events SET payload=replace(payload, '{{', '{{ ') WHERE sequence={at}", undo),
                7 => (at, $"UPDATE events SET hash=randomblob(32) WHERE sequence={at}", undo),
                8 => (at, $"DELETE FROM events WHERE sequence={at}", undo),
                _ => (at, $"UPDATE events SET payload=(SELECT payload FROM kept WHERE sequence={at - 1})||' ' WHERE sequence={at}", undo),
            };
        }
    }

    public void Dispose() => _connection.Dispose();
}
