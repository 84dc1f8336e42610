using Triage.Core.Speech;
using Triage.Core.Telemetry;

namespace Triage.Core.Scheduling;

/// <summary>
/// Puts jobs on lanes and looks again after every step: one encode, one decoder call or one assessment. A lane is one thread that
/// owns its sessions; <see cref="JobQueue"/> decides what it runs. Submit and cancel from any thread.
/// </summary>
public sealed class DeadlineScheduler : IDisposable
{
    private readonly object _gate = new();
    private readonly TimeProvider _clock;
    private readonly ApplianceMetrics _metrics;
    private readonly JobQueue _queue;
    private readonly CostModel _costs;
    private readonly ILane[] _lanes;
    private readonly Thread[] _threads;
    private LaneTotals _totals;
    private bool _stopping;

    /// <param name="lanes">One per thread; the scheduler disposes them.</param>
    public DeadlineScheduler(IReadOnlyList<ILane> lanes, TimeProvider clock, SchedulerOptions? options = null, ApplianceMetrics? metrics = null)
    {
        ArgumentOutOfRangeException.ThrowIfZero(lanes.Count);
        options ??= new();
        (_clock, Options, _metrics) = (clock, options, metrics ?? ApplianceMetrics.None);
        _lanes = [.. lanes];
        _costs = new CostModel(options.Costs);
        _queue = new JobQueue(options, _lanes.Length, _costs, clock);
        Load = new LoadMonitor(options.Ladder, _lanes.Length, OverdueFinals, clock, moves: options.Discipline == QueueDiscipline.EarliestDeadline);
        _metrics.ObserveQueue(Waiting);
        _metrics.ObserveLanes(() => Lanes);
        _metrics.ObserveLoadStep(() => (int)Load.Step);
        _threads = [.. _lanes.Select((lane, index) => new Thread(() => Run(lane, index)) { IsBackground = true, Name = $"lane {index}" })];
        foreach (var thread in _threads)
            thread.Start();
    }

    public SchedulerOptions Options { get; }

    public int Lanes => _lanes.Length;

    /// <summary>How loaded the lanes are, and the step of the ladder.</summary>
    public LoadMonitor Load { get; }

    /// <summary>What the lanes have done so far.</summary>
    public LaneTotals Totals
    {
        get
        {
            lock (_gate)
                return _totals;
        }
    }

    /// <summary>Jobs that wait or run.</summary>
    public int Depth
    {
        get
        {
            lock (_gate)
                return _queue.Count;
        }
    }

    /// <exception cref="ObjectDisposedException">The scheduler is stopping.</exception>
    public void Submit(Job job)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_stopping, this);
            _queue.Add(job, _clock.GetTimestamp());
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
            if (!_queue.Withdraw(job))
            {
                job.CancelRequested = true;
                return false;
            }
        Finish(job, JobOutcome.Cancelled);
        return true;
    }

    /// <summary>Takes a job back only when no lane has started it; one that runs goes on.</summary>
    /// <returns>True when it had not started: it has finished as cancelled.</returns>
    public bool CancelWaiting(Job job)
    {
        if (Options.Discipline == QueueDiscipline.FirstComeFirstServed)
            return false; // What a plain server has queued it computes.
        lock (_gate)
            if (!_queue.Withdraw(job))
                return false;
        Finish(job, JobOutcome.Cancelled);
        return true;
    }

    /// <summary>Lane milliseconds that a recognition would take from its encode on.</summary>
    /// <param name="windowS">Seconds of its window.</param>
    /// <param name="tokens">Tokens in its first decoder call.</param>
    public double EstimateMs(JobKind kind, int windowS, int tokens)
    {
        lock (_gate)
            return RecognitionCost.FromTheStart(_costs, kind, windowS, tokens);
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
        Load.Dispose();
        foreach (var thread in _threads)
            thread.Join();
        List<Job> left;
        lock (_gate)
            left = _queue.Clear(); // from here on a late Cancel finds nothing, so that no job finishes twice
        foreach (var job in left)
            Finish(job, JobOutcome.Cancelled);
        foreach (var lane in _lanes)
            lane.Dispose();
    }

    private void Run(ILane lane, int index)
    {
        var turn = new Turn(Math.Max(Options.Batching.Encode, Options.Batching.Decode));
        while (Next(index, turn))
        {
            foreach (var job in turn.Dropped)
                Finish(job, JobOutcome.Dropped);
            if (turn.Group.Count == 0)
                continue;
            Step(lane, turn);
            foreach (var (job, outcome) in turn.Ended)
                Finish(job, outcome);
        }
    }

    /// <summary>What this lane runs now; waits while there is nothing. False when stopping.</summary>
    private bool Next(int lane, Turn turn)
    {
        turn.Dropped.Clear();
        lock (_gate)
            while (true)
            {
                if (_stopping)
                    return false;
                _queue.Take(lane, _clock.GetTimestamp(), turn.Group, turn.Dropped);
                if (turn.Group.Count > 0 || turn.Dropped.Count > 0)
                    return true;
                Monitor.Wait(_gate);
            }
    }

    private void Step(ILane lane, Turn turn)
    {
        var (group, ended) = (turn.Group, turn.Ended);
        ended.Clear();
        var shape = group[0].Next;
        var started = _clock.GetTimestamp();
        if (group.Count == 1)
        {
            if (StepOnce(group[0], lane) is { } outcome)
                ended.Add((group[0], outcome));
        }
        else
            StepTogether(lane, turn);
        var elapsed = _clock.GetElapsedTime(started).TotalMilliseconds;
        _metrics.StepRun(shape.Kind, group.Count, elapsed);
        lock (_gate)
        {
            _totals = _totals with { BusySeconds = _totals.BusySeconds + elapsed / 1000 };
            if (!group[0].CancelRequested)
                _costs.Observe(shape, group.Count, elapsed);
            foreach (var job in group)
            {
                job.Steps++;
                job.RanMs += elapsed / group.Count;
            }
            foreach (var (job, outcome) in ended)
            {
                _queue.Leave(job);
                if (outcome == JobOutcome.Completed && job.Kind != JobKind.Assessment)
                    _costs.ObserveCalls(job.Kind, job.Steps - 1);
            }
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

    private static void StepTogether(ILane lane, Turn turn)
    {
        var group = turn.Group;
        try
        {
            for (var i = 0; i < group.Count; i++)
                turn.Recognitions[i] = group[i].Begin(lane)!;
            lane.Recognizer.StepTogether(turn.Recognitions.AsSpan(0, group.Count), turn.Done.AsSpan(0, group.Count));
            for (var i = 0; i < group.Count; i++)
                if (turn.Done[i])
                    turn.Ended.Add((group[i], JobOutcome.Completed));
        }
#pragma warning disable CA1031 // Whatever a graph throws belongs to the jobs in this call; the lane and all others go on.
        catch (Exception error)
#pragma warning restore CA1031
        {
            foreach (var job in group)
            {
                job.Error = error;
                turn.Ended.Add((job, JobOutcome.Failed));
            }
        }
    }

    private void Finish(Job job, JobOutcome outcome)
    {
        var now = _clock.GetTimestamp();
        Load.Finished(job, outcome, late: now > job.Deadline.Timestamp);
        if (job.Kind == JobKind.Partial)
            lock (_gate)
                _totals = outcome switch
                {
                    JobOutcome.Completed => _totals with { Partials = _totals.Partials + 1 },
                    JobOutcome.Dropped => _totals with { PartialsDropped = _totals.PartialsDropped + 1 },
                    _ => _totals,
                };
        if (!job.Background)
            Count(job, outcome, now);
        if (Options.OnFinal is { } judge && job.Kind == JobKind.Final && outcome == JobOutcome.Completed)
            judge(new(Seconds(job.SubmittedAt), Seconds(job.Deadline.Timestamp), Seconds(now), job.RanMs / 1000));
        job.Finish(outcome);
    }

    private void Count(Job job, JobOutcome outcome, long now)
    {
        var started = job.StartedAt == 0 ? now : job.StartedAt;
        _metrics.JobFinished(job.Kind, outcome, -job.Deadline.Slack(_clock, now).TotalMilliseconds, Ms(job.SubmittedAt, started), Ms(started, now));
        if (outcome == JobOutcome.Dropped)
            _metrics.DeadlineMissed(job.Kind);

        double Ms(long from, long to) => _clock.GetElapsedTime(from, to).TotalMilliseconds;
    }

    private double Seconds(long timestamp) => timestamp / (double)_clock.TimestampFrequency;

    private int Waiting(JobKind kind)
    {
        lock (_gate)
            return _queue.Waiting(kind);
    }

    private int OverdueFinals()
    {
        lock (_gate)
            return _queue.OverdueFinals(_clock.GetTimestamp());
    }

    /// <summary>What a lane runs and what comes of it, kept from turn to turn so that a step allocates nothing.</summary>
    private sealed class Turn(int mostTogether)
    {
        public List<Job> Group { get; } = new(8);

        public List<Job> Dropped { get; } = new(8);

        public List<(Job Job, JobOutcome Outcome)> Ended { get; } = new(8);

        public IRecognition[] Recognitions { get; } = new IRecognition[mostTogether];

        public bool[] Done { get; } = new bool[mostTogether];
    }
}
