using Triage.Core.Scheduling;
using Triage.Server.Benchmarks.Load;

namespace Triage.Server.Tests.Benchmarks.Load;

/// <summary>A load report as a machine of 10 calls would give it.</summary>
internal static class SampleLoad
{
    public static LoadReport Report { get; } = new(
        new("AMD EPYC 9R45", 4, "X64", "Debian 13", ".NET 10.0.0", "0.1.0+16a1733"), new(2026, 11, 24, 11, 30, 5, TimeSpan.Zero),
        new() { AudioFolders = ["samples"] }, 6, 277.86, 10, Searched: true,
        [new(4, true, []), new(16, false, ["partial_lag_p95_ms"])],
        [Level(8, 0.8, 180, 300), Level(10, 1, 260, 600), Level(15, 1.5, 380, 1100), Level(20, 2, 520, 1900)],
        [Level(10, 1, 900, 1500, QueueDiscipline.FirstComeFirstServed), Level(20, 2, 24_000, 21_000, QueueDiscipline.FirstComeFirstServed)],
        Level(20, 2, 300, 700) with { OpenAdmission = false });

    public static LoadLevel Level(int calls, double? factor, double finalP95, double lagP95, QueueDiscipline discipline = QueueDiscipline.EarliestDeadline) =>
        new(calls, factor, discipline, true, Clients(finalP95, lagP95), new(38.5, 412, 520, 180_000, 3, 12.5, 6, 3.4, 9, 0.62, 400, 8, 200, 202, new(100, 99, 100)));

    public static ClientFigures Clients(double finalP95, double lagP95) => new()
    {
        WindowS = 20,
        Endpointing = new(100, 510, 540, 560, 580),
        Queue = Around(finalP95 / 2),
        Recognition = Around(finalP95 / 2),
        AfterEndpoint = Around(finalP95),
        Total = Around(finalP95 + 500),
        Seen = Around(finalP95 + 540),
        FinalsExpected = 202,
        FinalsDelivered = 202,
        FinalsInWindow = 100,
        FinalsOnTime = 99,
        PartialLag = Around(lagP95),
        SpeechS = 150,
        SuggestionAfterFinal = new(60, 8, 21, 30, 31),
        SpokenToSuggestion = new(60, 800, 1200, 1400, 1500),
        CallsOpened = 14,
        CallsCompleted = 13,
        CallsRefused = 1,
        Failures = [],
        AudioS = 300,
        AudioLostS = 0,
        Gaps = 0,
        EventsMissing = 0,
        Degradations = [new("partials", 4, 30.5, 9.3)],
        CpuS = 2.4,
        SendLateP95Ms = 3,
        SendLateMaxMs = 12,
    };

    private static LatencySummary Around(double p95) => new(100, p95 / 2, p95, 1.2 * p95, 1.5 * p95);
}
