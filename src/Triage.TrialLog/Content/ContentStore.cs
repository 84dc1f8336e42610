using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using Triage.TrialLog.Log;
using Triage.TrialLog.Log.Entries;

namespace Triage.TrialLog.Content;

/// <summary>
/// The words of calls, sealed: a key for each call, wrapped by the appliance's key. Deleting a call deletes its key and its rows; what
/// remains of them anywhere cannot be opened. Owned by the writer's thread, or read-only by a reader.
/// </summary>
internal sealed class ContentStore : IDisposable
{
    private const int ApplicationId = 0x5472436e; // "TrCn"
    private const int KeysHeld = 256;

    private const string Create = """
        CREATE TABLE keys(call TEXT PRIMARY KEY, key_id TEXT NOT NULL, wrapped BLOB NOT NULL, created TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE content(call TEXT NOT NULL, sequence INTEGER NOT NULL, kind TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY(call, sequence)) STRICT, WITHOUT ROWID;
        CREATE INDEX content_sequence ON content(sequence);
        """;

    private readonly SqliteConnection _connection;
    private readonly ApplianceKey _key;
    private readonly Dictionary<string, AesGcm> _open = new(StringComparer.Ordinal);

    private ContentStore(SqliteConnection connection, ApplianceKey key) => (_connection, _key) = (connection, key);

    public static ContentStore OpenToWrite(string path, ApplianceKey key)
    {
        var connection = EventSchema.Connect(path, SqliteOpenMode.ReadWriteCreate);
        if (EventSchema.Scalar(connection, "SELECT count(*) FROM sqlite_schema") == 0)
            EventSchema.Run(connection, $"PRAGMA journal_mode=WAL; BEGIN IMMEDIATE; PRAGMA application_id={ApplicationId}; {Create} COMMIT;");
        Check(connection, path);
        EventSchema.Run(connection, "PRAGMA journal_mode=WAL; PRAGMA secure_delete=ON; PRAGMA synchronous=NORMAL;");
        return new(connection, key);
    }

    /// <exception cref="EvidenceLogException">No such file, or another file.</exception>
    public static ContentStore OpenToRead(string path, ApplianceKey key)
    {
        if (!File.Exists(path))
            throw new EvidenceLogException($"contenus {path} : ce fichier n'existe pas");
        var connection = EventSchema.Connect(path, SqliteOpenMode.ReadOnly);
        Check(connection, path);
        return new(connection, key);
    }

    public SqliteConnection Connection => _connection;

    public void Begin() => EventSchema.Run(_connection, "BEGIN IMMEDIATE");

    public void Commit() => EventSchema.Run(_connection, "COMMIT");

    public void Rollback()
    {
        Forget();
        if (SQLitePCL.raw.sqlite3_get_autocommit(_connection.Handle!) == 0)
            EventSchema.Run(_connection, "ROLLBACK");
    }

    /// <summary>Keeps words under the event that they belong to; an earlier try for the same event is replaced.</summary>
    /// <returns>SHA-256 of what is kept, hexadecimal: the event names it.</returns>
    public string Put(string call, long sequence, string kind, ReadOnlySpan<byte> plain, DateTimeOffset now)
    {
        var body = ContentCipher.Seal(CipherOf(call, now), plain, ContentCipher.Place(call, sequence, kind));
        using var put = new SqlStatement(_connection, "INSERT OR REPLACE INTO content(call, sequence, kind, body) VALUES(?1,?2,?3,?4)");
        put.BindText(1, call).Bind(2, sequence).BindText(3, kind).BindBlob(4, body).Run();
        return Convert.ToHexStringLower(SHA256.HashData(body));
    }

    /// <summary>The words of an event; null: deleted, or never there.</summary>
    /// <exception cref="InvalidDataException">They do not open: another key, or changed bytes.</exception>
    public byte[]? Get(string call, long sequence)
    {
        using var get = new SqlStatement(_connection, "SELECT kind, body FROM content WHERE call=?1 AND sequence=?2");
        if (!get.BindText(1, call).Bind(2, sequence).Step() || StoredKey(call) is not { } cipher)
            return null;
        using (cipher)
            return ContentCipher.Open(cipher, get.Bytes(1), ContentCipher.Place(call, Math.Abs(sequence), get.Text(0)));
    }

    /// <summary>What a deletion would delete: how many pieces, and the digest that the tombstone states.</summary>
    public (long Rows, string Digest) Describe(string call)
    {
        using var rows = new SqlStatement(_connection, "SELECT body FROM content WHERE call=?1 ORDER BY abs(sequence)");
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var count = 0L;
        for (rows.BindText(1, call); rows.Step(); count++)
            digest.AppendData(SHA256.HashData(rows.Bytes(0)));
        return (count, Convert.ToHexStringLower(digest.GetHashAndReset()));
    }

    /// <summary>Deletes key and words and leaves no copy of them in the write-ahead file.</summary>
    /// <param name="before">Events before this sequence; what came later stays, under a new key only if none was left.</param>
    public void Delete(string call, long before)
    {
        if (_open.Remove(call, out var cipher))
            cipher.Dispose();
        EventSchema.Run(_connection, "PRAGMA synchronous=FULL; BEGIN IMMEDIATE");
        using (var rows = new SqlStatement(_connection, "DELETE FROM content WHERE call=?1 AND abs(sequence)<?2"))
            rows.BindText(1, call).Bind(2, before).Run();
        using (var key = new SqlStatement(_connection, "DELETE FROM keys WHERE call=?1 AND NOT EXISTS(SELECT 1 FROM content WHERE call=?1)"))
            key.BindText(1, call).Run();
        EventSchema.Run(_connection, "COMMIT; PRAGMA synchronous=NORMAL; PRAGMA wal_checkpoint(TRUNCATE)");
    }

    /// <summary>Calls whose key was made before a time, oldest first.</summary>
    public IReadOnlyList<string> CallsBefore(DateTimeOffset time)
    {
        using var calls = new SqlStatement(_connection, "SELECT call FROM keys WHERE created<?1 ORDER BY created");
        var found = new List<string>();
        for (calls.BindText(1, Chain.EventRow.TimeText(time)); calls.Step();)
            found.Add(calls.Text(0));
        return found;
    }

    public bool HoldsCall(string call)
    {
        using var find = new SqlStatement(_connection, "SELECT 1 FROM keys WHERE call=?1");
        return find.BindText(1, call).Step();
    }

    public bool Holds(string call, long sequence)
    {
        using var find = new SqlStatement(_connection, "SELECT 1 FROM content WHERE call=?1 AND sequence=?2");
        return find.BindText(1, call).Bind(2, sequence).Step();
    }

    /// <summary>Words of events beyond the last one of the log: their events were lost. They are set apart under the negative sequence.</summary>
    public IReadOnlyList<ContentPlace> SetApartBeyond(long lastSequence)
    {
        var found = new List<ContentPlace>();
        using (var beyond = new SqlStatement(_connection, "SELECT call, sequence FROM content WHERE sequence>?1 ORDER BY sequence"))
            for (beyond.Bind(1, lastSequence); beyond.Step();)
                found.Add(new(beyond.Text(0), beyond.Integer(1)));
        if (found.Count > 0)
        {
            using var move = new SqlStatement(_connection, "UPDATE OR REPLACE content SET sequence=-sequence WHERE sequence>?1");
            move.Bind(1, lastSequence).Run();
        }
        return found;
    }

    public void Dispose()
    {
        Forget();
        _connection.Dispose();
    }

    private void Forget()
    {
        foreach (var cipher in _open.Values)
            cipher.Dispose();
        _open.Clear();
    }

    private AesGcm CipherOf(string call, DateTimeOffset now)
    {
        if (_open.TryGetValue(call, out var known))
            return known;
        if (_open.Count >= KeysHeld)
            Forget();
        return _open[call] = StoredKey(call) ?? NewKey(call, now);
    }

    private AesGcm NewKey(string call, DateTimeOffset now)
    {
        Span<byte> key = stackalloc byte[KeyFile.Bytes];
        RandomNumberGenerator.Fill(key);
        using var wrap = _key.Cipher();
        using var insert = new SqlStatement(_connection, "INSERT INTO keys(call, key_id, wrapped, created) VALUES(?1,?2,?3,?4)");
        insert.BindText(1, call).BindText(2, _key.Id).BindBlob(3, ContentCipher.Seal(wrap, key, Encoding.UTF8.GetBytes(call))).BindText(4, Chain.EventRow.TimeText(now)).Run();
        return new AesGcm(key, ContentCipher.TagBytes);
    }

    private AesGcm? StoredKey(string call)
    {
        using var find = new SqlStatement(_connection, "SELECT wrapped, key_id FROM keys WHERE call=?1");
        if (!find.BindText(1, call).Step())
            return null;
        if (find.Text(1) != _key.Id)
            throw new InvalidDataException($"the content of call {call} was sealed under the key {find.Text(1)}; the key here is {_key.Id}");
        using var wrap = _key.Cipher();
        var key = ContentCipher.Open(wrap, find.Bytes(0), Encoding.UTF8.GetBytes(call));
        return new AesGcm(key, ContentCipher.TagBytes);
    }

    private static void Check(SqliteConnection connection, string path)
    {
        if (EventSchema.Scalar(connection, "PRAGMA application_id") == ApplicationId)
            return;
        connection.Dispose();
        throw new EvidenceLogException($"contenus {path} : ce fichier n'est pas un magasin de contenus");
    }
}
