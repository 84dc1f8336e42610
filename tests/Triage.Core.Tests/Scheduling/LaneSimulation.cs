using Microsoft.Extensions.Time.Testing;
using Triage.Core.Scheduling;

namespace Triage.Core.Tests.Scheduling;

/// <summary>A job of the simulation: an encode, then decoder calls, or one assessment; what it really costs is set apart.</summary>
internal sealed class SimulatedJob(JobKind kind, string callId, Deadline deadline, int windowS, int decoderCalls)
    : Job(kind, callId, deadline)
{
    public JobOutcome? Outcome { get; private set; }

    public int Outcomes { get; private set; }

    public long FinishedAt { get; set; }

    public long ArrivedAt { get; init; }

    public bool IsOver => Steps >= (Kind == JobKind.Assessment ? 1 : decoderCalls + 1);

    protected internal override StepShape Next => Kind == JobKind.Assessment ? new(StepKind.Assess, 1)
        : Steps == 0 ? new(StepKind.Encode, windowS) : new(StepKind.Decode, 1);

    protected internal override double RemainingMs(CostModel costs) => Kind == JobKind.Assessment ? costs.MillisecondsOf(Next)
        : costs.MillisecondsOf(Next) + (decoderCalls - Steps) * costs.MillisecondsOf(new(StepKind.Decode, 1));

    protected internal override bool Step(ILane lane) => throw new NotSupportedException("the simulation steps");

    protected internal override void Finish(JobOutcome outcome) => (Outcome, Outcomes) = (outcome, Outcomes + 1);
}

/// <summary>
/// Lanes over a <see cref="JobQueue"/> in simulated time: no threads, every decision repeatable from its seed. Time is in ticks of
/// a fake clock; an arrival is an action at a time.
/// </summary>
internal sealed class LaneSimulation
{
    private readonly FakeTimeProvider _clock = new();
    private readonly JobQueue _queue;
    private readonly CostModel _costs = new(CostTable.Reference);
    private readonly (long Until, List<Job> Group)[] _lanes;
    private readonly PriorityQueue<Action, (long At, int Order)> _events = new();
    private readonly List<Job> _dropped = [];
    private int _order;

    public LaneSimulation(int lanes, SchedulerOptions? options = null)
    {
        _queue = new JobQueue(options ?? new(), lanes, _costs, _clock);
        _lanes = [.. Enumerable.Range(0, lanes).Select(_ => (0L, new List<Job>()))];
    }

    public long Now { get; private set; }

    public List<SimulatedJob> Jobs { get; } = [];

    /// <summary>Real milliseconds of a step, from its cost by the table; a host that is as fast as its profile by default.</summary>
    public Func<double, double> Really { get; init; } = ms => ms;

    /// <summary>Called with what a lane takes, before its step: (lane, group, what waits).</summary>
    public Action<int, IReadOnlyList<Job>> OnTake { get; init; } = (_, _) => { };

    public Action<SimulatedJob> OnFinish { get; set; } = _ => { };

    public int MostQueued { get; private set; }

    public CostModel Costs => _costs;

    public static long Ticks(double ms) => (long)(ms * TimeSpan.TicksPerMillisecond);

    public void At(long ticks, Action action) => _events.Enqueue(action, (ticks, _order++));

    public SimulatedJob Submit(JobKind kind, string call, double withinMs, int windowS = 5, int decoderCalls = 8, bool background = false, TimeSpan grace = default)
    {
        var job = new SimulatedJob(kind, call, new Deadline(Now + Ticks(withinMs)), windowS, decoderCalls)
        {
            ArrivedAt = Now, Droppable = kind == JobKind.Partial && !background, Background = background, Grace = grace,
        };
        Jobs.Add(job);
        _queue.Add(job, Now);
        MostQueued = Math.Max(MostQueued, _queue.Count);
        return job;
    }

    /// <summary>Replaces a waiting job, as a channel does with its partial; false when it has started.</summary>
    public bool Withdraw(SimulatedJob job)
    {
        if (!_queue.Withdraw(job))
            return false;
        job.FinishedAt = Now;
        job.Finish(JobOutcome.Cancelled);
        return true;
    }

    /// <summary>Jobs that wait, for checks of a decision.</summary>
    public IEnumerable<SimulatedJob> Waiting => Jobs.Where(j => j.Outcome is null && j.Lane < 0);

    /// <summary>Runs until nothing happens any more.</summary>
    public void Run()
    {
        while (true)
        {
            Dispatch();
            var next = _events.TryPeek(out _, out var at) ? at.At : long.MaxValue;
            var busy = _lanes.Where(l => l.Group.Count > 0).Select(l => l.Until).DefaultIfEmpty(long.MaxValue).Min();
            if (next == long.MaxValue && busy == long.MaxValue)
                return;
            if (busy <= next)
            {
                Now = busy;
                EndSteps();
            }
            else
            {
                Now = next;
                _events.Dequeue()();
            }
        }
    }

    private void Dispatch()
    {
        for (var lane = 0; lane < _lanes.Length; lane++)
        {
            if (_lanes[lane].Group.Count > 0)
                continue;
            _dropped.Clear();
            var group = _lanes[lane].Group;
            _queue.Take(lane, Now, group, _dropped);
            foreach (var job in _dropped)
                Over((SimulatedJob)job, JobOutcome.Dropped);
            if (group.Count == 0)
                continue;
            OnTake(lane, group);
            var table = CostTable.Reference.MillisecondsOf(group[0].Next, group.Count);
            _lanes[lane].Until = Now + Math.Max(1, Ticks(Really(table)));
        }
    }

    private void EndSteps()
    {
        for (var lane = 0; lane < _lanes.Length; lane++)
        {
            var (until, group) = _lanes[lane];
            if (group.Count == 0 || until > Now)
                continue;
            foreach (var job in group.Cast<SimulatedJob>().ToArray())
            {
                job.Steps++;
                if (!job.IsOver)
                    continue;
                _queue.Leave(job);
                Over(job, JobOutcome.Completed);
            }
            group.Clear();
        }
    }

    private void Over(SimulatedJob job, JobOutcome outcome)
    {
        job.FinishedAt = Now;
        job.Finish(outcome);
        OnFinish(job);
    }
}
