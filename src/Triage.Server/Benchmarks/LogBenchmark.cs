using System.Diagnostics;
using System.Globalization;
using Triage.Core.Assessment;
using Triage.Core.Audio;
using Triage.Core.Calls;
using Triage.Core.Speech;
using Triage.Core.Trial;
using Triage.TrialLog.Chain;
using Triage.TrialLog.Log;

namespace Triage.Server.Benchmarks;

/// <summary>
/// What the evidence log costs: handing an event over while calls run, having a decision on the disk, verifying, reading. Two threads
/// act as calls, as fast as the log writes.
/// </summary>
internal sealed class LogBenchmark(EvidenceFolder folder, TimeProvider time)
{
    /// <summary>Events of one call, roughly: 60 utterances a side with a suggestion each, as in a call of some minutes.</summary>
    private const int TurnsOfACall = 60;

    private const int Callers = 2;

    /// <summary>Events that may wait before the callers pause: what is measured is a log that keeps up.</summary>
    private const int Ahead = 4096;

    public async Task<LogBenchmarkReport> RunAsync(long events, Action<string, double> progress, CancellationToken ct)
    {
        var appends = new List<double>[Callers];
        var durable = new List<double>();
        var started = Stopwatch.GetTimestamp();
        long written;
        await using (var log = EvidenceLog.Open(new() { Folder = folder, Time = time, Software = "benchmark" }))
        {
            var taken = 0L;
            await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
            {
                var own = appends[caller] = new List<double>((int)(events / Callers) + 1024);
                for (var call = 0; Interlocked.Read(ref taken) < events; call++)
                {
                    var id = string.Create(CultureInfo.InvariantCulture, $"bench-{caller}-{call}");
                    log.OpenCall(Setup(id), time.GetUtcNow());
                    foreach (var happened in Events())
                    {
                        ct.ThrowIfCancellationRequested();
                        var from = Stopwatch.GetTimestamp();
                        log.Publish(id, happened);
                        own.Add(Stopwatch.GetElapsedTime(from).TotalMilliseconds);
                        if (Interlocked.Increment(ref taken) % Ahead == 0)
                            await log.FlushAsync(ct);
                    }
                    var decided = Stopwatch.GetTimestamp();
                    await log.AppendAsync(new TrialLog.Log.Entries.ExposureEntry(3, ExposureKind.Acted, "s", "v", time.GetUtcNow(), 1), id, ct);
                    lock (durable)
                        durable.Add(Stopwatch.GetElapsedTime(decided).TotalMilliseconds);
                    if (caller == 0)
                        progress("Écriture", Math.Min(1, (double)Interlocked.Read(ref taken) / events));
                }
            }, ct)));
            await log.FlushAsync(ct);
            written = log.Status.Lost == 0 ? taken : throw new IOException($"{log.Status.Lost} événements perdus pendant la mesure");
        }
        var writing = Stopwatch.GetElapsedTime(started);

        progress("Vérification", 0);
        var verifyStart = Stopwatch.GetTimestamp();
        var report = await new ChainVerifier().VerifyAsync(folder.Path, ct);
        var verifying = Stopwatch.GetElapsedTime(verifyStart);
        if (!report.Whole)
            throw new InvalidDataException($"le journal écrit n'est pas intact : {report.Problems[0]}");

        progress("Lecture", 0);
        var readStart = Stopwatch.GetTimestamp();
        var (calls, peak) = await ReadAsync(ct);
        return new(
            report.Events, written / writing.TotalSeconds, LogTimes.Of([.. appends.SelectMany(a => a)]), LogTimes.Of(durable), report.Events / verifying.TotalSeconds,
            calls, calls / Stopwatch.GetElapsedTime(readStart).TotalSeconds, peak >> 20,
            new DirectoryInfo(folder.Path).EnumerateFiles().Sum(f => f.Length) / (double)report.Events);
    }

    private async Task<(long Calls, long PeakBytes)> ReadAsync(CancellationToken ct)
    {
        using var reader = EvaluationReader.Open(folder);
        var (calls, peak) = (0L, 0L);
        await foreach (var _ in reader.ReadAsync(new(), ct))
            if (++calls % 500 == 1)
                peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: true));
        return (calls, peak);
    }

    public static CallSetup Setup(string id) =>
        new(id, [CallChannel.Operator, CallChannel.Caller], AudioEncoding.Pcm16, 8000, CallPacing.Live, new Dictionary<string, string> { ["origin"] = "mobile" });

    /// <summary>One call from its first sound to its end.</summary>
    public static IEnumerable<CallEvent> Events()
    {
        var sequence = 0L;
        for (var turn = 0; turn < TurnsOfACall; turn++)
        {
            var channel = turn % 2 == 0 ? CallChannel.Operator : CallChannel.Caller;
            yield return new SpeechStarted(channel, turn * 3) { Sequence = ++sequence };
            yield return new FinalTranscript(
                channel, turn, turn * 3, (turn * 3) + 2, "un deux trois quatre cinq", [.. Words.Select((w, i) => new RecognizedWord(w, (turn * 3) + (i * 0.3), (turn * 3) + (i * 0.3) + 0.2, 0.93))], false, new(500, 4, 41))
            {
                Sequence = ++sequence,
            };
            yield return new SuggestionMade((turn * 3) + 2, Suggested, 14.5) { Sequence = ++sequence };
        }
        yield return new CallEnded(EndReason.Completed, TurnsOfACall * 3, 0) { Sequence = ++sequence };
    }

    private static readonly string[] Words = ["un", "deux", "trois", "quatre", "cinq"];

    private static readonly Suggestion Suggested = new(
        new(Priority.P1, 0.62, [0.2, 0.62, 0.1, 0.05, 0.03]), new(CareLevel.R2, 0.7, [0.1, 0.7, 0.15, 0.05]), new("M03.06", "", 0.71), [new("M03.12", "", 0.1)],
        [new("douleur_thoracique", FindingStatus.Present, 0.94, [new(CallChannel.Caller, 1, 2, "mal dans la poitrine")])], null, AbstentionReason.None, "model");
}

/// <summary>What was measured; times in milliseconds.</summary>
/// <param name="Append">Handing an event over, as the call's loop pays it.</param>
/// <param name="Durable">From handing a decision over to its being on the disk.</param>
/// <param name="ReadPeakMib">Managed memory while all calls were read one after another.</param>
internal sealed record LogBenchmarkReport(
    long Events, double WrittenPerS, LogTimes Append, LogTimes Durable, double VerifiedPerS, long Calls, double CallsReadPerS, long ReadPeakMib, double BytesPerEvent);

/// <summary>How long something took, milliseconds.</summary>
internal sealed record LogTimes(double Median, double P99, double Max)
{
    /// <param name="times">At least one; sorted by this.</param>
    public static LogTimes Of(List<double> times)
    {
        times.Sort();
        return new(times[times.Count / 2], times[Math.Min(times.Count - 1, (int)(times.Count * 0.99))], times[^1]);
    }
}
