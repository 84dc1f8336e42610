namespace Triage.Core.Scheduling;

/// <summary>
/// Which job a lane runs next; the decisions of <see cref="DeadlineScheduler"/> without its threads. Earliest deadline first among
/// what the lane may run: its own started jobs and all that wait. Partials live on what finals leave: one that waits and cannot
/// make its deadline is dropped, and none runs while that would make a final late. Not thread-safe; all times are clock ticks.
/// </summary>
internal sealed class JobQueue(SchedulerOptions options, int lanes, CostModel costs, TimeProvider clock)
{
    /// <summary>
    /// Kept free before a final's deadline when partials are let ahead of it: one or two finals (60 to 90 ms of lane time) may
    /// still arrive with an earlier deadline.
    /// </summary>
    private const double ReserveMs = 150;

    private readonly double _ticksPerMs = clock.TimestampFrequency / 1000.0;
    private readonly bool _inOrder = options.Discipline == QueueDiscipline.FirstComeFirstServed;
    private readonly List<Job>[] _started = [.. Enumerable.Range(0, lanes).Select(_ => new List<Job>(8))];

    // Sorted: earliest deadline first (first come first with the other discipline).
    private readonly List<Job> _waiting = new(256);
    private long _order;

    public int Count
    {
        get
        {
            var count = _waiting.Count;
            foreach (var started in _started)
                count += started.Count;
            return count;
        }
    }

    public void Add(Job job, long now)
    {
        (job.Order, job.SubmittedAt) = (_order++, now);
        job.WorkMs = job.RemainingMs(costs);
        int low = 0, high = _waiting.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (IsBefore(job, _waiting[middle]))
                high = middle;
            else
                low = middle + 1;
        }
        _waiting.Insert(low, job);
    }

    /// <summary>Takes a job out that no lane has started; false when one has, or it is not here.</summary>
    public bool Withdraw(Job job) => job.Lane < 0 && _waiting.Remove(job);

    /// <summary>The job is over.</summary>
    public void Leave(Job job) => _started[job.Lane].Remove(job);

    /// <summary>Everything, started or not; empties the queue.</summary>
    public List<Job> Clear()
    {
        List<Job> all = [.. _waiting, .. _started.SelectMany(s => s)];
        _waiting.Clear();
        foreach (var started in _started)
            started.Clear();
        return all;
    }

    /// <summary>
    /// Puts into <paramref name="group"/> the jobs whose next step this lane runs now, in one call: one job, or several of the same
    /// shape where batches pay. Puts into <paramref name="dropped"/> what is given up; the caller finishes those.
    /// </summary>
    public void Take(int lane, long now, List<Job> group, List<Job> dropped)
    {
        group.Clear();
        DropHopeless(now, dropped);
        if (MostUrgent(lane, now) is not { } leader)
            return;
        Join(leader);
        var most = leader.CancelRequested ? 1 : options.Batching.Of(leader.Next.Kind);
        if (most > 1)
            Gather(leader.Next, most);

        void Join(Job job)
        {
            if (job.Lane < 0)
            {
                _waiting.Remove(job);
                (job.Lane, job.StartedAt) = (lane, now);
                _started[lane].Add(job);
            }
            group.Add(job);
        }

        // Companions in the order of their deadlines; a batched call costs little more than its leader's own.
        void Gather(StepShape shape, int most)
        {
            foreach (var job in _started[lane])
                if (group.Count < most && job != leader && !job.CancelRequested && job.Next == shape)
                    Join(job);
            for (var i = 0; i < _waiting.Count && group.Count < most; i++)
                if (_waiting[i].Next == shape && !(_waiting[i].Droppable && EndangersFinals(_waiting[i], lane, now)))
                    Join(_waiting[i--]);
        }
    }

    /// <summary>Jobs of a kind that no lane has started.</summary>
    public int Waiting(JobKind kind)
    {
        var count = 0;
        foreach (var job in _waiting)
            count += job.Kind == kind ? 1 : 0;
        return count;
    }

    /// <summary>Live finals, waiting or started, whose deadline has passed.</summary>
    public int OverdueFinals(long now)
    {
        var count = 0;
        foreach (var job in _waiting)
            count += IsOverdue(job) ? 1 : 0;
        foreach (var started in _started)
            foreach (var job in started)
                count += IsOverdue(job) ? 1 : 0;
        return count;

        bool IsOverdue(Job job) => job is { Kind: JobKind.Final, Background: false } && job.Deadline.Timestamp < now;
    }

    private void DropHopeless(long now, List<Job> dropped)
    {
        if (_inOrder)
            return;
        for (var i = _waiting.Count - 1; i >= 0; i--)
            if (_waiting[i] is { Droppable: true } job && now + (job.WorkMs - job.Grace.TotalMilliseconds) * _ticksPerMs > job.Deadline.Timestamp)
            {
                dropped.Add(job);
                _waiting.RemoveAt(i);
            }
    }

    private Job? MostUrgent(int lane, long now)
    {
        if (_inOrder)
            return _started[lane].Count > 0 ? _started[lane][0] : _waiting.Count > 0 ? _waiting[0] : null;
        Job? best = null;
        foreach (var job in _started[lane])
            if (best is null || IsBefore(job, best))
                best = job;
        if (_waiting.Count > 0 && best is not { CancelRequested: true } && (best is null || IsBefore(_waiting[0], best)))
            best = _waiting[0];
        if (best is not { Droppable: true, CancelRequested: false } || !EndangersFinals(best, lane, now))
            return best;
        return MostUrgentKept(lane) ?? best;
    }

    /// <summary>The most urgent among what may not be dropped.</summary>
    private Job? MostUrgentKept(int lane)
    {
        Job? best = null;
        foreach (var job in _started[lane])
            if (!job.Droppable && (best is null || IsBefore(job, best)))
                best = job;
        foreach (var job in _waiting)
            if (!job.Droppable)
                return best is null || IsBefore(job, best) ? job : best;
        return best;
    }

    /// <summary>
    /// Would a final or an assessment be late if this partial's remaining work went first? Supply: all lanes; demand: what may not
    /// be dropped, in the order of deadlines.
    /// </summary>
    private bool EndangersFinals(Job partial, int lane, long now)
    {
        var work = partial.Lane < 0 ? partial.WorkMs : partial.RemainingMs(costs);
        var ahead = work;
        foreach (var started in _started)
            foreach (var job in started)
                if (!job.Droppable)
                {
                    var remaining = job.RemainingMs(costs);
                    ahead += remaining;
                    if (job.Lane == lane && now + (work + remaining + ReserveMs) * _ticksPerMs > job.Deadline.Timestamp)
                        return true;
                }
        foreach (var job in _waiting)
        {
            if (job.Droppable || job.Background)
                continue;
            ahead += job.WorkMs;
            if (now + (Math.Max(ahead / lanes, job.WorkMs) + ReserveMs) * _ticksPerMs > job.Deadline.Timestamp)
                return true;
        }
        return false;
    }

    /// <summary>What was taken back goes first: it costs no step and gives its caches back.</summary>
    private bool IsBefore(Job a, Job b) =>
        a.CancelRequested != b.CancelRequested ? a.CancelRequested
        : !_inOrder && a.Deadline.Timestamp != b.Deadline.Timestamp ? a.Deadline < b.Deadline : a.Order < b.Order;
}
