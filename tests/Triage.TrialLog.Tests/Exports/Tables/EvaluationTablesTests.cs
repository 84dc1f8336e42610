using System.Globalization;
using System.Text.Json.Nodes;
using Triage.Core.Assessment;
using Triage.TrialLog.Exports;
using Triage.TrialLog.Exports.Tables;
using Triage.TrialLog.Records;

namespace Triage.TrialLog.Tests.Exports.Tables;

public sealed class EvaluationTablesTests
{
    [Fact]
    public void Tables_EveryMemberOfTheRecords_HasAColumn()
    {
        // Of each record one value is changed at a time: some cell must change with it, or the export loses it.
        var full = TestDossiers.Full(0);
        foreach (var property in typeof(CallRecord).GetProperties().Where(p => p.PropertyType == typeof(string) || p.PropertyType == typeof(double) || p.PropertyType == typeof(double?)))
        {
            var call = full.Call with { };
            property.SetValue(call, property.PropertyType == typeof(string) ? property.Name == "EndReason" ? "failed" : "other" : 77.5);
            Assert.NotEqual(Rows(full), Rows(full with { Call = call }));
        }
        foreach (var table in EvaluationTables.Create(quotes: true))
            Assert.True(table.Columns.Count >= 5, table.Name);
    }

    [Fact]
    public void Tables_Definitions_AreWhole()
    {
        var tables = EvaluationTables.Create(quotes: true);
        Assert.Equal(["calls", "allocations", "suggestions", "findings", "exposures", "decisions", "clocks", "adjudications", "outages"], tables.Select(t => t.Name));
        foreach (var table in tables)
        {
            Assert.Equal(table.Columns.Count, table.Columns.Select(c => c.Name).Distinct().Count());
            Assert.All(table.Key, k => Assert.True(table.Columns.Single(c => c.Name == k).Required, $"{table.Name}.{k}"));
            Assert.All(table.Columns, c => Assert.True(c is { English.Length: > 2, French.Length: > 2 }, $"{table.Name}.{c.Name}"));
            Assert.All(table.References, r => Assert.Equal(r.Key, tables.Single(t => t.Name == r.Table).Key));
        }
        Assert.Equal(["quote"], tables.SelectMany(t => t.Columns).Where(c => c.Words).Select(c => c.Name));
        Assert.DoesNotContain(EvaluationTables.Create(quotes: false).SelectMany(t => t.Columns), c => c.Words);
    }

    [Theory]
    [InlineData(1.5)]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    public void Read_ProbabilityOutOfRange_NamesTheColumnAndTheCall(double probability)
    {
        var dossier = TestDossiers.Full(3);
        dossier = dossier with { Suggestions = [dossier.Suggestions[1] with { MotiveProbability = probability }] };
        var failure = Assert.Throws<ExportException>(() => Rows(dossier));
        Assert.Contains("suggestions.motive_probability", failure.Message, StringComparison.Ordinal);
        Assert.Contains(TestDossiers.Key(3), failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_UnknownMotive_IsRefused()
    {
        var dossier = TestDossiers.Full(0);
        var failure = Assert.Throws<ExportException>(() => Rows(dossier with { Suggestions = [dossier.Suggestions[1] with { Motive = "M99.01" }] }));
        Assert.Contains("suggestions.motive", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+33", "'+33")]
    [InlineData("-2", "'-2")]
    [InlineData("@a", "'@a")]
    [InlineData("\tx", "'\tx")]
    [InlineData("＝1", "'＝1")]
    [InlineData("'a", "''a")]
    [InlineData("a=1", "a=1")]
    [InlineData("", "")]
    public void Disarm_TextsOfSpreadsheets_AreNoFormulas(string text, string written) => Assert.Equal(written, CsvText.Disarm(text));

    [Fact]
    public async Task DataPackage_EveryResource_DescribesItsFile()
    {
        using var folder = new TemporaryFolder();
        await new ExportRun(TestDossiers.Options).WriteAsync(TestDossiers.Small, ExportFormat.Csv, folder["out"], ct: TestContext.Current.CancellationToken);
        var package = JsonNode.Parse(await File.ReadAllTextAsync(folder["out", "datapackage.json"], TestContext.Current.CancellationToken))!;
        var resources = package["resources"]!.AsArray();
        Assert.Equal(9, resources.Count);
        foreach (var resource in resources)
        {
            var lines = await File.ReadAllLinesAsync(folder["out", (string)resource!["path"]!], TestContext.Current.CancellationToken);
            Assert.Equal(lines[0].Split(','), resource["schema"]!["fields"]!.AsArray().Select(f => (string)f!["name"]!));
            Assert.Equal(new FileInfo(folder["out", (string)resource["path"]!]).Length, (long)resource["bytes"]!);
        }
        Assert.Equal(["P0", "P1", "P2", "P3", "NR"], Enum(resources, "suggestions", "priority"));
        Assert.Equal(MotiveCatalogue.All.Select(m => m.Code), Enum(resources, "suggestions", "motive"));
    }

    [Fact]
    public void SmallCells_FewAlike_AreToldAndManyAreNot()
    {
        var cells = new SmallCells(SmallCells.UsualThreshold);
        for (var i = 0; i < SmallCells.UsualThreshold; i++)
            cells.Add(TestDossiers.Full(i).Call);
        cells.Add(TestDossiers.Full(0).Call with { PatientAgeYears = 101, PatientSex = "F" });
        Assert.Equal((2, 1, 1L), (cells.Combinations, cells.Small, cells.SmallCalls));
        using var output = new MemoryStream();
        cells.Write(output);
        Assert.Equal("age_band,patient_sex,caller_kind,origin,calls\n100-109,F,FAMILLE,15,1\n", System.Text.Encoding.UTF8.GetString(output.ToArray()));
    }

    private static IEnumerable<string> Enum(JsonArray resources, string table, string column) => resources.Single(r => (string)r!["name"]! == table)!["schema"]!["fields"]!.AsArray()
        .Single(f => (string)f!["name"]! == column)!["constraints"]!["enum"]!.AsArray().Select(c => (string)c!);

    private static List<string> Rows(CallDossier dossier)
    {
        var rows = new List<string>();
        foreach (var table in EvaluationTables.Create(quotes: true))
            table.Read(dossier, row => rows.Add(string.Join('|', row.ToArray().Select(c => c.ToString()))));
        Assert.NotEmpty(rows.Select(r => r.ToString(CultureInfo.InvariantCulture)));
        return rows;
    }
}
