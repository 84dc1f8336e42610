using System.Globalization;
using Npgsql;
using Triage.TrialLog.Exports;
using Triage.TrialLog.Exports.Omop;

namespace Triage.TrialLog.Tests.Exports.Omop;

public sealed class OmopWriterTests
{
    private static readonly string[] s_hostileSites = ["'+33600000000"];

    [Fact(Timeout = 600_000)]
    public async Task Export_LoadedIntoPostgreSql_KeepsRowsKeysAndValues()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var cluster = await PostgresCluster.StartAsync(ct);
        using var folder = new TemporaryFolder();
        await new ExportRun(TestDossiers.Options with { Quotes = true }).WriteAsync(
            TestDossiers.Of([.. Enumerable.Range(0, 400).Select(TestDossiers.Full), TestDossiers.Refused(400), TestDossiers.Hostile(401)]), ExportFormat.Omop, folder["out"], ct: ct);
        await cluster.PsqlAsync(folder["out"], OmopSql.Load, ct);

        await using var database = new NpgsqlConnection(cluster.ConnectionString);
        await database.OpenAsync(ct);
        Assert.Equal(402L, await ScalarAsync(database, "SELECT count(*) FROM omop.person"));
        Assert.Equal(402L, await ScalarAsync(database, "SELECT count(*) FROM omop.visit_occurrence"));
        Assert.Equal(401L, await ScalarAsync(database, "SELECT count(*) FROM omop.note"));
        Assert.Equal(1201L, await ScalarAsync(database, "SELECT count(*) FROM omop.note_nlp"));
        Assert.Equal(1L, await ScalarAsync(database, "SELECT count(*) FROM omop.cdm_source"));
        Assert.Equal(11L, await ScalarAsync(database, "SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND connamespace = 'omop'::regnamespace AND convalidated"));
        // What an evaluator asks: how often what was shown as P1 or worse was a vital emergency.
        Assert.Equal(400L, await ScalarAsync(database, """
            SELECT count(DISTINCT s.person_id) FROM omop.observation s JOIN omop.observation r USING (person_id)
            WHERE s.observation_source_value = 'suggestion.priority' AND s.value_as_string IN ('P0', 'P1') AND s.qualifier_source_value = 'shown'
              AND r.observation_source_value = 'reference.vital_emergency' AND r.value_as_string = 'true'
            """));
        Assert.Equal(0.8125m, await ScalarAsync(database, "SELECT value_as_number FROM omop.observation WHERE person_id = 1 AND value_source_value = '11' AND observation_source_value = 'suggestion.priority'"));
        // A quote stands in the note where its offset says.
        Assert.Equal(0L, await ScalarAsync(database, """
            SELECT count(*) FROM (SELECT note_id, regexp_replace(snippet, '^''', '') AS quote, "offset"::int AS start FROM omop.note_nlp WHERE snippet IS NOT NULL) f
            JOIN omop.note n USING (note_id) WHERE substr(n.note_text, f.start + 1, length(f.quote)) <> f.quote
            """));
        Assert.Equal(801L, await ScalarAsync(database, "SELECT count(snippet) FROM omop.note_nlp"));
        Assert.Equal(s_hostileSites, await ColumnAsync(database, "SELECT provider_source_value FROM omop.provider WHERE provider_source_value LIKE '''%'"));
        Assert.Equal("2026-03-28 23:41:07.25", await ScalarAsync(database, "SELECT visit_start_datetime::text FROM omop.visit_occurrence WHERE visit_occurrence_id = 1"));
    }

    [Fact(Timeout = 600_000)]
    public async Task Export_Concepts_AreInTheVocabularyThatItNames()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var cluster = await PostgresCluster.StartAsync(ct);
        using var folder = new TemporaryFolder();
        await new ExportRun(TestDossiers.Options).WriteAsync(TestDossiers.Small, ExportFormat.Omop, folder["out"], ct: ct);
        await cluster.PsqlAsync(folder["out"], OmopSql.Load, ct);
        var concepts = string.Join(", ", OmopConcepts.All.Select(c => string.Create(CultureInfo.InvariantCulture, $"({c})")));
        await File.WriteAllTextAsync(folder["out", "site.sql"], $"SET search_path TO omop;\nCREATE TABLE concept (concept_id integer PRIMARY KEY);\nINSERT INTO concept VALUES {concepts};\n\\ir vocabulary.sql\n", ct);
        await cluster.PsqlAsync(folder["out"], "site.sql", ct);

        // Loaded twice it says so and leaves what is there.
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => cluster.PsqlAsync(folder["out"], OmopSql.Load, ct));
        Assert.Contains("already exists", failure.Message, StringComparison.Ordinal);
        await using var database = new NpgsqlConnection(cluster.ConnectionString);
        await database.OpenAsync(ct);
        Assert.Equal(3L, await ScalarAsync(database, "SELECT count(*) FROM omop.person"));
    }

    [Fact]
    public async Task Export_LongAttribute_IsCutAndTold()
    {
        using var folder = new TemporaryFolder();
        var full = TestDossiers.Full(0);
        var result = await new ExportRun(TestDossiers.Options).WriteAsync(
            TestDossiers.Of([full with { Call = full.Call with { Origin = new('o', 500) } }]), ExportFormat.Omop, folder["out"], ct: TestContext.Current.CancellationToken);
        Assert.Contains(result.Notices, n => n.English.StartsWith("1 values are cut", StringComparison.Ordinal));
        Assert.Contains($"{new string('o', 58)}…,", await File.ReadAllTextAsync(folder["out", "observation.csv"], TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_KeyThatDoesNotFit_IsNamed()
    {
        using var folder = new TemporaryFolder();
        var full = TestDossiers.Full(0);
        var failure = await Assert.ThrowsAsync<ExportException>(() => new ExportRun(TestDossiers.Options).WriteAsync(
            TestDossiers.Of([full with { Call = full.Call with { CallKey = new('k', 51) } }]), ExportFormat.Omop, folder["out"], ct: TestContext.Current.CancellationToken));
        Assert.Contains("person.person_source_value", failure.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Load_EveryTable_ComesAfterThoseItPointsTo()
    {
        var order = OmopTable.All.Select(t => t.Name).ToList();
        Assert.All(OmopTable.All, t => Assert.All(t.Columns.Where(c => c.Table is not null && c.Table != t.Name), c => Assert.True(order.IndexOf(c.Table!) < order.IndexOf(t.Name))));
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection database, string sql)
    {
        await using var command = new NpgsqlCommand(sql, database);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<List<string>> ColumnAsync(NpgsqlConnection database, string sql)
    {
        await using var command = new NpgsqlCommand(sql, database);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var values = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            values.Add(reader.GetString(0));
        return values;
    }
}
