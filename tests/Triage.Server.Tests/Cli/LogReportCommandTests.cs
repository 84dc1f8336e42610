using System.Text.Json;

namespace Triage.Server.Tests.Cli;

public sealed class LogReportCommandTests
{
    [Fact]
    public async Task Report_OfASimulatedTrial_IsAPageAndItsFigures()
    {
        using var folder = new TemporaryFolder();
        var (log, report) = (Path.Combine(folder.Path, "log"), Path.Combine(folder.Path, "report"));
        var prices = folder.File("prices.json", """{"host_euros":4000,"host_years":5,"euros_per_kwh":0.2,"busy_watts":120,"idle_watts":40,"support_euros_per_year":3000}""");
        var speech = folder.File("speech.json", """{"schema":"triage.evaluate.speech/1","word_error_rate":{"value":0.2,"low":0.15,"high":0.25},"critical_term_recall":null,"negations":{"checked":9,"lost":1,"invented":1}}""");
        var protocol = folder.File("protocol.json", """{"schema":"triage.protocol/1","alert_budget_per_100_calls":3,"small_cell_threshold":12}""");
        var run = new CliRun(new ScriptedDesk());
        Assert.Equal(0, await run.RunAsync("trial", "simulate", "--calls", "300", "--vital-share", "0.2", "--seed", "3", "--out", log));
        var profile = Triage.Tests.TestPaths.InRoot("hardware-profiles", "cpu-2-cores-avx512vnni.json");
        Assert.True(await run.RunAsync("log", "report", "--log", log, "--out", report, "--prices", prices, "--profile", profile, "--speech", speech, "--protocol", protocol) == 0, run.Error);
        Assert.Contains("ESSAI SIMULÉ", run.Out, StringComparison.Ordinal);
        Assert.Contains("ESSAI SIMULÉ", await File.ReadAllTextAsync(Path.Combine(report, "report.html")), StringComparison.Ordinal);
        using var figures = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(report, "report.json")));
        var root = figures.RootElement;
        Assert.Equal(300, root.GetProperty("flow").GetProperty("calls").GetInt32());
        Assert.True(root.GetProperty("source").GetProperty("simulated").GetBoolean());
        Assert.Equal(64, root.GetProperty("source").GetProperty("protocol_sha256").GetString()!.Length);
        Assert.Equal(12, root.GetProperty("plan").GetProperty("small_cell").GetInt32());
        Assert.Contains(3, root.GetProperty("accuracy").GetProperty("budgets").EnumerateArray().Select(b => b.GetProperty("per_hundred").GetDouble()));
        Assert.Equal(0.2, root.GetProperty("speech").GetProperty("word_error_rate").GetProperty("value").GetDouble());
        Assert.True(root.GetProperty("economics").GetProperty("euros_per_call").GetDouble() > 0);
    }

    [Theory]
    [InlineData("--from", "hier", "--from")]
    [InlineData("--prices", "nowhere.json", "--prices")]
    [InlineData("--log", "no-such-folder", "no-such-folder")]
    public async Task Report_WhatCannotBeUsed_IsNamed(string option, string value, string named)
    {
        using var folder = new TemporaryFolder();
        var run = new CliRun(new ScriptedDesk());
        Assert.NotEqual(0, await run.RunAsync("log", "report", "--out", folder.Path, option, value));
        Assert.Contains(named, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Adjudicate_ThenReport_HasAReference()
    {
        using var folder = new TemporaryFolder();
        var log = Path.Combine(folder.Path, "log");
        var run = new CliRun(new ScriptedDesk());
        Assert.Equal(0, await run.RunAsync("trial", "simulate", "--calls", "20", "--out", log));
        Assert.Equal(1, await run.RunAsync("trial", "adjudicate", folder.File("a.csv", "call,adjudicator,vital_emergency,source,at", "nobody,a,oui,recording,2026-03-01"), "--log", log));
        Assert.Contains("ligne 2 : l'appel nobody", run.Error, StringComparison.Ordinal);
        Assert.Equal(0, await run.RunAsync("log", "report", "--log", log, "--out", folder.Path, "--json"));
        Assert.Equal(2, await run.RunAsync("trial", "adjudicate", Path.Combine(folder.Path, "none.csv"), "--log", log));
    }

    [Fact]
    public async Task Simulate_IntoAFolderInUse_IsRefused()
    {
        using var folder = new TemporaryFolder();
        folder.File("kept.txt", "kept");
        var run = new CliRun(new ScriptedDesk());
        Assert.Equal(2, await run.RunAsync("trial", "simulate", "--out", folder.Path));
        Assert.Equal(2, await run.RunAsync("trial", "simulate", "--effect", "-1", "--out", Path.Combine(folder.Path, "new")));
        Assert.Contains("--effect", run.Error, StringComparison.Ordinal);
        Assert.Single(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task Size_OfTwoShares_CountsCallsAndClusters()
    {
        var run = new CliRun(new ScriptedDesk());
        Assert.Equal(0, await run.RunAsync("trial", "size", "--shadow", "0.5", "--visible", "0.75", "--power", "0.9", "--vital-share", "0.1", "--per-operator", "5", "--icc", "0.25", "--json"));
        using var json = JsonDocument.Parse(run.Out);
        // R gives 76.707 an arm; twice that for a design effect of 2.
        Assert.Equal((154, 77, 3080), (
            json.RootElement.GetProperty("two_proportions").GetProperty("per_arm").GetInt32(), json.RootElement.GetProperty("two_proportions").GetProperty("independent").GetInt32(),
            json.RootElement.GetProperty("calls").GetInt32()));
        Assert.Equal(2, await run.RunAsync("trial", "size", "--shadow", "0.5"));
        Assert.Equal(2, await run.RunAsync("trial", "size", "--shadow", "0.5", "--visible", "0.5"));
    }
}
