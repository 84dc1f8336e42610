using Triage.TrialLog.Records;

namespace Triage.TrialLog.Exports.Tables;

/// <summary>The nine tables as CSV, as Parquet or as both, in one pass over the calls, with their descriptions beside them.</summary>
internal sealed class TableSetWriter : IExportWriter
{
    /// <summary>Folder of the CSV files in the export; they stand beside it when there is no Parquet.</summary>
    public const string CsvFolder = "csv/";

    public const string ParquetFolder = "parquet/";

    private readonly ExportFolder _folder;
    private readonly ExportOptions _options;
    private readonly IReadOnlyList<Table> _tables;
    private readonly List<CsvTableWriter> _csv = [];
    private readonly List<ParquetTableWriter> _parquet = [];
    private readonly List<RowSink> _sinks = [];
    private readonly long[] _counts;
    private readonly SmallCells _smallCells;
    private long _outages;

    private TableSetWriter(ExportFolder folder, ExportOptions options)
    {
        (_folder, _options) = (folder, options);
        _tables = EvaluationTables.Create(options.Quotes);
        _counts = new long[_tables.Count];
        _smallCells = new(options.SmallCellThreshold);
    }

    /// <summary>Rows written so far, by table.</summary>
    public IReadOnlyList<(Table Table, long Rows)> Counts => [.. _tables.Zip(_counts)];

    public SmallCells SmallCells => _smallCells;

    public static async Task<TableSetWriter> CreateAsync(ExportFolder folder, ExportOptions options, bool csv, bool parquet, CancellationToken ct)
    {
        var writer = new TableSetWriter(folder, options);
        for (var i = 0; i < writer._tables.Count; i++)
        {
            var (table, at) = (writer._tables[i], i);
            if (csv)
                writer._csv.Add(new(table, folder.Create($"{CsvFolder}{table.Name}.csv")));
            if (parquet)
                writer._parquet.Add(await ParquetTableWriter.CreateAsync(table, folder.Create($"{ParquetFolder}{table.Name}.parquet"), ct));
            writer._sinks.Add(row =>
            {
                writer._counts[at]++;
                if (csv)
                    writer._csv[at].Write(row);
                if (parquet)
                    writer._parquet[at].Add(row);
            });
        }
        return writer;
    }

    public async ValueTask WriteAsync(CallDossier dossier, CancellationToken ct)
    {
        for (var i = 0; i < _tables.Count; i++)
            _tables[i].Read(dossier, _sinks[i]);
        _smallCells.Add(dossier.Call);
        await FlushFullAsync(ct);
    }

    public async ValueTask WriteAsync(OutageRecord outage, CancellationToken ct)
    {
        for (var i = 0; i < _tables.Count; i++)
            _tables[i].Read(outage, _outages, _sinks[i]);
        _outages++;
        await FlushFullAsync(ct);
    }

    public async ValueTask CompleteAsync(CancellationToken ct)
    {
        foreach (var parquet in _parquet)
            await parquet.FlushAsync(ct);
        await DisposeAsync();
        _folder.WriteText(DataPackage.FileName, DataPackage.Write(Counts, _folder.Files, _options));
        _folder.WriteText("dictionary.en.md", DataDictionary.Markdown(_tables, french: false));
        _folder.WriteText("dictionary.fr.md", DataDictionary.Markdown(_tables, french: true));
        DataDictionary.Csv(_tables, _folder.Create("dictionary.csv"));
        _smallCells.Write(_folder.Create(SmallCells.FileName));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var csv in _csv)
            csv.Dispose();
        _csv.Clear();
        foreach (var parquet in _parquet)
            await parquet.DisposeAsync();
        _parquet.Clear();
    }

    private async ValueTask FlushFullAsync(CancellationToken ct)
    {
        foreach (var parquet in _parquet)
            if (parquet.Full)
                await parquet.FlushAsync(ct);
    }
}
