using Microsoft.Data.Sqlite;

namespace Triage.TrialLog.Log;

/// <summary>The table of events, and how it is opened. Only inserts are possible: triggers refuse all else.</summary>
internal static class EventSchema
{
    /// <summary>"TrLg": tells the file from any other SQLite file.</summary>
    private const int ApplicationId = 0x54724c67;

    private const int Version = 1;

    private const string Create = """
        CREATE TABLE events(
            sequence INTEGER PRIMARY KEY,
            at TEXT NOT NULL,
            offset_min INTEGER NOT NULL,
            monotonic_us INTEGER NOT NULL,
            type TEXT NOT NULL,
            version INTEGER NOT NULL,
            call TEXT,
            payload TEXT NOT NULL,
            hash BLOB NOT NULL CHECK(length(hash) = 32)) STRICT;
        CREATE INDEX events_call ON events(call) WHERE call IS NOT NULL;
        CREATE INDEX events_type ON events(type);
        CREATE TRIGGER events_no_update BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
        CREATE TRIGGER events_no_delete BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
        """;

    public const string Columns = "sequence, at, offset_min, monotonic_us, type, version, call, payload, hash";

    public static SqliteConnection OpenToWrite(string path)
    {
        var connection = Connect(path, SqliteOpenMode.ReadWriteCreate);
        try
        {
            var isNew = Scalar(connection, "SELECT count(*) FROM sqlite_schema") == 0;
            if (isNew)
                Run(connection, $"PRAGMA journal_mode=WAL; BEGIN IMMEDIATE; PRAGMA application_id={ApplicationId}; PRAGMA user_version={Version}; {Create} COMMIT;");
            Check(connection, path);
            Run(connection, "PRAGMA journal_mode=WAL; PRAGMA cache_size=-16384; PRAGMA wal_autocheckpoint=4000;");
            return connection;
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw Unreadable(path, e);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>For readers, while the appliance writes or not.</summary>
    /// <exception cref="EvidenceLogException">No log there, or of a later program.</exception>
    public static SqliteConnection OpenToRead(string path)
    {
        if (!File.Exists(path))
            throw new EvidenceLogException($"journal {path} : ce fichier n'existe pas");
        SqliteConnection? connection = null;
        try
        {
            connection = Connect(path, SqliteOpenMode.ReadOnly);
            Check(connection, path);
            return connection;
        }
        catch (SqliteException e)
        {
            connection?.Dispose();
            throw Unreadable(path, e);
        }
        catch
        {
            connection?.Dispose();
            throw;
        }
    }

    public static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constant statements and integers only.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    public static long Scalar(SqliteConnection connection, string sql)
    {
        using var statement = new SqlStatement(connection, sql);
        return statement.Step() ? statement.Integer(0) : 0;
    }

    internal static SqliteConnection Connect(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false, DefaultTimeout = 10 }.ToString());
        connection.Open();
        return connection;
    }

    private static void Check(SqliteConnection connection, string path)
    {
        if (Scalar(connection, "PRAGMA application_id") != ApplicationId)
            throw new EvidenceLogException($"journal {path} : ce fichier n'est pas un journal de preuve");
        if (Scalar(connection, "PRAGMA user_version") is var version && version != Version)
            throw new EvidenceLogException($"journal {path} : format {version}, écrit par une autre version du programme ; cette version lit le format {Version}");
    }

    private static EvidenceLogException Unreadable(string path, SqliteException e) => new($"journal {path} : illisible ({e.Message})", e);
}
