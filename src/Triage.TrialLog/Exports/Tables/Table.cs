using Triage.TrialLog.Records;

namespace Triage.TrialLog.Exports.Tables;

/// <summary>Takes one row; the cells are only valid during the call.</summary>
public delegate void RowSink(ReadOnlySpan<Cell> row);

/// <summary>A table of the evaluation record: what it is called and holds, and how its rows are read from a call or an outage.</summary>
public abstract class Table
{
    private protected Table(string name, string english, string french, IReadOnlyList<Column> columns, IReadOnlyList<string> key, IReadOnlyList<Reference> references) =>
        (Name, English, French, Columns, Key, References) = (name, english, french, columns, key, references);

    /// <summary>File name without an extension.</summary>
    public string Name { get; }

    public string English { get; }

    public string French { get; }

    public IReadOnlyList<Column> Columns { get; }

    /// <summary>Columns that together name one row.</summary>
    public IReadOnlyList<string> Key { get; }

    public IReadOnlyList<Reference> References { get; }

    /// <exception cref="ExportException">A value breaks what its column promises.</exception>
    public virtual void Read(CallDossier dossier, RowSink sink)
    {
    }

    /// <param name="position">Place of the outage in the export, from 0.</param>
    public virtual void Read(OutageRecord outage, long position, RowSink sink)
    {
    }
}

/// <summary>A row with its place among its call's, from 0.</summary>
internal readonly record struct Placed<T>(string CallKey, long Position, T Row);

/// <summary>A table of which each call has some rows.</summary>
internal sealed class CallTable<TRow>(
    string name, string english, string french, ColumnSet<TRow> columns, IReadOnlyList<string> key, IReadOnlyList<Reference> references,
    Func<CallDossier, IEnumerable<TRow>> rows)
    : Table(name, english, french, columns.Columns, key, references)
{
    private readonly Cell[] _cells = new Cell[columns.Columns.Count];

    public override void Read(CallDossier dossier, RowSink sink)
    {
        foreach (var row in rows(dossier))
        {
            columns.Read(Name, row, _cells);
            sink(_cells);
        }
    }
}

/// <summary>The outages, which may belong to no call.</summary>
internal sealed class OutageTable(string name, string english, string french, ColumnSet<Placed<OutageRecord>> columns, IReadOnlyList<string> key, IReadOnlyList<Reference> references)
    : Table(name, english, french, columns.Columns, key, references)
{
    private readonly Cell[] _cells = new Cell[columns.Columns.Count];

    public override void Read(OutageRecord outage, long position, RowSink sink)
    {
        columns.Read(Name, new("", position, outage), _cells);
        sink(_cells);
    }
}
