using BenchmarkDotNet.Attributes;
using Triage.Core.Scheduling;
using Triage.Core.Speech;

namespace Triage.Benchmarks;

/// <summary>
/// Decisions of the scheduler with many jobs in its queue. One lane; the other jobs have later deadlines, and the one the lane holds
/// waits in its step until the measured job is there. That job takes 256 steps that do nothing, each followed by a decision.
/// </summary>
[MemoryDiagnoser]
public class SchedulerBenchmarks
{
    private const int Steps = 256;

    private readonly SemaphoreSlim _gate = new(0);
    private DeadlineScheduler _scheduler = null!;
    private StepsJob _measured = null!;
    private FillerJob _late = null!;
    private volatile bool _over;

    [Params(1, 20, 200)]
    public int Jobs { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _scheduler = new DeadlineScheduler([new IdleLane()], TimeProvider.System);
        for (var i = 0; i < Math.Max(1, Jobs - 1); i++)
            _scheduler.Submit(new FillerJob(this, i));
    }

    [Benchmark(OperationsPerInvoke = Steps)]
    public bool Decide()
    {
        _measured = new StepsJob();
        _scheduler.Submit(_measured);
        _gate.Release();
        return _measured.Wait();
    }

    [Benchmark]
    public bool SubmitAndCancel()
    {
        _late = new FillerJob(this, Jobs);
        _scheduler.Submit(_late);
        return _scheduler.Cancel(_late);
    }

    [GlobalCleanup]
    public void Release()
    {
        _over = true;
        _gate.Release(1_000_000);
        _scheduler.Dispose();
    }

    private static Deadline In(TimeSpan time) => Deadline.After(TimeProvider.System, time);

    private sealed class StepsJob() : Job(JobKind.Final, "measured", In(TimeSpan.FromSeconds(-1)))
    {
        private volatile bool _finished;
        private int _steps;

        public bool Wait()
        {
            var wait = new SpinWait();
            while (!_finished)
                wait.SpinOnce(sleep1Threshold: -1);
            return true;
        }

        protected override bool Step(ILane lane) => ++_steps == Steps;

        protected override void Finish(JobOutcome outcome) => _finished = true;
    }

    private sealed class FillerJob(SchedulerBenchmarks owner, int place) : Job(JobKind.Final, "filler", In(TimeSpan.FromHours(1 + place)))
    {
        protected override bool Step(ILane lane)
        {
            owner._gate.Wait();
            return owner._over;
        }

        protected override void Finish(JobOutcome outcome)
        {
        }
    }

    private sealed class IdleLane : ILane
    {
        public ISpeechRecognizer Recognizer => throw new NotSupportedException("these jobs recognise nothing");

        public void Dispose()
        {
        }
    }
}
