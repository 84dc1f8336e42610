using System.Globalization;
using System.Text.Json;
using Triage.Server.Benchmarks;

namespace Triage.Server.Cli;

/// <summary>What <c>bench stages --json</c> prints: a public contract named by <see cref="Schema"/>. Milliseconds, one thread.</summary>
internal static class StageReportJson
{
    public const string Schema = "triage.bench.stages/1";

    public static string Write(StageReport report) => ReportJson.Write(Schema, json =>
    {
        json.WriteString("started_at", report.StartedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        json.WriteString("version", report.Machine.Version);
        ReportJson.Object(json, "machine", () =>
        {
            json.WriteString("processor", report.Machine.Processor);
            json.WriteString("architecture", report.Machine.Architecture);
            json.WriteString("os", report.Machine.Os);
            json.WriteString("runtime", report.Machine.Runtime);
            json.WriteNumber("processors", report.Machine.Processors);
        });
        json.WriteNumber("threads", 1);
        ReportJson.Object(json, "models", () =>
        {
            json.WriteString("speech", report.Models.Speech);
            json.WriteString("voice_activity", report.Models.VoiceActivity);
            json.WriteString("text_encoder", report.Models.TextEncoder);
            json.WriteString("triage", report.Models.Triage);
        });
        ReportJson.Array(json, "stages", report.Stages, stage =>
        {
            json.WriteString("stage", stage.Stage);
            json.WriteString("per", stage.Per);
            if (stage is { Size: { } size, Unit: { } unit })
                json.WriteNumber(unit, size);
            json.WriteNumber("repetitions", stage.Milliseconds.Count);
            ReportJson.Number(json, "median_ms", stage.Milliseconds.Median);
            ReportJson.Number(json, "p95_ms", stage.Milliseconds.P95);
        });
        ReportJson.Object(json, "front_end", () =>
        {
            ReportJson.Number(json, "ms_per_audio_s", report.FrontEnd.MillisecondsPerSecond);
            ReportJson.Number(json, "real_time_share", report.FrontEnd.RealTimeShare);
            ReportJson.Number(json, "bar", FrontEndCost.Bar);
            ReportJson.Number(json, "bytes_per_frame", report.FrontEnd.BytesPerFrame);
        });
        ReportJson.Object(json, "partials", () =>
        {
            var partials = report.Partials;
            json.WriteNumber("recordings", partials.Recordings);
            ReportJson.Number(json, "audio_s", partials.AudioS);
            json.WriteNumber("partials", partials.VerifiedMs.Count);
            ReportJson.Object(json, "verified", () => Decoding(json, partials.VerifiedMs, partials.VerifiedCalls));
            ReportJson.Object(json, "afresh", () => Decoding(json, partials.AfreshMs, partials.AfreshCalls));
            ReportJson.Number(json, "ms_ratio", partials.MillisecondsRatio);
            ReportJson.Number(json, "calls_ratio", partials.CallsRatio);
            ReportJson.Number(json, "bar", PartialCost.Bar);
            ReportJson.Number(json, "same_tokens", partials.SameTokens);
        });
    });

    private static void Decoding(Utf8JsonWriter json, Distribution milliseconds, Distribution calls)
    {
        ReportJson.Number(json, "mean_ms", milliseconds.Mean);
        ReportJson.Number(json, "median_ms", milliseconds.Median);
        ReportJson.Number(json, "p95_ms", milliseconds.P95);
        ReportJson.Number(json, "mean_calls", calls.Mean);
        ReportJson.Number(json, "median_calls", calls.Median);
        ReportJson.Number(json, "p95_calls", calls.P95);
    }
}
