using System.Diagnostics;
using System.Net;
using Triage.Core.Calls;
using Triage.Core.Scheduling;
using Triage.Server.Configuration;
using Triage.Server.Hosting;

namespace Triage.Server.Benchmarks.Load;

/// <summary>How the appliance of a level differs from the product's.</summary>
/// <param name="OpenUpTo">Calls let in whatever the load; null: the product's admission.</param>
/// <param name="EndedCallsHeld">Null: as many as the product.</param>
internal sealed record LevelAppliance(QueueDiscipline Discipline, int? OpenUpTo, int? EndedCallsHeld = null);

/// <summary>The appliance under load, on free loopback ports of this process, and the meters on it.</summary>
internal sealed class LoadServer : IAsyncDisposable
{
    private static readonly TimeSpan SamplingPeriod = TimeSpan.FromMilliseconds(200);

    private readonly ApplianceHost _host;
    private readonly EventCount _count;
    private readonly FinalRuns _finals;
    private readonly TimeProvider _time;
    private readonly Process _process = Process.GetCurrentProcess();
    private readonly CancellationTokenSource _stop = new();
    private readonly DeadlineScheduler? _lanes;
    private readonly Lock _gate = new();
    private readonly List<double> _depths = [];
    private readonly Task _sampling;
    private double _longestPauseMs;
    private long _lastCollection;
    private Mark? _from, _to;

    private LoadServer(ApplianceHost host, EventCount count, FinalRuns finals, DeadlineScheduler? lanes, TimeProvider time)
    {
        (_host, _count, _finals, _lanes, _time) = (host, count, finals, lanes, time);
        _sampling = SampleAsync();
    }

    public Uri Grpc => _host.Grpc;

    /// <summary>Starts it and waits until its models are warm.</summary>
    public static async Task<LoadServer> StartAsync(
        LevelAppliance level, TriageConfiguration configuration, DeskFactory desks, TimeProvider time, Action<ILoggingBuilder> logging, CancellationToken ct)
    {
        // What an earlier level left must not be collected in this one's window.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var here = new IPEndPoint(IPAddress.Loopback, 0);
        var (count, finals) = (new EventCount(), new FinalRuns());
        DeadlineScheduler? lanes = null;
        var tuning = new DeskTuning
        {
            Discipline = level.Discipline, OpenUpTo = level.OpenUpTo, EndedCallsHeld = level.EndedCallsHeld, Count = count,
            OnLanes = l => lanes = l, OnFinal = finals.Add,
        };
        var host = await ApplianceHost.StartAsync(configuration with { Listen = new() { Grpc = here, Web = here } }, desks, time, logging, ct, tuning: tuning);
        LoadServer? started = null;
        try
        {
            await host.Ready.WaitAsync(ct);
            return started = new(host, count, finals, lanes, time);
        }
        finally
        {
            if (started is null)
                await host.DisposeAsync();
        }
    }

    public void OpenWindow()
    {
        lock (_gate)
        {
            _depths.Clear();
            (_longestPauseMs, _lastCollection) = (0, GC.GetGCMemoryInfo(GCKind.Any).Index);
        }
        _finals.Clear();
        _from = Read();
    }

    public void CloseWindow() => _to ??= Read();

    /// <summary>The process as it is, between collections.</summary>
    public MemoryReading Memory()
    {
        _process.Refresh();
        return new(_process.WorkingSet64 / 1e6, GC.GetTotalMemory(forceFullCollection: false) / 1e6,
            GC.GetGCMemoryInfo(GCKind.Any).TotalCommittedBytes / 1e6, GC.CollectionCount(GC.MaxGeneration));
    }

    /// <summary>Megabytes of managed heap in use: what is left after one full collection, which stops the appliance for a moment.</summary>
    public static double LiveHeapMb()
    {
        GC.Collect();
        return GC.GetTotalMemory(forceFullCollection: false) / 1e6;
    }

    /// <exception cref="InvalidOperationException">The window was never opened.</exception>
    public ServerFigures Figures()
    {
        var from = _from ?? throw new InvalidOperationException("the window was never opened");
        CloseWindow();
        var to = _to!.Value;
        var seconds = Math.Max(1e-3, _time.GetElapsedTime(from.At, to.At).TotalSeconds);
        _process.Refresh();
        var finals = _finals.Until(to.At / (double)_time.TimestampFrequency);
        lock (_gate)
        {
            var depth = LatencySummary.Of(_depths);
            var counted = _lanes is not null;
            return new(to.CpuS - from.CpuS, to.WorkingSetMb, _process.PeakWorkingSet64 / 1e6, (to.Allocated - from.Allocated) / seconds,
                to.Collections - from.Collections, (to.Paused - from.Paused).TotalMilliseconds, _longestPauseMs,
                depth is null ? null : _depths.Average(), depth?.P95,
                _lanes is null ? null : (to.Lanes.BusySeconds - from.Lanes.BusySeconds) / (seconds * _lanes.Lanes),
                counted ? to.Lanes.Partials - from.Lanes.Partials : null, counted ? to.Lanes.PartialsDropped - from.Lanes.PartialsDropped : null,
                counted ? _count.Announced : null, counted ? _count.Finals : null,
                _lanes is null ? null : new(finals.Count, finals.Count(f => f.OnTime), ClairvoyantLanes.OnTime(finals, _lanes.Lanes)));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _sampling;
        await _host.StopAsync();
        await _host.DisposeAsync();
        _process.Dispose();
        _stop.Dispose();
    }

    private Mark Read()
    {
        _process.Refresh();
        return new(_time.GetTimestamp(), Environment.CpuUsage.TotalTime.TotalSeconds, _process.WorkingSet64 / 1e6, GC.GetTotalAllocatedBytes(), GC.CollectionCount(0), GC.GetTotalPauseDuration(),
            _lanes?.Totals ?? default);
    }

    private async Task SampleAsync()
    {
        using var timer = new PeriodicTimer(SamplingPeriod, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
                Sample();
        }
        catch (OperationCanceledException)
        {
            // The level is over.
        }
    }

    private void Sample()
    {
        var last = GC.GetGCMemoryInfo(GCKind.Any);
        lock (_gate)
        {
            if (_lanes is not null)
                _depths.Add(_lanes.Depth);
            if (last.Index == _lastCollection)
                return;
            _lastCollection = last.Index;
            foreach (var pause in last.PauseDurations)
                _longestPauseMs = Math.Max(_longestPauseMs, pause.TotalMilliseconds);
        }
    }

    private readonly record struct Mark(long At, double CpuS, double WorkingSetMb, long Allocated, int Collections, TimeSpan Paused, LaneTotals Lanes);

    /// <summary>How finals ran on the lanes since the window opened.</summary>
    private sealed class FinalRuns
    {
        private readonly Lock _gate = new();
        private readonly List<JobRun> _runs = [];

        public void Add(JobRun run)
        {
            lock (_gate)
                _runs.Add(run);
        }

        public void Clear()
        {
            lock (_gate)
                _runs.Clear();
        }

        /// <param name="endS">Seconds of the appliance's clock.</param>
        public IReadOnlyList<JobRun> Until(double endS)
        {
            lock (_gate)
                return [.. _runs.Where(r => r.DeadlineS <= endS)];
        }
    }

    /// <summary>The appliance's own count, taken where it emits its events.</summary>
    private sealed class EventCount : ICallEventSink
    {
        private int _announced, _finals;

        public int Announced => Volatile.Read(ref _announced);

        public int Finals => Volatile.Read(ref _finals);

        public void Publish(string callId, CallEvent callEvent)
        {
            if (callEvent is SpeechStarted)
                Interlocked.Increment(ref _announced);
            else if (callEvent is FinalTranscript)
                Interlocked.Increment(ref _finals);
        }
    }
}
