using System.Collections.Concurrent;
using FsCheck.Xunit;
using Microsoft.Extensions.Time.Testing;
using Triage.Core.Scheduling;
using Triage.Core.Speech;

namespace Triage.Core.Tests.Scheduling;

public sealed class DeadlineSchedulerTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly ConcurrentQueue<string> _log = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = 20_000)]
    public async Task Lane_ManyWait_TakesTheEarliestDeadlineThenTheFirstSubmitted()
    {
        using var scheduler = Scheduler(1);
        var blocker = Submit(scheduler, "blocker", 0, steps: 1);
        await blocker.StartedAsync(Ct);
        var jobs = new[] { ("c", 30), ("a", 10), ("d", 30), ("b", 20) }.Select(j => Submit(scheduler, j.Item1, j.Item2, 1, free: true)).ToArray();

        blocker.Release(1);
        foreach (var job in jobs)
            Assert.Equal(JobOutcome.Completed, await job.Ended.WaitAsync(Ct));

        Assert.Equal(["blocker", "a", "b", "c", "d"], _log);
    }

    [Fact(Timeout = 20_000)]
    public async Task Lane_MoreUrgentArrivesBetweenSteps_RunsFirst()
    {
        using var scheduler = Scheduler(1);
        var slow = Submit(scheduler, "slow", 100, steps: 3);
        await slow.StartedAsync(Ct);
        var urgent = Submit(scheduler, "urgent", 10, steps: 2, free: true);

        slow.Release(3);
        await Task.WhenAll(slow.Ended, urgent.Ended).WaitAsync(Ct);

        Assert.Equal(["slow", "urgent", "urgent", "slow", "slow"], _log);
    }

    [Fact(Timeout = 20_000)]
    public async Task StartedJob_OtherLaneIsFree_StaysOnItsLane()
    {
        using var scheduler = Scheduler(2);
        var jobs = Enumerable.Range(0, 20).Select(i => Submit(scheduler, $"{i}", i % 5, steps: 4, free: true)).ToArray();

        await Task.WhenAll(jobs.Select(j => j.Ended)).WaitAsync(Ct);

        Assert.All(jobs, j => Assert.Single(j.LanesSeen.Distinct()));
    }

    [Fact(Timeout = 20_000)]
    public async Task Cancel_BeforeStart_FinishesAtOnceWithoutAStep()
    {
        using var scheduler = Scheduler(1);
        var blocker = Submit(scheduler, "blocker", 0, steps: 1);
        await blocker.StartedAsync(Ct);
        var waiting = Submit(scheduler, "waiting", 1, steps: 1);

        Assert.True(scheduler.Cancel(waiting));
        Assert.Equal(JobOutcome.Cancelled, await waiting.Ended);
        Assert.False(scheduler.Cancel(waiting));
        Assert.False(scheduler.CancelWaiting(waiting));
        blocker.Release(1);
        await blocker.Ended.WaitAsync(Ct);

        Assert.Equal(["blocker"], _log);
        Assert.Equal(0, waiting.StartedAt);
    }

    [Fact(Timeout = 20_000)]
    public async Task Cancel_WhileRunning_EndsAfterTheStepUnderWay()
    {
        using var scheduler = Scheduler(1);
        var job = Submit(scheduler, "job", 0, steps: 3);
        await job.StartedAsync(Ct);

        Assert.False(scheduler.CancelWaiting(job));
        Assert.False(scheduler.Cancel(job));
        job.Release(3);

        Assert.Equal(JobOutcome.Cancelled, await job.Ended.WaitAsync(Ct));
        Assert.Equal(["job"], _log);
    }

    [Fact(Timeout = 20_000)]
    public async Task Cancel_DuringTheLastStep_IsCompleted()
    {
        using var scheduler = Scheduler(1);
        var job = Submit(scheduler, "job", 0, steps: 1);
        await job.StartedAsync(Ct);

        scheduler.Cancel(job);
        job.Release(1);

        Assert.Equal(JobOutcome.Completed, await job.Ended.WaitAsync(Ct));
    }

    [Fact(Timeout = 20_000)]
    public async Task Step_Throws_FailsThatJobAndTheLaneGoesOn()
    {
        using var scheduler = Scheduler(1);
        var bad = new TestJob("bad", new Deadline(0), 1, _log, fault: new InvalidDataException("graph"));
        scheduler.Submit(bad);
        bad.Release(1);
        var good = Submit(scheduler, "good", 1, steps: 2, free: true);

        Assert.Equal(JobOutcome.Failed, await bad.Ended.WaitAsync(Ct));
        Assert.Equal("graph", bad.Error?.Message);
        Assert.Equal(JobOutcome.Completed, await good.Ended.WaitAsync(Ct));
        Assert.Null(good.Error);
    }

    [Fact(Timeout = 20_000)]
    public async Task Dispose_WithWork_FinishesEveryJobOnceAndDisposesTheLanes()
    {
        var lanes = new[] { new TestLane(), new TestLane() };
        var scheduler = new DeadlineScheduler(lanes, _clock);
        var jobs = Enumerable.Range(0, 10).Select(i => Submit(scheduler, $"{i}", i, steps: 2)).ToArray();
        await jobs[0].StartedAsync(Ct);

        var disposing = Task.Run(scheduler.Dispose, Ct);
        foreach (var job in jobs)
            job.Release(2);
        await disposing.WaitAsync(Ct);

        Assert.All(jobs, j => Assert.Equal(1, j.Finishes));
        Assert.All(lanes, l => Assert.True(l.Disposed));
        Assert.Equal(0, scheduler.Depth);
        Assert.Throws<ObjectDisposedException>(() => Submit(scheduler, "late", 0, 1));
        Assert.False(scheduler.Cancel(jobs[9]));
        scheduler.Dispose();
        Assert.All(jobs, j => Assert.Equal(1, j.Finishes));
    }

    /// <summary>Any arrivals, cancels and faults, from several threads, some of them during the stop: one outcome per job.</summary>
    [Property(MaxTest = 60)]
    public async Task Jobs_AnyArrivalsAndCancels_HaveOneOutcomeEach((byte Deadline, byte Steps, byte Fate)[] plan, byte laneCount, bool stopEarly)
    {
        var scheduler = Scheduler(laneCount % 3 + 1);
        var jobs = plan.Select((p, i) => new TestJob($"{i}", new Deadline(p.Deadline), p.Steps % 4 + 1, _log,
            fault: p.Fate % 5 == 0 ? new InvalidDataException("graph") : null)).ToArray();
        foreach (var job in jobs)
            job.Release(4);
        var submitting = Task.Run(() => Array.ForEach(jobs, scheduler.Submit), Ct);
        var cancelling = Task.Run(() =>
        {
            for (var i = 0; i < plan.Length; i++)
                if (plan[i].Fate % 3 == 0)
                    jobs[i].CancelledWaiting = scheduler.Cancel(jobs[i]);
        }, Ct);
        await submitting;
        if (!stopEarly)
            await Task.WhenAll(jobs.Select(j => j.Ended)).WaitAsync(Ct);
        scheduler.Dispose();
        await cancelling;

        foreach (var job in jobs)
        {
            Assert.Equal(1, job.Finishes);
            Assert.Single(job.LanesSeen.Distinct().DefaultIfEmpty());
            if (job.CancelledWaiting)
                Assert.Equal((JobOutcome.Cancelled, 0), (await job.Ended, job.LanesSeen.Count));
            if (await job.Ended == JobOutcome.Completed)
                Assert.Equal(job.Steps, job.LanesSeen.Count);
        }
        Assert.Equal(0, scheduler.Depth);
    }

    /// <summary>One lane, everything submitted before it is free: steps come strictly in the order of the deadlines.</summary>
    [Property(MaxTest = 40)]
    public async Task Jobs_AnyDeadlines_RunInTheirOrder(byte[] deadlines)
    {
        var log = new ConcurrentQueue<string>();
        using var scheduler = Scheduler(1);
        var blocker = new TestJob("blocker", new Deadline(-1), 1, log);
        scheduler.Submit(blocker);
        await blocker.StartedAsync(Ct);
        var jobs = deadlines.Select((d, i) => new TestJob($"{i}", new Deadline(d), 2, log)).ToArray();
        foreach (var job in jobs)
        {
            job.Release(2);
            scheduler.Submit(job);
        }
        blocker.Release(1);
        await Task.WhenAll(jobs.Select(j => j.Ended)).WaitAsync(Ct);

        var expected = deadlines.Select((d, i) => (d, i)).OrderBy(p => p.d).ThenBy(p => p.i).SelectMany(p => new[] { $"{p.i}", $"{p.i}" });
        Assert.Equal(["blocker", .. expected], log);
    }

    [Fact]
    public void Deadline_After_IsAbsolute()
    {
        var deadline = Deadline.After(_clock, TimeSpan.FromMilliseconds(600));
        _clock.Advance(TimeSpan.FromMilliseconds(250));
        Assert.Equal(350, deadline.Slack(_clock, _clock.GetTimestamp()).TotalMilliseconds, 1e-3);
        _clock.Advance(TimeSpan.FromMilliseconds(500));
        Assert.Equal(-150, deadline.Slack(_clock, _clock.GetTimestamp()).TotalMilliseconds, 1e-3);
        Assert.True(deadline < Deadline.After(_clock, TimeSpan.Zero));
    }

    private DeadlineScheduler Scheduler(int lanes) => new([.. Enumerable.Range(0, lanes).Select(_ => new TestLane())], _clock);

    private TestJob Submit(DeadlineScheduler scheduler, string name, int deadline, int steps, bool free = false)
    {
        var job = new TestJob(name, new Deadline(deadline), steps, _log);
        if (free)
            job.Release(steps);
        scheduler.Submit(job);
        return job;
    }

    /// <summary>A job whose every step waits to be released.</summary>
    private sealed class TestJob(string name, Deadline deadline, int steps, ConcurrentQueue<string> log, Exception? fault = null)
        : Job(JobKind.Partial, name, deadline)
    {
        private readonly object _gate = new();
        private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource<JobOutcome> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _finishes, _released;

        public List<ILane> LanesSeen { get; } = [];

        public int Finishes => Volatile.Read(ref _finishes);

        public bool CancelledWaiting { get; set; }

        public Task<JobOutcome> Ended => _ended.Task;

        public Task StartedAsync(CancellationToken ct) => _started.Task.WaitAsync(ct);

        public void Release(int count)
        {
            lock (_gate)
            {
                _released += count;
                Monitor.PulseAll(_gate);
            }
        }

        protected internal override StepShape Next => new(StepKind.Decode, 1);

        protected internal override double RemainingMs(CostModel costs) => costs.MillisecondsOf(Next);

        protected internal override bool Step(ILane lane)
        {
            LanesSeen.Add(lane);
            log.Enqueue(CallId);
            _started.TrySetResult();
            lock (_gate)
            {
                while (_released == 0)
                    Monitor.Wait(_gate);
                _released--;
            }
            return fault is null ? LanesSeen.Count == steps : throw fault;
        }

        protected internal override void Finish(JobOutcome outcome)
        {
            Interlocked.Increment(ref _finishes);
            _ended.TrySetResult(outcome);
        }
    }

    private sealed class TestLane : ILane
    {
        public bool Disposed { get; private set; }

        public ISpeechRecognizer Recognizer => throw new NotSupportedException("these jobs bring their own work");

        public void Dispose() => Disposed = true;
    }
}
