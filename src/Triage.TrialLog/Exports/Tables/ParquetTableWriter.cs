using Parquet;
using Parquet.Schema;

namespace Triage.TrialLog.Exports.Tables;

/// <summary>
/// One table as Parquet: Snappy, row groups of <see cref="RowsPerGroup"/> rows (the last shorter; a call's rows stay together).
/// Moments are UTC microseconds. Holds one row group.
/// </summary>
internal sealed class ParquetTableWriter : IAsyncDisposable
{
    /// <summary>About 8 MB of buffers for the widest table; readers skip groups by their statistics.</summary>
    public const int RowsPerGroup = 32_768;

    private readonly List<ParquetColumnBuffer> _columns;
    private readonly Stream _output;
    private readonly ParquetWriter _writer;
    private int _rows;

    private ParquetTableWriter(List<ParquetColumnBuffer> columns, Stream output, ParquetWriter writer) => (_columns, _output, _writer) = (columns, output, writer);

    public static async Task<ParquetTableWriter> CreateAsync(Table table, Stream output, CancellationToken ct)
    {
        var columns = table.Columns.Select(ParquetColumnBuffer.For).ToList();
        var schema = new ParquetSchema(columns.Select(c => c.Field));
        return new(columns, output, await ParquetWriter.CreateAsync(schema, output, new ParquetOptions { CompressionMethod = CompressionMethod.Snappy }, cancellationToken: ct));
    }

    /// <summary>Enough rows wait for a row group.</summary>
    public bool Full => _rows >= RowsPerGroup;

    public void Add(ReadOnlySpan<Cell> row)
    {
        for (var i = 0; i < row.Length; i++)
            _columns[i].Add(row[i]);
        _rows++;
    }

    public async Task FlushAsync(CancellationToken ct)
    {
        if (_rows == 0)
            return;
        using var group = _writer.CreateRowGroup();
        foreach (var column in _columns)
            await column.FlushAsync(group, ct);
        group.CompleteValidate();
        _rows = 0;
    }

    /// <summary>Writes the footer and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        await _output.DisposeAsync();
    }
}
