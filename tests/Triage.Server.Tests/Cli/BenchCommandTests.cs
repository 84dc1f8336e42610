using Triage.Server.Benchmarks;
using Triage.Server.Cli;

namespace Triage.Server.Tests.Cli;

public sealed class BenchCommandTests
{
    private static readonly StageReport Report = new(
        new("AMD EPYC 9R45", 2, "X64", "Debian 13", ".NET 10.0.0", "0.1.0+16a1733"), new(2026, 11, 24, 11, 30, 5, TimeSpan.FromHours(1)),
        new("whisper-base-fr", "v6", "text-encoder/use-fr", "abc"),
        [
            new("encode", "call", 5, "window_s", new(40, 21, 20.12345, 25)),
            new("decoder_verify", "call", 8, "tokens", new(40, 8, 8, 9)),
            new("voice_activity", "frame", null, null, new(40, 0.04, 0.04, 0.05)),
        ],
        new(3.8, 0.0038, 0),
        new(6, 555.8, new(340, 31, 27, 53), new(340, 48, 42, 101), new(340, 7.5, 7, 13), new(340, 16, 15, 30), 0.76));

    [Fact]
    public void Json_OfAReport_IsTheContract()
    {
        var json = StageReportJson.Write(Report);

        Assert.Equal(
        [
            "schema", "started_at", "version", "machine.processor", "machine.architecture", "machine.os", "machine.runtime", "machine.processors", "threads",
            "models.speech", "models.voice_activity", "models.text_encoder", "models.triage",
            "stages[].stage", "stages[].per", "stages[].window_s", "stages[].repetitions", "stages[].median_ms", "stages[].p95_ms", "stages[].tokens",
            "front_end.ms_per_audio_s", "front_end.real_time_share", "front_end.bar", "front_end.bytes_per_frame",
            "partials.recordings", "partials.audio_s", "partials.partials",
            "partials.verified.mean_ms", "partials.verified.median_ms", "partials.verified.p95_ms",
            "partials.verified.mean_calls", "partials.verified.median_calls", "partials.verified.p95_calls",
            "partials.afresh.mean_ms", "partials.afresh.median_ms", "partials.afresh.p95_ms",
            "partials.afresh.mean_calls", "partials.afresh.median_calls", "partials.afresh.p95_calls",
            "partials.ms_ratio", "partials.calls_ratio", "partials.bar", "partials.same_tokens",
        ], JsonKeys.Of(json));
        Assert.Contains("\"schema\": \"triage.bench.stages/1\"", json, StringComparison.Ordinal);
        Assert.Contains("\"started_at\": \"2026-11-24T10:30:05Z\"", json, StringComparison.Ordinal);
        Assert.Contains("\"processor\": \"AMD EPYC 9R45\"", json, StringComparison.Ordinal);
        Assert.Contains("\"median_ms\": 20.1234", json, StringComparison.Ordinal);
        Assert.Contains("\"ms_ratio\": 0.6458", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Table_OfAReport_SaysWhichBarIsMissed()
    {
        var table = StageReportTable.Render(Report);

        Assert.Contains("0,65 / 0,47 (but 0,50 : manqué)", table, StringComparison.Ordinal);
        Assert.Contains("0,4 % du temps réel (but 1,0 % : atteint)", table, StringComparison.Ordinal);
        Assert.Matches("Machine +AMD EPYC 9R45, 2 cœurs\nDate \\(UTC\\) +2026-11-24 10:30\nVersion +0.1.0\\+16a1733\n", table);
        Assert.Matches("Encodeur, 5 s +20,123 +25,000\n", table);
    }

    [Fact]
    public void Json_OfAMachineWithoutProcessorName_SaysNull() =>
        Assert.Contains("\"processor\": null", StageReportJson.Write(Report with { Machine = Report.Machine with { Processor = null } }), StringComparison.Ordinal);

    [Theory(Timeout = 30_000)]
    [InlineData(2, "--models", "bench", "stages", "--models", "absent")]
    [InlineData(1, "manifeste absent", "bench", "stages", "--models", ".")]
    [InlineData(2, "commande", "bench")]
    public async Task Usage_Wrong_IsNamed(int code, string message, params string[] args)
    {
        var cli = new CliRun(new());

        Assert.Equal(code, await cli.RunAsync(args));

        Assert.Contains(message, cli.Error, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(cli.Out);
    }

    [Fact(Timeout = 30_000)]
    public async Task Help_NamesEveryCommandOnOneLine()
    {
        var cli = new CliRun(new());

        Assert.Equal(0, await cli.RunAsync("--help"));

        foreach (var command in (string[])["demo", "serve", "replay", "evaluate", "bench", "calibrate", "train", "model"])
            Assert.Matches($"(?m)^  {command}( <APPEL.wav>)? +\\S.{{20,}}$", cli.Out.ReplaceLineEndings("\n"));
    }
}
