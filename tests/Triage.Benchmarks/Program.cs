using System.Diagnostics;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Triage.Benchmarks;
using Triage.Core.Calls;

// "steady" says what the hot path allocates for each second of speech, "decisions" how long the scheduler takes for one;
// anything else is for the benchmark runner.
if (args is ["decisions"])
{
    foreach (var jobs in (int[])[20, 200])
    {
        var queue = new QueueOfJobs(jobs);
        var ticks = new long[200_000];
        for (var round = 0; round < 2; round++)
            for (var i = 0; i < ticks.Length; i++)
            {
                var started = Stopwatch.GetTimestamp();
                queue.Decide();
                ticks[i] = Stopwatch.GetTimestamp() - started;
            }
        Array.Sort(ticks);
        Console.WriteLine($"{jobs} jobs queued, a decision and a submission: p50 {At(0.5):F2} us, p99 {At(0.99):F2} us, p99.9 {At(0.999):F2} us");

        double At(double share) => ticks[(int)(share * (ticks.Length - 1))] * 1e6 / Stopwatch.Frequency;
    }
    return;
}
if (args is ["steady"])
{
    foreach (var pacing in Enum.GetValues<CallPacing>())
    {
        await using var call = new SteadyCall(pacing);
        await call.OpenAsync(CancellationToken.None);
        call.Play(6);
        for (var i = 0; i < 3; i++)
            Console.WriteLine($"{pacing}, scripted models: {call.Play(15)}");
    }
    await using var spoken = new SpokenCall();
    await spoken.OpenAsync(CancellationToken.None);
    for (var i = 0; i < 5; i++)
        Console.WriteLine($"Recorded, embedded models: {await spoken.PlayAsync(CancellationToken.None)}");
    return;
}

// In this process: the house's build rules hold for generated projects too, and those would not pass them.
BenchmarkSwitcher.FromAssembly(typeof(SteadyCall).Assembly)
    .Run(args, DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance)));
