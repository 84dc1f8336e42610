using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Triage.Server.Benchmarks;
using Triage.TrialLog.Log;
using Triage.TrialLog.Log.Entries;

namespace Triage.Server.Cli;

/// <summary><c>triage bench log</c>: what the evidence log costs on this machine's disk; and the hidden writer that the crash test kills.</summary>
internal static class BenchLogCommand
{
    public const string Schema = "triage.bench.log/1";

    /// <summary>Name of the hidden command.</summary>
    public const string WriterCommand = "log-writer";

    public static Command Create(CliEnvironment environment)
    {
        var events = new Option<int>("--events") { Description = "Événements à écrire", HelpName = "N", DefaultValueFactory = _ => 100_000 };
        var folder = new Option<string?>("--folder") { Description = "Dossier vide où écrire, conservé (par défaut un dossier temporaire, effacé)", HelpName = "DOSSIER" };
        var json = new Option<bool>("--json") { Description = "Le rapport en JSON sur la sortie standard" };
        var command = new Command("log", "Mesure le journal de preuve : écriture, vérification, lecture") { events, folder, json };
        command.SetAction(async (parsed, ct) =>
        {
            if (parsed.GetValue(events) is < 1000 or > 100_000_000)
                throw CliFailureException.Usage("--events : attendu un nombre de 1000 à 100000000");
            var kept = parsed.GetValue(folder) is { } named ? Path.Combine(environment.Folder, named) : null;
            var place = kept ?? Directory.CreateTempSubdirectory("triage-bench-log-").FullName;
            try
            {
                var benchmark = new LogBenchmark(new EvidenceFolder(Path.Combine(place, "evidence")), environment.Time);
                var report = await WorkProgress.RunAsync(
                    environment, parsed.GetValue(json), progress => benchmark.RunAsync(parsed.GetValue(events), (what, share) => progress.Report(what, share), ct));
                environment.Out.WriteLine(parsed.GetValue(json) ? Json(report) : Text(report));
                return ExitCodes.Done;
            }
            finally
            {
                if (kept is null)
                    Directory.Delete(place, recursive: true);
            }
        });
        return command;
    }

    /// <summary>Writes calls until it is killed and prints the sequence of each decision once it is on the disk.</summary>
    public static Command CreateWriter(CliEnvironment environment)
    {
        var folder = new Option<string>("--folder") { Required = true };
        var command = new Command(WriterCommand) { folder };
        command.Hidden = true;
        command.SetAction(async (parsed, ct) =>
        {
            await using var log = EvidenceLog.Open(new() { Folder = new(parsed.GetRequiredValue(folder)), Time = environment.Time, Software = "writer" });
            for (var call = 0; !ct.IsCancellationRequested; call++)
            {
                var id = string.Create(CultureInfo.InvariantCulture, $"{Guid.NewGuid():N}-{call}");
                log.OpenCall(LogBenchmark.Setup(id), environment.Time.GetUtcNow());
                foreach (var happened in LogBenchmark.Events())
                    log.Publish(id, happened);
                var sequence = await log.AppendAsync(new ExposureEntry(3, Core.Trial.ExposureKind.Acted, "s", "v", environment.Time.GetUtcNow(), 1), id, ct);
                await environment.Out.WriteLineAsync(sequence.ToString(CultureInfo.InvariantCulture));
            }
            return ExitCodes.Done;
        });
        return command;
    }

    private static string Text(LogBenchmarkReport r) => string.Create(CultureInfo.InvariantCulture, $"""
        {r.Events} événements, {r.BytesPerEvent:F0} octets chacun sur le disque
        écriture : {r.WrittenPerS:F0} /s ; remise d'un événement : médiane {r.Append.Median:F4} ms, p99 {r.Append.P99:F4} ms, maximum {r.Append.Max:F1} ms
        décision sur le disque : médiane {r.Durable.Median:F1} ms, p99 {r.Durable.P99:F1} ms
        vérification : {r.VerifiedPerS:F0} événements/s
        lecture : {r.Calls} appels, {r.CallsReadPerS:F0} /s, {r.ReadPeakMib} Mio de mémoire au plus
        """);

    private static string Json(LogBenchmarkReport r) => ReportJson.Write(Schema, json =>
    {
        json.WriteNumber("events", r.Events);
        ReportJson.Number(json, "bytes_per_event", r.BytesPerEvent);
        ReportJson.Number(json, "written_per_s", r.WrittenPerS);
        Times(json, "append_ms", r.Append);
        Times(json, "durable_ms", r.Durable);
        ReportJson.Number(json, "verified_per_s", r.VerifiedPerS);
        json.WriteNumber("calls", r.Calls);
        ReportJson.Number(json, "calls_read_per_s", r.CallsReadPerS);
        json.WriteNumber("read_peak_mib", r.ReadPeakMib);
    });

    private static void Times(Utf8JsonWriter json, string name, LogTimes times) => ReportJson.Object(json, name, () =>
    {
        ReportJson.Number(json, "median", times.Median);
        ReportJson.Number(json, "p99", times.P99);
        ReportJson.Number(json, "max", times.Max);
    });
}
