using System.Buffers;
using System.Text;
using Microsoft.Data.Sqlite;
using Triage.TrialLog.Chain;
using Triage.TrialLog.Log.Entries;

namespace Triage.TrialLog.Log;

/// <summary>
/// The end of the chain and the one connection that lengthens it, a transaction at a time. Owned by the writer's thread. What a
/// transaction appended counts only once it is committed.
/// </summary>
internal sealed class EventStore : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqlStatement _insert, _begin, _commit, _rollback;
    private readonly ArrayBufferWriter<byte> _payload = new(1024), _event = new(1024), _hashed = new(1024);
    private readonly byte[] _hash = new byte[ChainHash.Bytes], _committedHash = new byte[ChainHash.Bytes];
    private bool? _full;

    public EventStore(string path)
    {
        _connection = EventSchema.OpenToWrite(path);
        _insert = new(_connection, $"INSERT INTO events({EventSchema.Columns}) VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9)");
        (_begin, _commit, _rollback) = (new(_connection, "BEGIN IMMEDIATE"), new(_connection, "COMMIT"), new(_connection, "ROLLBACK"));
        using var last = new SqlStatement(_connection, "SELECT sequence, hash FROM events ORDER BY sequence DESC LIMIT 1");
        if (last.Step())
        {
            LastSequence = CommittedSequence = last.Integer(0);
            last.Bytes(1).CopyTo(_hash);
            last.Bytes(1).CopyTo(_committedHash);
        }
    }

    /// <summary>Last event, the open transaction's included; 0: none.</summary>
    public long LastSequence { get; private set; }

    public long CommittedSequence { get; private set; }

    public ReadOnlySpan<byte> LastHash => _hash;

    public SqliteConnection Connection => _connection;

    /// <param name="full">The commit waits for the disk; otherwise a failure of power may take the last ones.</param>
    public void Begin(bool full)
    {
        if (_full != full)
            EventSchema.Run(_connection, full ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
        _full = full;
        _begin.Run();
    }

    /// <returns>Its sequence.</returns>
    public long Append(EventStamp stamp, string? call, LogEntry entry)
    {
        var (type, version) = EntryCatalogue.Of(entry.GetType());
        _payload.ResetWrittenCount();
        EntryCodec.Write(entry, _payload);
        var sequence = LastSequence + 1;
        Span<byte> at = stackalloc byte[EventRow.TimeFormat.Length];
        stamp.At.UtcDateTime.TryFormat(at, out var length, EventRow.TimeFormat, System.Globalization.CultureInfo.InvariantCulture);
        at = at[..length];
        Span<byte> typeBytes = stackalloc byte[64];
        typeBytes = typeBytes[..Encoding.ASCII.GetBytes(type, typeBytes)];
        var callBytes = call is null ? [] : Encoding.UTF8.GetBytes(call);
        _event.ResetWrittenCount();
        ChainHash.WriteEvent(_event, sequence, at, stamp.OffsetMinutes, stamp.MonotonicUs, typeBytes, version, call is not null, callBytes, _payload.WrittenSpan);
        Span<byte> hash = stackalloc byte[ChainHash.Bytes];
        ChainHash.Compute(_hash, _hashed, _event.WrittenSpan, hash);

        _insert.Bind(1, sequence).BindText(2, at).Bind(3, stamp.OffsetMinutes).Bind(4, stamp.MonotonicUs).BindText(5, typeBytes).Bind(6, version);
        (call is null ? _insert.BindNull(7) : _insert.BindText(7, callBytes)).BindText(8, _payload.WrittenSpan).BindBlob(9, hash);
        _insert.Run();
        hash.CopyTo(_hash);
        return LastSequence = sequence;
    }

    public void Commit()
    {
        _commit.Run();
        CommittedSequence = LastSequence;
        _hash.CopyTo(_committedHash, 0);
    }

    /// <summary>Back to the last commit, whatever state a failure left.</summary>
    public void Rollback()
    {
        try
        {
            // A full disk may have rolled back by itself already.
            if (SQLitePCL.raw.sqlite3_get_autocommit(_connection.Handle!) == 0)
                _rollback.Run();
        }
        finally
        {
            LastSequence = CommittedSequence;
            _committedHash.CopyTo(_hash, 0);
        }
    }

    public void Dispose()
    {
        foreach (var statement in (SqlStatement[])[_insert, _begin, _commit, _rollback])
            statement.Dispose();
        _connection.Dispose();
    }
}
