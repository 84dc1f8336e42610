using System.Collections;

namespace Triage.TrialLog.Exports.Tables;

/// <summary>The columns of a table and how each is read from a row, written down together so that they cannot part.</summary>
internal sealed class ColumnSet<TRow> : IEnumerable<Column>
{
    /// <summary>Shares come from sums of single-precision numbers.</summary>
    private const double Rounding = 1e-6;

    private readonly List<Column> _columns = [];
    private readonly List<Func<TRow, Cell>> _readers = [];
    private readonly List<HashSet<string>?> _codes = [];

    public IReadOnlyList<Column> Columns => _columns;

    public void Add(Column column, Func<TRow, Cell> read)
    {
        _columns.Add(column);
        _readers.Add(read);
        // Enums cannot leave their codes; texts are checked.
        _codes.Add(column is { Codes: { } codes, Type: ColumnType.Text } ? codes.ToHashSet(StringComparer.Ordinal) : null);
    }

    public void Text(string name, string english, string french, Func<TRow, string?> read, bool required = false, IReadOnlyList<string>? codes = null, bool words = false) =>
        Add(new(name, ColumnType.Text, english, french, required, Codes: codes, Words: words), r => Cell.Of(read(r)));

    public void Code<T>(string name, string english, string french, Func<TRow, T?> read, bool required = false)
        where T : struct, Enum =>
        Add(new(name, ColumnType.Text, english, french, required, Codes: CodeNames<T>.All), r => read(r) is { } value ? Cell.Of(CodeNames<T>.Of(value)) : default);

    public void Integer(string name, string english, string french, Func<TRow, long?> read, bool required = false, double? minimum = 0) =>
        Add(new(name, ColumnType.Whole, english, french, required, Minimum: minimum), r => Cell.Of(read(r)));

    public void Number(
        string name, string english, string french, Func<TRow, double?> read, bool required = false, string? unit = null, double? minimum = null, double? maximum = null) =>
        Add(new(name, ColumnType.Number, english, french, required, unit, null, minimum, maximum), r => Cell.Of(read(r)));

    /// <summary>A share or probability, 0 to 1; what rounding put a millionth beyond is brought back.</summary>
    public void Share(string name, string english, string french, Func<TRow, double?> read, bool required = false) =>
        Number(name, english, french, r => read(r) is { } share && (share is > 1 and < 1 + Rounding or < 0 and > -Rounding) ? Math.Round(share) : read(r), required, "1", 0, 1);

    public void Boolean(string name, string english, string french, Func<TRow, bool?> read, bool required = true) =>
        Add(new(name, ColumnType.Boolean, english, french, required), r => Cell.Of(read(r)));

    public void Instant(string name, string english, string french, Func<TRow, DateTimeOffset?> read, bool required = false) =>
        Add(new(name, ColumnType.Instant, english, french, required), r => Cell.Of(read(r)));

    /// <summary>Fills one row.</summary>
    /// <exception cref="ExportException">A value breaks what its column promises.</exception>
    public void Read(string table, TRow row, Span<Cell> cells)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            cells[i] = _readers[i](row);
            if (Fault(_columns[i], _codes[i], cells[i]) is { } fault)
                throw new ExportException($"{table}.{_columns[i].Name} (appel {(cells[0].Text is { Length: > 0 } key ? key : "inconnu")}) : {fault}");
        }
    }

    private static string? Fault(Column column, HashSet<string>? codes, Cell cell) => (column.Type, cell) switch
    {
        (_, { HasValue: false }) => column.Required ? "valeur absente" : null,
        (ColumnType.Text, { Text: { } text }) => codes is not null && !codes.Contains(text) ? "code hors de la liste" : null,
        (ColumnType.Whole, { Whole: var whole }) => whole < column.Minimum ? "entier hors bornes" : null,
        (ColumnType.Number, { Number: var number }) =>
            !double.IsFinite(number) ? "nombre non fini" : number < column.Minimum || number > column.Maximum ? "nombre hors bornes" : null,
        _ => null,
    };

    public IEnumerator<Column> GetEnumerator() => _columns.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
