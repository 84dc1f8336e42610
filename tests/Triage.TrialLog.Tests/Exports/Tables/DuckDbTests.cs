using System.Globalization;
using DuckDB.NET.Data;
using Triage.TrialLog.Exports;
using Triage.TrialLog.Exports.Tables;

namespace Triage.TrialLog.Tests.Exports.Tables;

/// <summary>Parquet and CSV as DuckDB reads them: an engine that has nothing in common with what wrote them.</summary>
public sealed class DuckDbTests
{
    [Fact]
    public async Task Parquet_ReadByDuckDb_HoldsWhatCsvHolds()
    {
        using var folder = new TemporaryFolder();
        await WriteAsync(folder, TestDossiers.Small, quotes: true);
        using var database = Open();
        foreach (var table in EvaluationTables.Create(quotes: true))
        {
            var (csv, parquet) = (folder["csv", "csv", table.Name + ".csv"], folder["parquet", "parquet", table.Name + ".parquet"]);
            var columns = string.Join(", ", table.Columns.Select(c => $"'{c.Name}': '{Sql(c.Type)}'"));
            var read = $"read_csv('{csv}', header = true, delim = ',', quote = '\"', escape = '\"', nullstr = '', auto_detect = false, new_line = '\\n', columns = {{{columns}}})";
            // What CSV puts before a dangerous text is taken off; the rest is compared value by value.
            var cells = string.Join(", ", table.Columns.Select(c => c.Type == ColumnType.Text ? $"regexp_replace({Name(c)}, '^''', '') AS {Name(c)}" : Name(c)));
            var plain = string.Join(", ", table.Columns.Select(Name));
            Assert.Equal(Scalar(database, $"SELECT count(*) FROM {read}"), Scalar(database, $"SELECT count(*) FROM read_parquet('{parquet}')"));
            Assert.Equal(0L, Scalar(database, $"SELECT count(*) FROM ((SELECT {cells} FROM {read}) EXCEPT ALL (SELECT {plain} FROM read_parquet('{parquet}')))"));
            Assert.Equal(0L, Scalar(database, $"SELECT count(*) FROM ((SELECT {plain} FROM read_parquet('{parquet}')) EXCEPT ALL (SELECT {cells} FROM {read}))"));
        }
    }

    [Fact]
    public async Task Parquet_Queried_GivesTheValuesOfTheDossiers()
    {
        using var folder = new TemporaryFolder();
        await WriteAsync(folder, TestDossiers.Small, quotes: false);
        using var database = Open();
        string File(string table) => $"read_parquet('{folder["parquet", "parquet", table + ".parquet"]}')";
        Assert.Equal(0.8125, Scalar(database, $"SELECT probability_p1 FROM {File("suggestions")} WHERE sequence = 11"));
        Assert.Equal("=HYPERLINK(\"http://x\")", Scalar(database, $"SELECT site FROM {File("calls")} WHERE end_reason = 'failed'"));
        Assert.Equal("2026-03-28 22:41:07.25+00", Scalar(database, $"SELECT CAST(started_at AS VARCHAR) FROM {File("calls")} ORDER BY started_at LIMIT 1"));
        Assert.Equal(2L, Scalar(database, $"SELECT count(*) FROM {File("calls")} WHERE arm IS NULL"));
        // The primary outcome as an evaluator would ask for it: from pick-up to the first suggestion of P1 or worse that was shown.
        Assert.Equal(23.4, Scalar(database, $"""
            SELECT round(min(epoch(s."at") - epoch(c."at")), 3) FROM {File("suggestions")} s JOIN {File("clocks")} c USING (call_key)
            WHERE c.clock = 'pick_up' AND s.shown AND s.priority IN ('P0', 'P1')
            """));
    }

    [Fact]
    public async Task Documentation_Query_RunsAndGivesTheTime()
    {
        using var folder = new TemporaryFolder();
        var full = TestDossiers.Full(0);
        await WriteAsync(folder, TestDossiers.Of([full with { Suggestions = [full.Suggestions[0], full.Suggestions[1] with { Priority = Triage.Core.Assessment.Priority.P0 }] }]), quotes: false);
        using var database = Open();
        var text = await File.ReadAllTextAsync(Triage.Tests.TestPaths.InRoot("docs", "exports.md"), TestContext.Current.CancellationToken);
        var start = text.IndexOf("```sql\n", StringComparison.Ordinal) + 7;
        var query = text[start..text.IndexOf("```", start, StringComparison.Ordinal)].Replace("'parquet/", $"'{folder["parquet", "parquet"]}/", StringComparison.Ordinal);
        using var command = database.CreateCommand();
        command.CommandText = query;
        using var rows = command.ExecuteReader();
        Assert.True(rows.Read());
        Assert.Equal(("visible", 23.4), (rows.GetString(0), Math.Round(rows.GetDouble(1), 3)));
        Assert.False(rows.Read());
    }

    [Fact]
    public async Task Parquet_ManyRows_AreSplitIntoBoundedRowGroups()
    {
        using var folder = new TemporaryFolder();
        var calls = ParquetTableWriter.RowsPerGroup / 2 + 100;
        await new ExportRun(TestDossiers.Options).WriteAsync(
            new(TestDossiers.Generate(calls), TestDossiers.Of([]).Outages), ExportFormat.Parquet, folder["parquet"], ct: TestContext.Current.CancellationToken);
        using var database = Open();
        var file = folder["parquet", "parquet", "clocks.parquet"];
        Assert.Equal(2L, Scalar(database, $"SELECT count(DISTINCT row_group_id) FROM parquet_metadata('{file}')"));
        Assert.InRange((long)Scalar(database, $"SELECT max(row_group_num_rows) FROM parquet_metadata('{file}')"), ParquetTableWriter.RowsPerGroup, ParquetTableWriter.RowsPerGroup + 2);
        Assert.Equal("SNAPPY", Scalar(database, $"SELECT max(compression) FROM parquet_metadata('{file}')"));
        Assert.Equal(Enumerable.Range(0, calls).Count(i => i % 8 != 7) * 3L, Scalar(database, $"SELECT count(*) FROM read_parquet('{file}')"));
    }

    private static async Task WriteAsync(TemporaryFolder folder, EvaluationData data, bool quotes)
    {
        var run = new ExportRun(TestDossiers.Options with { Quotes = quotes });
        await run.WriteAsync(data, ExportFormat.Csv, folder["csv"], ct: TestContext.Current.CancellationToken);
        await run.WriteAsync(data, ExportFormat.Parquet, folder["parquet"], ct: TestContext.Current.CancellationToken);
    }

    private static DuckDBConnection Open()
    {
        var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var zone = connection.CreateCommand();
        zone.CommandText = "SET TimeZone = 'UTC'";
        zone.ExecuteNonQuery();
        return connection;
    }

    private static object Scalar(DuckDBConnection database, string sql)
    {
        using var command = database.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() is { } value and not DBNull ? value : throw new InvalidOperationException("no value: " + sql);
    }

    private static string Name(Column column) => $"\"{column.Name}\"";

    private static string Sql(ColumnType type) => type switch
    {
        ColumnType.Text => "VARCHAR",
        ColumnType.Whole => "BIGINT",
        ColumnType.Number => "DOUBLE",
        ColumnType.Boolean => "BOOLEAN",
        ColumnType.Instant => "TIMESTAMPTZ",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type.ToString("D"), string.Create(CultureInfo.InvariantCulture, $"unknown type {type}")),
    };
}
