using System.Text.Json;
using System.Text.RegularExpressions;
using Triage.Core.Assessment;
using Triage.Core.Calls;
using Triage.Tests;

namespace Triage.Server.Tests.Cli;

public sealed class EvaluateTriageCommandTests
{
    private static readonly string s_arrest = Call("arret", "P0", "M01.01", "R1", "Il est inconscient, il ne respire pas.", """{"inconscience":{"status":"present","turn":1,"quote":"inconscient","annotators":2}}""");
    private static readonly string s_fever = Call("fievre", "P3", "M03.01", "R3", "Mon bébé a bu son biberon et il a de la fièvre depuis hier soir.", """{"fievre":{"status":"present","turn":1,"quote":"fièvre","annotators":1}}""");

    private static string Call(string id, string priority, string motive, string care, string said, string findings) => $$"""
        {"call":"{{id}}","priority":"{{priority}}","motive":"{{motive}}","care_level":"{{care}}","caller":"famille","patient":{"sex":"M"},"findings":{{findings}},"turns":[{"turn":0,"speaker":"operator","text":"Samu bonjour, que se passe-t-il ?","start_s":0,"end_s":2},{"turn":1,"speaker":"caller","text":"{{said}}","start_s":3,"end_s":6}]}
        """;

    [Fact(Timeout = 30_000)]
    public async Task Json_OfACardiacArrest_SaysWhenP0Came()
    {
        using var folder = new TemporaryFolder();
        var calls = folder.File("calls.jsonl", File.ReadLines(TestPaths.InRoot("samples", "calls.jsonl")).First());
        var cli = new CliRun(new());

        Assert.Equal(0, await cli.RunAsync("evaluate", "triage", "--calls", calls, "--json"));

        using var report = JsonDocument.Parse(cli.Out);
        Assert.Equal("triage.evaluate.triage/2", report.RootElement.GetProperty("schema").GetString());
        var call = report.RootElement.GetProperty("calls")[0];
        Assert.Equal("P0", call.GetProperty("priority").GetProperty("code").GetString());
        Assert.Equal("M01.01", call.GetProperty("motive").GetProperty("code").GetString());
        Assert.InRange(call.GetProperty("first_p0_s").GetDouble(), 1, 60);
        Assert.Equal(JsonValueKind.Null, report.RootElement.GetProperty("summary").GetProperty("findings").GetProperty("status_accuracy").ValueKind);
    }

    [Fact(Timeout = 30_000)]
    public async Task Html_OfFullyLabelledCalls_IsOnePageThatLoadsNothingAndHoldsNoWordOfACall()
    {
        using var folder = new TemporaryFolder();
        var page = Path.Combine(folder.Path, "rapport.html");
        var cli = new CliRun(new());

        Assert.Equal(0, await cli.RunAsync("evaluate", "triage", "--calls", folder.File("calls.jsonl", s_arrest, s_fever), "--html", page));

        var html = await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken);
        Assert.DoesNotMatch(new Regex("https?://|src=|<script|<link|@import|url\\(", RegexOptions.IgnoreCase), html);
        Assert.True(Regex.Count(html, "<svg ") >= 7);
        Assert.Equal(Regex.Count(html, "<svg "), Regex.Count(html, "</svg>"));
        Assert.DoesNotContain("NaN", html, StringComparison.Ordinal);
        Assert.Contains("arret", html, StringComparison.Ordinal);
        Assert.DoesNotContain("ne respire pas", html, StringComparison.Ordinal);
        Assert.DoesNotContain("biberon", html, StringComparison.Ordinal);
    }

    [Fact(Timeout = 30_000)]
    public async Task Audio_ARecordedCall_IsJudgedByTheSuggestionsOfTheDesk()
    {
        using var folder = new TemporaryFolder();
        var audio = Path.GetRelativePath(folder.Path, TestPaths.InRoot("models", "whisper-base-fr", "reference", "00.wav"));
        folder.File("manifest.jsonl", JsonSerializer.Serialize(new Dictionary<string, string> { ["call"] = "fievre", ["wav"] = audio }));
        var suggestion = new Suggestion(
            new(Priority.P0, 0.9, [0.9, 0.1, 0, 0, 0]), new(CareLevel.R1, 1, [1, 0, 0, 0]), new("M03.01", "", 1), [], [], null, AbstentionReason.None, "");
        var said = false;
        var cli = new CliRun(new() { Prepare = call => call.OnAudio = at => at > 1 && !said ? Say() : [] });
        IEnumerable<CallEvent> Say()
        {
            said = true;
            return [new SuggestionMade(0.75, suggestion, 1)];
        }

        Assert.Equal(0, await cli.RunAsync("evaluate", "triage", "--calls", folder.File("calls.jsonl", s_arrest, s_fever), "--audio", folder.Path, "--json"));

        using var report = JsonDocument.Parse(cli.Out);
        Assert.Equal("recognised", report.RootElement.GetProperty("words").GetString());
        var summary = report.RootElement.GetProperty("summary");
        Assert.Equal((1, 1), (summary.GetProperty("calls").GetInt32(), summary.GetProperty("without_audio").GetInt32()));
        Assert.Equal(1, summary.GetProperty("rates_from_words").GetProperty("calls").GetInt32());
        var call = Assert.Single(report.RootElement.GetProperty("calls").EnumerateArray());
        Assert.Equal("P0", call.GetProperty("priority").GetProperty("code").GetString());
        Assert.Equal(0.75, call.GetProperty("first_p0_s").GetDouble());
        Assert.Contains("100 %  Enregistrements : 1 sur 1\n", cli.Error, StringComparison.Ordinal);
    }

    [Theory(Timeout = 30_000)]
    [InlineData(2, "--audio : ", "--audio", "absent")]
    [InlineData(1, "no such file", "--audio", ".")]
    [InlineData(2, "--html : le dossier de ", "--html", "absent/rapport.html")]
    public async Task Paths_Unusable_AreNamed(int code, string message, string option, string value)
    {
        using var folder = new TemporaryFolder();
        var cli = new CliRun(new());

        Assert.Equal(code, await cli.RunAsync("evaluate", "triage", "--calls", folder.File("calls.jsonl", s_fever), option, Path.Combine(folder.Path, value)));

        Assert.Contains(message, cli.Error, StringComparison.Ordinal);
        Assert.Empty(cli.Out);
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
