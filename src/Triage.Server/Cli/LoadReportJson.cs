using System.Globalization;
using System.Text.Json;
using Triage.Core.Scheduling;
using Triage.Server.Benchmarks;
using Triage.Server.Benchmarks.Load;

namespace Triage.Server.Cli;

/// <summary>What <c>bench load --json</c> prints and load.json holds: a public contract named by <see cref="Schema"/>. Milliseconds unless the name says otherwise.</summary>
internal static class LoadReportJson
{
    public const string Schema = "triage.bench.load/1";
    public const string SoakSchema = "triage.bench.soak/1";

    public static string Write(LoadReport report) => ReportJson.Write(Schema, json =>
    {
        json.WriteString("started_at", report.StartedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        Machine(json, report.Machine);
        ReportJson.Number(json, "seconds", report.Settings.Seconds);
        ReportJson.Number(json, "warm_up_s", report.Settings.WarmUpS);
        json.WriteNumber("seed", report.Settings.Seed);
        json.WriteNumber("recordings", report.Recordings);
        ReportJson.Number(json, "recordings_s", report.RecordingsS);
        json.WriteNumber("capacity_calls", report.Capacity);
        json.WriteBoolean("capacity_searched", report.Searched);
        ReportJson.Array(json, "search", report.Tried, tried =>
        {
            json.WriteNumber("calls", tried.Calls);
            json.WriteBoolean("within_bars", tried.Within);
            Strings(json, "missed", tried.Missed);
        });
        ReportJson.Array(json, "levels", report.Levels, level => Level(json, level));
        ReportJson.Array(json, "baseline", report.Baseline, level => Level(json, level));
        if (report.Admission is { } admission)
            ReportJson.Object(json, "admission", () => Level(json, admission));
        else
            json.WriteNull("admission");
        ReportJson.Array(json, "missed_bars", report.Missed, missed =>
        {
            ReportJson.Number(json, "factor", missed.Factor);
            json.WriteString("name", missed.Bar.Name);
        });
    });

    public static string Write(SoakReport report, BenchmarkMachine machine) => ReportJson.Write(SoakSchema, json =>
    {
        Machine(json, machine);
        json.WriteNumber("calls", report.Calls);
        ReportJson.Number(json, "minutes", report.Minutes);
        ReportJson.Number(json, "working_set_growth", report.WorkingSetGrowth);
        ReportJson.Number(json, "heap_growth", report.HeapGrowth);
        ReportJson.Number(json, "native_growth", report.NativeGrowth);
        ReportJson.Number(json, "warm_up_s", report.WarmUpS);
        ReportJson.Number(json, "live_heap_opened_mb", report.LiveMb?.Opened);
        ReportJson.Number(json, "live_heap_closed_mb", report.LiveMb?.Closed);
        ReportJson.Object(json, "trend_mb_per_min", () =>
        {
            ReportJson.Number(json, "working_set", report.Trend?.WorkingSet);
            ReportJson.Number(json, "heap", report.Trend?.Heap);
            ReportJson.Number(json, "committed", report.Trend?.Committed);
            ReportJson.Number(json, "native", report.Trend?.Native);
        });
        ReportJson.Array(json, "by_minute", report.ByMinute, minute =>
        {
            json.WriteNumber("minute", minute.Minute);
            ReportJson.Number(json, "working_set_mb", minute.WorkingSetMb);
            ReportJson.Number(json, "heap_mb", minute.HeapMb);
            ReportJson.Number(json, "committed_mb", minute.CommittedMb);
            ReportJson.Number(json, "native_mb", minute.NativeMb);
        });
        json.WriteNumber("finals_expected", report.Clients.FinalsExpected);
        json.WriteNumber("finals_delivered", report.Clients.FinalsDelivered);
        ReportJson.Number(json, "audio_lost_s", report.Clients.AudioLostS);
        Bars(json, report.Bars);
        ReportJson.Array(json, "samples", report.Samples, sample =>
        {
            ReportJson.Number(json, "at_s", sample.AtS);
            ReportJson.Number(json, "working_set_mb", sample.Memory.WorkingSetMb);
            ReportJson.Number(json, "heap_mb", sample.Memory.HeapMb);
            ReportJson.Number(json, "committed_mb", sample.Memory.CommittedMb);
            ReportJson.Number(json, "native_mb", sample.Memory.NativeMb);
            json.WriteNumber("full_collections", sample.Memory.FullCollections);
            json.WriteNumber("finals_missed", sample.Missed);
            json.WriteNumber("finals_delivered", sample.FinalsDelivered);
        });
    });

    private static void Machine(Utf8JsonWriter json, BenchmarkMachine machine)
    {
        json.WriteString("version", machine.Version);
        ReportJson.Object(json, "machine", () =>
        {
            json.WriteString("processor", machine.Processor);
            json.WriteString("architecture", machine.Architecture);
            json.WriteString("os", machine.Os);
            json.WriteString("runtime", machine.Runtime);
            json.WriteNumber("processors", machine.Processors);
        });
    }

    private static void Level(Utf8JsonWriter json, LoadLevel level)
    {
        json.WriteNumber("calls", level.Calls);
        ReportJson.Number(json, "factor", level.Factor);
        json.WriteString("discipline", level.Discipline == QueueDiscipline.EarliestDeadline ? "earliest_deadline" : "first_come_first_served");
        json.WriteBoolean("open_admission", level.OpenAdmission);
        Bars(json, level.Bars);
        ReportJson.Object(json, "clients", () => Clients(json, level.Clients));
        ReportJson.Object(json, "server", () => Server(json, level.Server));
    }

    private static void Bars(Utf8JsonWriter json, IReadOnlyList<BarResult> bars) => ReportJson.Array(json, "bars", bars, bar =>
    {
        json.WriteString("name", bar.Name);
        ReportJson.Number(json, "value", bar.Value);
        ReportJson.Number(json, bar.AtMost ? "at_most" : "at_least", bar.Limit);
        json.WriteBoolean("met", bar.Met);
    });

    private static void Clients(Utf8JsonWriter json, ClientFigures seen)
    {
        ReportJson.Number(json, "window_s", seen.WindowS);
        ReportJson.Object(json, "finals", () =>
        {
            json.WriteNumber("expected", seen.FinalsExpected);
            json.WriteNumber("delivered", seen.FinalsDelivered);
            json.WriteNumber("in_window", seen.FinalsInWindow);
            json.WriteNumber("on_time", seen.FinalsOnTime);
            ReportJson.Number(json, "on_time_share", seen.OnTimeShare);
            Latency(json, "endpointing_ms", seen.Endpointing);
            Latency(json, "queue_ms", seen.Queue);
            Latency(json, "recognition_ms", seen.Recognition);
            Latency(json, "after_endpoint_ms", seen.AfterEndpoint);
            Latency(json, "total_ms", seen.Total);
            Latency(json, "seen_ms", seen.Seen);
        });
        ReportJson.Object(json, "partials", () =>
        {
            json.WriteNumber("in_window", seen.PartialLag?.Count ?? 0);
            ReportJson.Number(json, "speech_s", seen.SpeechS);
            ReportJson.Number(json, "per_speech_s", seen.PartialsPerSpeechS);
            Latency(json, "lag_ms", seen.PartialLag);
        });
        ReportJson.Object(json, "suggestions", () =>
        {
            Latency(json, "after_final_ms", seen.SuggestionAfterFinal);
            Latency(json, "after_speech_ms", seen.SpokenToSuggestion);
        });
        ReportJson.Object(json, "calls", () =>
        {
            json.WriteNumber("opened", seen.CallsOpened);
            json.WriteNumber("completed", seen.CallsCompleted);
            json.WriteNumber("refused", seen.CallsRefused);
            ReportJson.Array(json, "failed", seen.Failures, failure =>
            {
                json.WriteString("why", failure.Name);
                json.WriteNumber("calls", failure.Count);
            });
        });
        ReportJson.Number(json, "audio_s", seen.AudioS);
        ReportJson.Number(json, "audio_lost_s", seen.AudioLostS);
        json.WriteNumber("gaps", seen.Gaps);
        json.WriteNumber("events_superseded", seen.EventsMissing);
        ReportJson.Array(json, "degraded", seen.Degradations, degraded =>
        {
            json.WriteString("what", degraded.What);
            json.WriteNumber("announcements", degraded.Count);
            ReportJson.Number(json, "call_seconds", degraded.CallSeconds);
            ReportJson.Number(json, "longest_s", degraded.LongestS);
        });
        ReportJson.Number(json, "cpu_s", seen.CpuS);
        ReportJson.Number(json, "send_late_p95_ms", seen.SendLateP95Ms);
        ReportJson.Number(json, "send_late_max_ms", seen.SendLateMaxMs);
    }

    private static void Server(Utf8JsonWriter json, ServerFigures server)
    {
        ReportJson.Number(json, "cpu_s", server.CpuS);
        ReportJson.Number(json, "working_set_mb", server.WorkingSetMb);
        ReportJson.Number(json, "peak_working_set_mb", server.PeakWorkingSetMb);
        ReportJson.Number(json, "allocated_bytes_per_s", server.AllocatedBytesPerS);
        json.WriteNumber("collections", server.Collections);
        ReportJson.Number(json, "pause_total_ms", server.PauseTotalMs);
        ReportJson.Number(json, "pause_max_ms", server.LongestPauseMs);
        ReportJson.Number(json, "queue_depth_mean", server.QueueDepthMean);
        ReportJson.Number(json, "queue_depth_p95", server.QueueDepthP95);
        ReportJson.Number(json, "lane_use", server.LaneUse);
        ReportJson.Number(json, "partials", server.Partials);
        ReportJson.Number(json, "partials_dropped", server.PartialsDropped);
        ReportJson.Number(json, "utterances_announced", server.UtterancesAnnounced);
        ReportJson.Number(json, "finals_emitted", server.FinalsEmitted);
        ReportJson.Number(json, "finals_completed", server.Finals?.Completed);
        ReportJson.Number(json, "finals_on_time", server.Finals?.OnTime);
        ReportJson.Number(json, "finals_feasible", server.Finals?.Feasible);
    }

    private static void Latency(Utf8JsonWriter json, string name, LatencySummary? latency)
    {
        if (latency is null)
        {
            json.WriteNull(name);
            return;
        }
        ReportJson.Object(json, name, () =>
        {
            ReportJson.Number(json, "p50", latency.P50);
            ReportJson.Number(json, "p95", latency.P95);
            ReportJson.Number(json, "p99", latency.P99);
            ReportJson.Number(json, "max", latency.Max);
        });
    }

    private static void Strings(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
