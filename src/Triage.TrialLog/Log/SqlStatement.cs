using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Triage.TrialLog.Log;

/// <summary>
/// A prepared statement that takes and gives bytes as SQLite holds them: the log hashes exactly those, and a million rows are read
/// without a million strings. Owned by one thread.
/// </summary>
internal sealed class SqlStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    public SqlStatement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle!;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(_database, sql, out _statement), _database);
    }

    /// <param name="index">From 1.</param>
    public SqlStatement Bind(int index, long value) => Checked(raw.sqlite3_bind_int64(_statement, index, value));

    public SqlStatement BindText(int index, ReadOnlySpan<byte> utf8) => Checked(raw.sqlite3_bind_text(_statement, index, utf8));

    public SqlStatement BindText(int index, string text) => Checked(raw.sqlite3_bind_text(_statement, index, text));

    public SqlStatement BindBlob(int index, ReadOnlySpan<byte> bytes) => Checked(raw.sqlite3_bind_blob(_statement, index, bytes));

    public SqlStatement BindNull(int index) => Checked(raw.sqlite3_bind_null(_statement, index));

    /// <summary>True: a row is there.</summary>
    /// <exception cref="SqliteException">Disk full, broken file, a trigger that refuses, ...</exception>
    public bool Step()
    {
        var result = raw.sqlite3_step(_statement);
        if (result == raw.SQLITE_ROW)
            return true;
        if (result != raw.SQLITE_DONE)
        {
            var message = raw.sqlite3_errmsg(_database).utf8_to_string();
            var extended = raw.sqlite3_extended_errcode(_database);
            raw.sqlite3_reset(_statement);
            throw new SqliteException(message, result, extended);
        }
        return false;
    }

    /// <summary>One row that changes something, then ready for the next.</summary>
    public void Run()
    {
        Step();
        Reset();
    }

    public void Reset() => raw.sqlite3_reset(_statement);

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public long Integer(int column) => raw.sqlite3_column_int64(_statement, column);

    /// <summary>Valid until the next step.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(_statement, column);

    public string Text(int column) => System.Text.Encoding.UTF8.GetString(Bytes(column));

    public void Dispose() => _statement.Dispose();

    private SqlStatement Checked(int result)
    {
        SqliteException.ThrowExceptionForRC(result, _database);
        return this;
    }
}
