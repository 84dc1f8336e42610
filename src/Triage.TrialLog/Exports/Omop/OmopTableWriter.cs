using System.Globalization;
using CsvHelper;
using Triage.TrialLog.Exports.Tables;

namespace Triage.TrialLog.Exports.Omop;

/// <summary>One table of the CDM as CSV for COPY. Cells are put in the order of the columns; the column says what fits.</summary>
internal sealed class OmopTableWriter : IDisposable
{
    private const string TimestampFormat = "yyyy-MM-dd HH:mm:ss.ffffff";

    private readonly OmopTable _table;
    private readonly TimeZoneInfo _zone;
    private readonly CsvWriter _csv;
    private int _at;

    /// <param name="zone">The clock on the site's wall; the CDM knows no offset.</param>
    public OmopTableWriter(OmopTable table, ExportFolder folder, TimeZoneInfo zone)
    {
        (_table, _zone) = (table, zone);
        _csv = CsvTableWriter.Open(folder.Create($"{table.Name}.csv"));
        foreach (var column in table.Columns)
            _csv.WriteField(column.Name);
        _csv.EndRecord();
    }

    /// <summary>Number of the row that is being written, from 1; its key, which is a 32-bit integer in the CDM.</summary>
    public int Number { get; private set; } = 1;

    public OmopTableWriter Integer(int? value)
    {
        Next("integer", value is null);
        if (value is { } number)
            _csv.WriteField(number, "");
        else
            _csv.WriteField("");
        return this;
    }

    public OmopTableWriter Decimal(double? value)
    {
        var column = Next("numeric", value is null);
        if (value is { } number && !double.IsFinite(number))
            throw Fault(column, "nombre non fini");
        _csv.WriteField(value?.ToString("0.#########", CultureInfo.InvariantCulture) ?? "");
        return this;
    }

    public OmopTableWriter Text(string? value)
    {
        var column = Next("text", value is null);
        var text = value is null ? "" : CsvText.Disarm(value.Replace("\0", "", StringComparison.Ordinal));
        if (column.Required && text.Length == 0)
            throw Fault(column, "valeur absente");
        // PostgreSQL counts code points.
        if (column.MostCharacters is { } most && text.Length > most && text.EnumerateRunes().Count() > most)
            throw Fault(column, string.Create(CultureInfo.InvariantCulture, $"plus de {most} caractères"));
        _csv.WriteField(text);
        return this;
    }

    /// <summary>The day at the site.</summary>
    public OmopTableWriter Date(DateTimeOffset value)
    {
        Next("date", false);
        _csv.WriteField(TimeZoneInfo.ConvertTime(value, _zone).DateTime, "yyyy-MM-dd");
        return this;
    }

    /// <summary>The time at the site.</summary>
    public OmopTableWriter Timestamp(DateTimeOffset? value)
    {
        Next("timestamp", value is null);
        if (value is { } at)
            _csv.WriteField(TimeZoneInfo.ConvertTime(at, _zone).DateTime, TimestampFormat);
        else
            _csv.WriteField("");
        return this;
    }

    /// <summary>Leaves columns without a value.</summary>
    public OmopTableWriter Missing(int columns = 1)
    {
        for (var i = 0; i < columns; i++)
        {
            var column = _table.Columns[_at++];
            if (column.Required)
                throw new InvalidOperationException($"{_table.Name}.{column.Name} may not be missing");
            _csv.WriteField("");
        }
        return this;
    }

    public void End()
    {
        if (_at != _table.Columns.Count)
            throw new InvalidOperationException($"{_table.Name}: {_at} of {_table.Columns.Count} columns written");
        _csv.EndRecord();
        _at = 0;
        if (Number == int.MaxValue)
            throw new ExportException($"OMOP : {_table.Name} dépasse les clés à 32 bits du CDM ; exporter par périodes");
        Number++;
    }

    public void Dispose() => _csv.Dispose();

    private OmopColumn Next(string kind, bool missing)
    {
        var column = _table.Columns[_at++];
        var fits = kind == "text" ? column.Type == "text" || column.MostCharacters is not null : column.Type == kind;
        if (!fits)
            throw new InvalidOperationException($"{_table.Name}.{column.Name} is {column.Type}, not {kind}");
        return missing && column.Required ? throw Fault(column, "valeur absente") : column;
    }

    private ExportException Fault(OmopColumn column, string what) =>
        new(string.Create(CultureInfo.InvariantCulture, $"OMOP : {_table.Name}.{column.Name}, ligne {Number} : {what}"));
}
