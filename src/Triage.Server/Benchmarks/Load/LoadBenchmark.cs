using System.Globalization;
using Triage.Core.Scheduling;
using Triage.Server.Configuration;
using Triage.Server.Hosting;

namespace Triage.Server.Benchmarks.Load;

/// <summary>
/// Finds the capacity of this machine, then loads it below, at and beyond it, and sets the baseline beside it: the same models
/// behind one queue in order of arrival. Every level has a fresh appliance in this process and fresh callers in another.
/// </summary>
internal sealed class LoadBenchmark(
    LoadSettings settings, TriageConfiguration configuration, DeskFactory desks, TimeProvider time, Func<LogLevel, Action<ILoggingBuilder>> logging)
{
    // Lines that end and lines that begin overlap for a moment: the ended call's place frees with its last final.
    private const int OpenMargin = 8;

    /// <param name="progress">Stage in French, share done in [0,1], detail.</param>
    /// <exception cref="IOException">The callers stopped before their end.</exception>
    public async Task<LoadReport> RunAsync(Action<string, double, string?> progress, CancellationToken ct)
    {
        var startedAt = time.GetUtcNow();
        var recordings = LoadRecording.ReadFolders(settings.AudioFolders);
        var tried = new List<TriedLevel>();
        var capacity = settings.Calls ?? await FindCapacityAsync(tried.Add, progress, ct);
        var nominal = Math.Max(1, capacity);
        var factors = settings.Overload is { } one ? [one] : LoadSettings.Factors;
        var levels = new List<LoadLevel>();
        if (settings.Product)
            foreach (var factor in factors)
                levels.Add(await LevelAsync("Charge", LoadSettings.CallsAt(nominal, factor), factor, QueueDiscipline.EarliestDeadline, true, progress, ct));
        var baseline = new List<LoadLevel>();
        if (settings.Baseline)
            foreach (var factor in settings.Overload is { } same ? [same] : LoadSettings.BaselineFactors)
                baseline.Add(await LevelAsync("Témoin (file d'attente simple)", LoadSettings.CallsAt(nominal, factor), factor, QueueDiscipline.FirstComeFirstServed, true, progress, ct));
        var admission = settings is { Product: true, Overload: null }
            ? await LevelAsync("Admission réelle", LoadSettings.CallsAt(nominal, 2), 2, QueueDiscipline.EarliestDeadline, false, progress, ct)
            : null;
        return new(BenchmarkMachine.OfProcess(), startedAt, settings, recordings.Count, recordings.Sum(r => r.LengthS), capacity, settings.Calls is null,
            tried, levels, baseline, admission);
    }

    /// <summary>The largest number of calls within the bars.</summary>
    /// <param name="tried">Told of each level.</param>
    /// <exception cref="IOException">The callers stopped before their end.</exception>
    public Task<int> FindCapacityAsync(Action<TriedLevel> tried, Action<string, double, string?> progress, CancellationToken ct) =>
        CapacitySearch.FindAsync(async calls =>
        {
            var level = await LevelAsync("Recherche de la capacité", calls, null, QueueDiscipline.EarliestDeadline, true, progress, ct);
            tried(new(calls, level.Within, [.. level.Bars.Where(b => !b.Met).Select(b => b.Name)]));
            return level.Within;
        }, settings.SearchFrom, LoadSettings.MostCalls);

    private async Task<LoadLevel> LevelAsync(
        string stage, int calls, double? factor, QueueDiscipline discipline, bool open, Action<string, double, string?> progress, CancellationToken ct)
    {
        var tally = new LoadTally();
        var appliance = new LevelAppliance(discipline, open ? calls + OpenMargin : null);
        // Under load the appliance warns of each call; a level is judged by its figures.
        await using var server = await LoadServer.StartAsync(appliance, configuration, desks, time, logging(LogLevel.Error), ct);
        var work = new ClientWork(server.Grpc, calls, settings.WarmUpS, settings.Seconds, settings.DrainS, settings.Seed);
        var name = string.Create(CultureInfo.InvariantCulture, $"{stage}, {calls} appels{(factor is { } f ? $" ({f:0.##}x)" : "")}").Replace('.', ',');
        progress(name, 0, null);
        await ClientProcess.RunAsync(ClientProcess.Start(work, settings.AudioFolders), happened =>
        {
            tally.Observe(happened);
            if (happened.Kind == ClientEventKind.WindowOpened)
                server.OpenWindow();
            else if (happened.Kind == ClientEventKind.WindowClosed)
                server.CloseWindow();
            progress(name, Math.Clamp(happened.T / 1000 / work.StopS, 0, 1), null);
        }, ct);
        return new(calls, factor, discipline, open, tally.Figures(), server.Figures());
    }
}
