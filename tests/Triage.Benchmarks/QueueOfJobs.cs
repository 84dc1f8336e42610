using Triage.Core.Scheduling;

namespace Triage.Benchmarks;

/// <summary>
/// A scheduler's queue of constant length: two partials for each final, deadlines within seconds of each other and all far away, so
/// that nothing is dropped and each partial is checked against every final that waits.
/// </summary>
internal sealed class QueueOfJobs
{
    private static readonly long Far = TimeSpan.FromDays(1).Ticks;

    private readonly JobQueue _queue = new(new SchedulerOptions(), lanes: 2, new CostModel(CostTable.Reference), TimeProvider.System);
    private readonly List<Job> _group = new(8), _dropped = new(8);

    public QueueOfJobs(int jobs)
    {
        for (var i = 0; i < jobs; i++)
            _queue.Add(new WaitingJob(i % 3 == 0 ? JobKind.Final : JobKind.Partial, new Deadline(Far + i * 1000)), 0);
    }

    /// <summary>One decision, and the job goes back into the queue for the next.</summary>
    public int Decide()
    {
        _queue.Take(0, 0, _group, _dropped);
        foreach (var job in _group)
        {
            _queue.Leave(job);
            job.Lane = -1;
            _queue.Add(job, 0);
        }
        return _group.Count;
    }

    private sealed class WaitingJob : Job
    {
        public WaitingJob(JobKind kind, Deadline deadline)
            : base(kind, "waiting", deadline) => Droppable = kind == JobKind.Partial;

        protected internal override StepShape Next => new(StepKind.Encode, 5);

        protected internal override double RemainingMs(CostModel costs) => costs.MillisecondsOf(Next);

        protected internal override bool Step(ILane lane) => throw new NotSupportedException("these jobs wait for ever");

        protected internal override void Finish(JobOutcome outcome)
        {
        }
    }
}
