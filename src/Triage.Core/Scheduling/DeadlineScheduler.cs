namespace Triage.Core.Scheduling;

/// <summary>
/// Puts jobs on lanes, earliest deadline first, and looks again after every step: one encode or one decoder call. A lane is one
/// thread that owns its sessions. Submit and cancel from any thread.
/// </summary>
public sealed class DeadlineScheduler : IDisposable
{
    private readonly object _gate = new();
    private readonly TimeProvider _clock;
    private readonly List<Job> _jobs = new(64);
    private readonly ILane[] _lanes;
    private readonly Thread[] _threads;
    private long _order;
    private bool _stopping;

    /// <param name="lanes">One per thread; the scheduler disposes them.</param>
    public DeadlineScheduler(IReadOnlyList<ILane> lanes, TimeProvider clock)
    {
        ArgumentOutOfRangeException.ThrowIfZero(lanes.Count);
        _clock = clock;
        _lanes = [.. lanes];
        _threads = [.. _lanes.Select((lane, index) => new Thread(() => Run(lane, index)) { IsBackground = true, Name = $"lane {index}" })];
        foreach (var thread in _threads)
            thread.Start();
    }

    public int Lanes => _lanes.Length;

    /// <summary>Jobs that wait or run.</summary>
    public int Depth
    {
        get
        {
            lock (_gate)
                return _jobs.Count;
        }
    }

    /// <exception cref="ObjectDisposedException">The scheduler is stopping.</exception>
    public void Submit(Job job)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_stopping, this);
            job.Order = _order++;
            _jobs.Add(job);
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>
    /// Takes a job back. A waiting one finishes as cancelled before this returns; a running one after its current step, unless
    /// that step completes it.
    /// </summary>
    /// <returns>True when it had not started.</returns>
    public bool Cancel(Job job)
    {
        lock (_gate)
        {
            if (job.Lane >= 0 || !_jobs.Remove(job))
            {
                job.CancelRequested = true;
                return false;
            }
        }
        job.Finish(JobOutcome.Cancelled);
        return true;
    }

    /// <summary>Takes a job back only when no lane has started it; one that runs goes on.</summary>
    /// <returns>True when it had not started: it has finished as cancelled.</returns>
    public bool CancelWaiting(Job job)
    {
        lock (_gate)
            if (job.Lane >= 0 || !_jobs.Remove(job))
                return false;
        job.Finish(JobOutcome.Cancelled);
        return true;
    }

    /// <summary>Stops the lanes after their current step; what still waits finishes as cancelled.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_stopping)
                return;
            _stopping = true;
            Monitor.PulseAll(_gate);
        }
        foreach (var thread in _threads)
            thread.Join();
        Job[] left;
        lock (_gate)
        {
            left = [.. _jobs];
            _jobs.Clear(); // from here on a late Cancel finds nothing, so that no job finishes twice
        }
        foreach (var job in left)
            job.Finish(JobOutcome.Cancelled);
        foreach (var lane in _lanes)
            lane.Dispose();
    }

    private void Run(ILane lane, int index)
    {
        while (Next(index) is { } job)
        {
            var outcome = StepOnce(job, lane);
            if (outcome is not { } ended)
                continue;
            lock (_gate)
                _jobs.Remove(job);
            job.Finish(ended);
        }
    }

    private static JobOutcome? StepOnce(Job job, ILane lane)
    {
        if (job.CancelRequested)
            return JobOutcome.Cancelled;
        try
        {
            return job.Step(lane) ? JobOutcome.Completed : null;
        }
#pragma warning disable CA1031 // Whatever a graph throws belongs to this job alone; the lane and the other calls go on.
        catch (Exception error)
#pragma warning restore CA1031
        {
            job.Error = error;
            return JobOutcome.Failed;
        }
    }

    /// <summary>The most urgent job this lane may run: its own started ones, or any that waits. Null when stopping.</summary>
    private Job? Next(int lane)
    {
        lock (_gate)
        {
            while (true)
            {
                if (_stopping)
                    return null;
                Job? best = null;
                foreach (var job in _jobs)
                    if ((job.Lane < 0 || job.Lane == lane) && (best is null || IsBefore(job, best)))
                        best = job;
                if (best is not null)
                {
                    if (best.Lane < 0)
                        best.StartedAt = _clock.GetTimestamp();
                    best.Lane = lane;
                    return best;
                }
                Monitor.Wait(_gate);
            }
        }
    }

    /// <summary>What was taken back goes first: it costs no step and gives its caches back.</summary>
    private static bool IsBefore(Job a, Job b) =>
        a.CancelRequested != b.CancelRequested ? a.CancelRequested
        : a.Deadline.Timestamp != b.Deadline.Timestamp ? a.Deadline < b.Deadline : a.Order < b.Order;
}
