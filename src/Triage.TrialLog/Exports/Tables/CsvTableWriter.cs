using System.Globalization;
using CsvHelper;

namespace Triage.TrialLog.Exports.Tables;

/// <summary>One table as CSV (RFC 4180 with line feeds, UTF-8, a header). Holds one buffer, however many rows; a row allocates nothing.</summary>
internal sealed class CsvTableWriter : IDisposable
{
    private readonly IReadOnlyList<Column> _columns;
    private readonly CsvWriter _csv;

    public CsvTableWriter(Table table, Stream output)
    {
        _columns = table.Columns;
        _csv = Open(output);
        foreach (var column in _columns)
            _csv.WriteField(column.Name);
        _csv.EndRecord();
    }

    /// <summary>The dialect of every CSV file that we write; disposing it closes the file.</summary>
    public static CsvWriter Open(Stream output) => CsvWriter.Create(output, new() { NewLine = "\n", FormatProvider = CultureInfo.InvariantCulture });

    public void Write(ReadOnlySpan<Cell> row)
    {
        for (var i = 0; i < row.Length; i++)
            Write(_columns[i].Type, row[i]);
        _csv.EndRecord();
    }

    public void Dispose() => _csv.Dispose();

    private void Write(ColumnType type, in Cell cell)
    {
        if (!cell.HasValue)
            _csv.WriteField("");
        else if (type == ColumnType.Text)
            _csv.WriteField(CsvText.Disarm(cell.Text!));
        else if (type == ColumnType.Whole)
            _csv.WriteField(cell.Whole, "");
        else if (type == ColumnType.Number)
            _csv.WriteField(cell.Number, "R");
        else if (type == ColumnType.Boolean)
            _csv.WriteField(cell.Boolean ? "true" : "false");
        else
            _csv.WriteField(cell.Instant, CsvText.InstantFormat);
    }
}
