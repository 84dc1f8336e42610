using System.Globalization;
using Triage.Core.Scheduling;
using Triage.Server.Configuration;
using Triage.Server.Hosting;

namespace Triage.Server.Benchmarks.Load;

/// <summary>The same load for a long time: does memory stay flat, does every final come.</summary>
internal sealed class LoadSoak(
    LoadSettings settings, int calls, double minutes, TriageConfiguration configuration, DeskFactory desks, TimeProvider time,
    Func<LogLevel, Action<ILoggingBuilder>> logging)
{
    /// <summary>Share of the capacity at which the appliance must last (DESIGN 10).</summary>
    public const double ShareOfCapacity = 0.8;

    private const double SampleEveryS = 10;

    // The first minutes, in which pools fill and code is compiled: a quarter of a short run, three minutes of one of twelve and more.
    private const double WarmUpShare = 0.25;
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
        var next = SampleEveryS;
        double? opened = null, closed = null;
        await ClientProcess.RunAsync(ClientProcess.Start(work, settings.AudioFolders), happened =>
        {
            tally.Observe(happened);
            if (happened.Kind == ClientEventKind.WindowOpened)
            {
                opened = LoadServer.LiveHeapMb();
                server.OpenWindow();
            }
            else if (happened.Kind == ClientEventKind.WindowClosed)
            {
                server.CloseWindow();
                closed = LoadServer.LiveHeapMb();
                next = double.PositiveInfinity;
            }
            if (happened.T / 1000 < next)
                return;
            next += SampleEveryS;
            var memory = server.Memory();
            samples.Add(new(happened.T / 1000, memory, tally.Missed, tally.Delivered));
            tally.ForgetLatencies();
            progress(stage, Math.Clamp(happened.T / 1000 / work.StopS, 0, 1),
                string.Create(CultureInfo.InvariantCulture, $"{memory.WorkingSetMb:F0} Mo, {tally.Missed} transcription(s) manquée(s)"));
        }, ct);
        return new(calls, minutes, warmUp, samples, opened is { } from && closed is { } to ? (from, to) : null, tally.Figures(), server.Figures());
    }
}
