using System.Buffers;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Triage.TrialLog.Chain;

namespace Triage.TrialLog.Log;

/// <summary>Reads the events of a database in order and checks each against its predecessor, without a string a row. Owned by one thread.</summary>
internal sealed class EventRows : IDisposable
{
    private readonly SqlStatement _rows;
    private readonly ArrayBufferWriter<byte> _event = new(1024), _hashed = new(1024);
    private readonly byte[] _previous = new byte[ChainHash.Bytes], _stored = new byte[ChainHash.Bytes], _computed = new byte[ChainHash.Bytes];
    private long _expected;

    /// <param name="after">Events after this sequence; its own hash is where the check begins. 0: from the first.</param>
    /// <param name="through">Last sequence wanted.</param>
    public EventRows(SqliteConnection connection, long after, long through = long.MaxValue)
    {
        _expected = after + 1;
        if (after > 0)
        {
            using var before = new SqlStatement(connection, "SELECT hash FROM events WHERE sequence=?1");
            HasPrevious = before.Bind(1, after).Step() && before.Bytes(0).Length == ChainHash.Bytes;
            if (HasPrevious)
                before.Bytes(0).CopyTo(_previous);
        }
        else
            HasPrevious = true;
        _rows = new(connection, $"SELECT {EventSchema.Columns} FROM events WHERE sequence>?1 AND sequence<=?2 ORDER BY sequence");
        _rows.Bind(1, after).Bind(2, through);
    }

    /// <summary>The event before the first one read is there.</summary>
    public bool HasPrevious { get; }

    /// <summary>Hash of the event before the next one.</summary>
    public ReadOnlySpan<byte> Previous => _previous;

    public long Sequence => _rows.Integer(0);

    public string At => _rows.Text(1);

    public ReadOnlySpan<byte> TypeUtf8 => _rows.Bytes(4);

    public int Version => (int)_rows.Integer(5);

    public ReadOnlySpan<byte> Payload => _rows.Bytes(7);

    public string? Call => _rows.IsNull(6) ? null : _rows.Text(6);

    /// <summary>The canonical event of the row just read.</summary>
    public ReadOnlySpan<byte> Event => _event.WrittenSpan;

    /// <summary>Its hash as it is stored.</summary>
    public ReadOnlySpan<byte> Hash => _stored;

    /// <summary>What is wrong with the row just read, in French; null: it follows from its predecessor.</summary>
    public string? Fault { get; private set; }

    public bool Read()
    {
        if (!_rows.Step())
            return false;
        var sequence = Sequence;
        _event.ResetWrittenCount();
        ChainHash.WriteEvent(
            _event, sequence, _rows.Bytes(1), _rows.Integer(2), _rows.Integer(3), _rows.Bytes(4), _rows.Integer(5), !_rows.IsNull(6), _rows.Bytes(6), _rows.Bytes(7));
        ChainHash.Compute(_previous, _hashed, _event.WrittenSpan, _computed);
        var stored = _rows.Bytes(8);
        Fault = sequence != _expected ? string.Create(CultureInfo.InvariantCulture, $"numéro {sequence} au lieu de {_expected} : événement supprimé, ajouté ou déplacé")
            : !stored.SequenceEqual(_computed) ? "le contenu ne correspond pas à son empreinte" : null;
        (stored.Length == ChainHash.Bytes ? stored : _computed).CopyTo(_stored);
        _stored.CopyTo(_previous, 0);
        _expected = sequence + 1;
        return true;
    }

    public void Dispose() => _rows.Dispose();
}
