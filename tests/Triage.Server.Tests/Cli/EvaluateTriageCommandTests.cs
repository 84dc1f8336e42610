using System.Text.Json;
using Triage.Tests;

namespace Triage.Server.Tests.Cli;

public sealed class EvaluateTriageCommandTests
{
    [Fact(Timeout = 30_000)]
    public async Task Json_OfACardiacArrest_HasTheContractsShapeAndSaysWhenP0Came()
    {
        using var folder = new TemporaryFolder();
        var calls = folder.File("calls.jsonl", File.ReadLines(TestPaths.InRoot("samples", "calls.jsonl")).First());
        var cli = new CliRun(new());

        Assert.Equal(0, await cli.RunAsync("evaluate", "triage", "--calls", calls, "--json"));

        var keys = JsonKeys.Of(cli.Out);
        Assert.Equal(["schema", "calls_file", "model", "words", "summary.calls", "summary.abstained", "summary.priority.exact", "summary.priority.acceptable",
            "summary.priority.under_triage", "summary.priority.p0_recall"], keys.Take(10));
        Assert.Equal(
        [
            "call", "priority.code", "priority.probability", "priority.distribution.P0", "priority.distribution.P1", "priority.distribution.P2",
            "priority.distribution.P3", "priority.distribution.NR", "care_level", "motive.code", "motive.label", "motive.probability",
            "alternatives[].code", "alternatives[].label", "alternatives[].probability",
            "findings[].code", "findings[].status", "findings[].probability",
            "findings[].evidence[].channel", "findings[].evidence[].start_s", "findings[].evidence[].end_s", "findings[].evidence[].quote",
            "first_p0_s", "abstained", "reason", "expected.priority", "expected.care_level", "expected.motive",
            "priority_acceptable", "under_triaged", "motive_acceptable",
        ], keys.Where(k => k.StartsWith("calls[].", StringComparison.Ordinal) && k != "calls[].priority.rule").Select(k => k["calls[].".Length..]));
        using var report = JsonDocument.Parse(cli.Out);
        Assert.Equal("triage.evaluate.triage/1", report.RootElement.GetProperty("schema").GetString());
        var call = report.RootElement.GetProperty("calls")[0];
        Assert.Equal("P0", call.GetProperty("priority").GetProperty("code").GetString());
        Assert.Equal("M01.01", call.GetProperty("motive").GetProperty("code").GetString());
        Assert.InRange(call.GetProperty("first_p0_s").GetDouble(), 1, 60);
        Assert.Equal(JsonValueKind.Null, report.RootElement.GetProperty("summary").GetProperty("findings").GetProperty("status_accuracy").ValueKind);
    }

    [Fact(Timeout = 30_000)]
    public async Task Table_OfSampleCalls_LeavesOutRatesWithoutLabels()
    {
        var cli = new CliRun(new());

        Assert.Equal(0, await cli.RunAsync("evaluate", "triage", "--calls", TestPaths.InRoot("samples", "calls.jsonl")));

        Assert.Matches("Appels [^\n]+ 6 \\(calls.jsonl\\)\n", cli.Out);
        Assert.Matches("Statut d'un signe bien trouvé +-\n", cli.Out);
        Assert.Contains("100 %  Appels : 6 sur 6\n", cli.Error, StringComparison.Ordinal);
    }

    [Theory(Timeout = 30_000)]
    [InlineData(2, "absent.jsonl n'existe pas", "absent.jsonl", null)]
    [InlineData(1, "line 2", "c.jsonl", """{"call":"b","priority":"P9","motive":"M01.01","turns":[]}""")]
    public async Task Calls_Unusable_AreNamed(int code, string message, string file, string? second)
    {
        using var folder = new TemporaryFolder();
        if (second is not null)
            folder.File(file, File.ReadLines(TestPaths.InRoot("samples", "calls.jsonl")).First(), second);
        var cli = new CliRun(new());

        Assert.Equal(code, await cli.RunAsync("evaluate", "triage", "--calls", Path.Combine(folder.Path, file)));

        Assert.Contains(message, cli.Error, StringComparison.Ordinal);
        Assert.Empty(cli.Out);
    }
}
