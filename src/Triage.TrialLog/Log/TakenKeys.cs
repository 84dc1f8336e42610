using Microsoft.Data.Sqlite;

namespace Triage.TrialLog.Log;

/// <summary>Which pseudonyms of calls stand in the log: one look into its index. Thread-safe.</summary>
internal sealed class TakenKeys : IDisposable
{
    private readonly object _gate = new();
    private readonly SqliteConnection _connection;
    private readonly SqlStatement _find;

    public TakenKeys(string path)
    {
        _connection = EventSchema.OpenToRead(path);
        _find = new(_connection, "SELECT 1 FROM events WHERE call=?1 LIMIT 1");
    }

    public bool Contains(string key)
    {
        lock (_gate)
        {
            var found = _find.BindText(1, key).Step();
            _find.Reset();
            return found;
        }
    }

    public void Dispose()
    {
        _find.Dispose();
        _connection.Dispose();
    }
}
