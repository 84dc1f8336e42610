using System.Text.Json;
using Triage.Core.Calls;
using Triage.Core.Speech;
using Triage.Server.Benchmarks.Load;
using Triage.Server.Cli;
using Triage.Server.Tests.Benchmarks.Load;

namespace Triage.Server.Tests.Cli;

public sealed class BenchLoadCommandTests
{
    private static readonly string[] s_level =
    [
        "calls", "factor", "discipline", "open_admission", "bars[].name", "bars[].value", "bars[].at_least", "bars[].met", "bars[].at_most",
        "clients.window_s", "clients.finals.expected", "clients.finals.delivered", "clients.finals.in_window", "clients.finals.on_time", "clients.finals.on_time_share",
        .. Latency("clients.finals.endpointing_ms"), .. Latency("clients.finals.queue_ms"), .. Latency("clients.finals.recognition_ms"),
        .. Latency("clients.finals.after_endpoint_ms"), .. Latency("clients.finals.total_ms"), .. Latency("clients.finals.seen_ms"),
        "clients.partials.in_window", "clients.partials.speech_s", "clients.partials.per_speech_s", .. Latency("clients.partials.lag_ms"),
        .. Latency("clients.suggestions.after_final_ms"), .. Latency("clients.suggestions.after_speech_ms"),
        "clients.calls.opened", "clients.calls.completed", "clients.calls.refused", "clients.audio_s", "clients.audio_lost_s", "clients.gaps", "clients.events_superseded",
        "clients.degraded[].what", "clients.degraded[].announcements", "clients.degraded[].call_seconds", "clients.degraded[].longest_s",
        "clients.cpu_s", "clients.send_late_p95_ms", "clients.send_late_max_ms",
        "server.cpu_s", "server.working_set_mb", "server.peak_working_set_mb", "server.allocated_bytes_per_s", "server.collections", "server.pause_total_ms",
        "server.pause_max_ms", "server.queue_depth_mean", "server.queue_depth_p95", "server.lane_use", "server.partials", "server.partials_dropped", "server.utterances_announced", "server.finals_emitted",
        "server.finals_completed", "server.finals_on_time", "server.finals_feasible",
    ];

    [Fact]
    public void Json_OfAReport_IsTheContract()
    {
        var json = LoadReportJson.Write(SampleLoad.Report);

        Assert.Equal(
        [
            "schema", "started_at", "version", "machine.processor", "machine.architecture", "machine.os", "machine.runtime", "machine.processors",
            "seconds", "warm_up_s", "seed", "recordings", "recordings_s", "capacity_calls", "capacity_searched",
            "search[].calls", "search[].within_bars",
            .. s_level.Select(m => $"levels[].{m}"), .. s_level.Select(m => $"baseline[].{m}"), .. s_level.Select(m => $"admission.{m}"),
        ], JsonKeys.Of(json));
        Assert.Contains("\"schema\": \"triage.bench.load/1\"", json, StringComparison.Ordinal);
        Assert.Contains("\"discipline\": \"first_come_first_served\"", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Table_OfAReport_HasAColumnForEachLevelAndNamesTheBaseline()
    {
        var table = LoadReportTable.Render(SampleLoad.Report);

        Assert.Matches("Appels simultanés +8 \\(0,8x\\) +10 \\(1x\\) +15 \\(1,5x\\) +20 \\(2x\\) +10 \\(1x\\) +20 \\(2x\\) +20 \\(2x\\)\n", table);
        Assert.Contains("Capacité                                      10 appels simultanés (mesurée)\n", table, StringComparison.Ordinal);
        Assert.Matches("Objectifs +atteints +atteints +atteints +atteints +- +- +-\n", table);
        Assert.Matches("mode dégradé « partials », 4 annonces, 9,3 s au plus", table);
        Assert.Equal("objectif manqué à 2x : audio_lost_s vaut 0,5, attendu au plus 0", LoadReportTable.Miss(2, new("audio_lost_s", 0.5, 0, true)));
    }

    [Theory(Timeout = 30_000)]
    [InlineData("--calls vaut « 0 »", "--calls", "0")]
    [InlineData("--seconds vaut « 0 »", "--seconds", "0")]
    [InlineData("--overload vaut « 99 »", "--overload", "99")]
    [InlineData("--audio", "--audio", "absent")]
    public async Task Usage_Wrong_IsNamed(string message, params string[] args)
    {
        var cli = new CliRun(new());

        Assert.Equal(2, await cli.RunAsync(["bench", "load", .. args]));

        Assert.Contains(message, cli.Error, StringComparison.Ordinal);
        Assert.Empty(cli.Out);
    }

    [Fact(Timeout = 60_000)]
    public async Task Help_DoesNotShowTheCallersOrTheQueue()
    {
        var cli = new CliRun(new());

        Assert.Equal(0, await cli.RunAsync("bench", "--help"));
        Assert.Equal(0, await cli.RunAsync("bench", "load", "--help"));

        Assert.DoesNotContain(ClientProcess.Command, cli.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("--queue", cli.Out, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task Load_OfTwoCallsFromAnotherProcess_IsMeasuredAndWritten()
    {
        using var folder = new TemporaryFolder();
        var desk = new ScriptedDesk { Prepare = call => call.OnAudio = Talk() };
        var cli = new CliRun(desk);

        var code = await cli.RunAsync("bench", "load", "--calls", "2", "--seconds", "3", "--overload", "1", "--queue", "deadline", "--json", "--out", folder.Path);

        using var report = JsonDocument.Parse(cli.Out);
        var level = report.RootElement.GetProperty("levels")[0];
        var seen = level.GetProperty("clients");
        var finals = seen.GetProperty("finals");
        Assert.True(code == 0 || cli.Error.Contains("finals_delivered", StringComparison.Ordinal), cli.Error);
        // The script does not end an utterance when its call ends, as the product does: one a call may be open then.
        Assert.InRange(finals.GetProperty("expected").GetInt32() - finals.GetProperty("delivered").GetInt32(), 0, 2);
        Assert.InRange(finals.GetProperty("in_window").GetInt32(), 2, 8);
        Assert.InRange(finals.GetProperty("queue_ms").GetProperty("p50").GetDouble(), 39.9, 40.1);
        Assert.InRange(desk.List().Count, 2, 12);
        Assert.Equal(0, seen.GetProperty("audio_lost_s").GetDouble());
        Assert.InRange(seen.GetProperty("cpu_s").GetDouble(), 0.001, 10);
        Assert.True(level.GetProperty("server").GetProperty("allocated_bytes_per_s").GetDouble() > 0);
        Assert.True(File.Exists(Path.Combine(folder.Path, "load.json")));
        Assert.True(new FileInfo(Path.Combine(folder.Path, "load.png")).Length > 10_000);
    }

    [Fact(Timeout = 60_000)]
    public async Task Load_ThatMissesABar_NamesItAndExitsWith1()
    {
        using var folder = new TemporaryFolder();
        var cli = new CliRun(new() { Prepare = call => call.OnAudio = Talk(queueMs: 700) });

        var code = await cli.RunAsync("bench", "load", "--calls", "1", "--seconds", "3", "--overload", "1", "--queue", "deadline", "--out", folder.Path);

        Assert.Equal(1, code);
        Assert.Contains("triage : objectif manqué à 1x : final_after_endpoint_p95_ms vaut 780, attendu au plus 600\n", cli.Error, StringComparison.Ordinal);
        Assert.Contains("Objectifs", cli.Out, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Latency(string name) => [$"{name}.p50", $"{name}.p95", $"{name}.p99", $"{name}.max"];

    /// <summary>One utterance a second: announced with a partial, half a second later its final and a suggestion.</summary>
    private static Func<double, IEnumerable<CallEvent>> Talk(double queueMs = 40)
    {
        var halves = 0;
        return heardS =>
        {
            if (heardS < 0.5 * (halves + 1))
                return [];
            var (startS, utterance) = (0.5 * (halves / 2 * 2) + 0.125, halves / 2 + 1);
            // A partial in one go with its final would be superseded by it.
            return halves++ % 2 == 0
                ? [new SpeechStarted(CallChannel.Caller, startS), new PartialTranscript(CallChannel.Caller, utterance, startS, startS + 0.3, "", "un", 120)]
                :
                [
                    new FinalTranscript(CallChannel.Caller, utterance, startS, startS + 0.5, "un", Array.Empty<RecognizedWord>(), false, new(500, queueMs, 80)),
                    Samples.Suggestion,
                ];
        };
    }
}
