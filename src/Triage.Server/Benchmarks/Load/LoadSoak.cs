using System.Globalization;
using Triage.Core.Scheduling;
using Triage.Server.Configuration;
using Triage.Server.Hosting;

namespace Triage.Server.Benchmarks.Load;

/// <summary>One look at a long run.</summary>
/// <param name="AtS">Seconds since the load started.</param>
/// <param name="HeapMb">Managed heap as it is between collections.</param>
/// <param name="Missed">Finals missed so far.</param>
internal sealed record SoakSample(double AtS, double WorkingSetMb, double HeapMb, int Missed, int FinalsDelivered);

/// <summary>What a long run showed; growth is that of the medians of the last quarter over the first after warm-up.</summary>
internal sealed record SoakReport(int Calls, double Minutes, IReadOnlyList<SoakSample> Samples, ClientFigures Clients, ServerFigures Server)
{
    /// <summary>Growth of memory that is still flat (issue text of the core: 2 %).</summary>
    public const double GrowthBar = 0.02;

    /// <summary>Null when the run was too short for two quarters.</summary>
    public double? WorkingSetGrowth => Growth([.. Samples.Select(s => s.WorkingSetMb)]);

    public double? HeapGrowth => Growth([.. Samples.Select(s => s.HeapMb)]);

    public IReadOnlyList<BarResult> Bars =>
    [
        new("finals_delivered", Clients.FinalsExpected == 0 ? null : (double)Clients.FinalsDelivered / Clients.FinalsExpected, 1, AtMost: false),
        new("audio_lost_s", Clients.AudioLostS, 0, AtMost: true),
        new("calls_failed", Clients.Failures.Sum(f => f.Count), 0, AtMost: true),
        new("working_set_growth", WorkingSetGrowth, GrowthBar, AtMost: true),
    ];

    /// <summary>Relative growth from the first to the last quarter, medians: one sample before a collection decides nothing.</summary>
    public static double? Growth(IReadOnlyList<double> values)
    {
        var quarter = values.Count / 4;
        if (quarter == 0)
            return null;
        var first = LatencySummary.Of([.. values.Take(quarter)])!.P50;
        var last = LatencySummary.Of([.. values.TakeLast(quarter)])!.P50;
        return first > 0 ? last / first - 1 : null;
    }
}

/// <summary>The same load for a long time: does memory stay flat, does every final come.</summary>
internal sealed class LoadSoak(
    LoadSettings settings, int calls, double minutes, TriageConfiguration configuration, DeskFactory desks, TimeProvider time,
    Func<LogLevel, Action<ILoggingBuilder>> logging)
{
    /// <summary>Share of the capacity at which the appliance must last (DESIGN 10).</summary>
    public const double ShareOfCapacity = 0.8;

    private const double SampleEveryS = 10;

    // Lengths and windows all met, pools and code warm; a tenth of a long run, most of a minute of a short one.
    private const double WarmUpShare = 0.1;
    private const double ShortestWarmUpS = 10, LongestWarmUpS = 180;

    // Few enough that a run of minutes reaches the steady state; what one holds is the same.
    private const int EndedCallsHeld = 8;

    /// <exception cref="IOException">The callers stopped before their end.</exception>
    public async Task<SoakReport> RunAsync(Action<string, double, string?> progress, CancellationToken ct)
    {
        var (tally, samples) = (new LoadTally(), new List<SoakSample>());
        var measured = 60 * minutes;
        var warmUp = Math.Clamp(WarmUpShare * measured, ShortestWarmUpS, LongestWarmUpS);
        await using var server = await LoadServer.StartAsync(
            new(QueueDiscipline.EarliestDeadline, 2 * calls, EndedCallsHeld), configuration, desks, time, logging(LogLevel.Error), ct);
        var work = new ClientWork(server.Grpc, calls, warmUp, measured, settings.DrainS, settings.Seed);
        var stage = string.Create(CultureInfo.InvariantCulture, $"Endurance, {calls} appels, {minutes:0.#} min").Replace('.', ',');
        var next = double.PositiveInfinity;
        await ClientProcess.RunAsync(ClientProcess.Start(work, settings.AudioFolders), happened =>
        {
            tally.Observe(happened);
            if (happened.Kind == ClientEventKind.WindowOpened)
            {
                server.OpenWindow();
                next = warmUp + SampleEveryS;
            }
            else if (happened.Kind == ClientEventKind.WindowClosed)
            {
                server.CloseWindow();
                next = double.PositiveInfinity;
            }
            if (happened.T / 1000 < next)
                return;
            next += SampleEveryS;
            var (workingSet, heap) = server.Memory(collect: false);
            samples.Add(new(happened.T / 1000, workingSet, heap, tally.Missed, tally.Delivered));
            tally.ForgetLatencies();
            progress(stage, Math.Clamp(happened.T / 1000 / work.StopS, 0, 1),
                string.Create(CultureInfo.InvariantCulture, $"{workingSet:F0} Mo, {tally.Missed} transcription(s) manquée(s)"));
        }, ct);
        return new(calls, minutes, samples, tally.Figures(), server.Figures());
    }
}
