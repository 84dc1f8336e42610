using Parquet;
using Parquet.Schema;

namespace Triage.TrialLog.Exports.Tables;

/// <summary>The values of one column of the row group that is being filled.</summary>
internal abstract class ParquetColumnBuffer
{
    private protected ParquetColumnBuffer(DataField field) => Field = field;

    public DataField Field { get; }

    public static ParquetColumnBuffer For(Column column) => column.Type switch
    {
        ColumnType.Text => new Texts(new DataField(column.Name, typeof(string), isNullable: !column.Required)),
        ColumnType.Whole => new Values<long>(column, new DataField(column.Name, typeof(long), isNullable: !column.Required), c => c.Whole),
        ColumnType.Number => new Values<double>(column, new DataField(column.Name, typeof(double), isNullable: !column.Required), c => c.Number),
        ColumnType.Boolean => new Values<bool>(column, new DataField(column.Name, typeof(bool), isNullable: !column.Required), c => c.Boolean),
        ColumnType.Instant => new Values<DateTime>(
            column, new DateTimeDataField(column.Name, DateTimeFormat.Timestamp, isAdjustedToUTC: true, unit: DateTimeTimeUnit.Micros, isNullable: !column.Required), c => c.Instant.UtcDateTime),
        _ => throw new ArgumentOutOfRangeException(nameof(column), column.Type, "unknown type"),
    };

    public abstract void Add(Cell cell);

    /// <summary>Writes the values and forgets them.</summary>
    public abstract Task FlushAsync(ParquetRowGroupWriter group, CancellationToken ct);

    private sealed class Texts(DataField field) : ParquetColumnBuffer(field)
    {
        private readonly List<string?> _values = [];

        public override void Add(Cell cell) => _values.Add(cell.Text);

        public override async Task FlushAsync(ParquetRowGroupWriter group, CancellationToken ct)
        {
            await group.WriteAsync(Field, _values!);
            _values.Clear();
        }
    }

    private sealed class Values<T>(Column column, DataField field, Func<Cell, T> read) : ParquetColumnBuffer(field)
        where T : struct
    {
        private T[] _values = new T[1024];
        private T?[] _missing = column.Required ? [] : new T?[1024];
        private int _count;

        public override void Add(Cell cell)
        {
            if (column.Required)
            {
                if (_count == _values.Length)
                    Array.Resize(ref _values, 2 * _count);
                _values[_count++] = read(cell);
                return;
            }
            if (_count == _missing.Length)
                Array.Resize(ref _missing, 2 * _count);
            _missing[_count++] = cell.HasValue ? read(cell) : null;
        }

        public override async Task FlushAsync(ParquetRowGroupWriter group, CancellationToken ct)
        {
            if (column.Required)
                await group.WriteAsync<T>(Field, _values.AsMemory(0, _count), cancellationToken: ct);
            else
                await group.WriteAsync<T>(Field, _missing.AsMemory(0, _count), cancellationToken: ct);
            _count = 0;
        }
    }
}
