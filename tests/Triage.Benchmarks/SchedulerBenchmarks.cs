using BenchmarkDotNet.Attributes;

namespace Triage.Benchmarks;

/// <summary>One decision of the scheduler, with the submission of one job, at several lengths of its queue.</summary>
[MemoryDiagnoser]
public class SchedulerBenchmarks
{
    private QueueOfJobs _queue = null!;

    [Params(1, 20, 200)]
    public int Jobs { get; set; }

    [GlobalSetup]
    public void Prepare() => _queue = new QueueOfJobs(Jobs);

    [Benchmark]
    public int Decide() => _queue.Decide();
}
