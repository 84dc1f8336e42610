using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Triage.Benchmarks;
using Triage.Core.Calls;

// "steady" says what the hot path allocates for each second of speech; anything else is for the benchmark runner.
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
        Console.WriteLine($"Live, embedded models: {await spoken.PlayAsync(CancellationToken.None)}");
    return;
}

// In this process: the house's build rules hold for generated projects too, and those would not pass them.
BenchmarkSwitcher.FromAssembly(typeof(SteadyCall).Assembly)
    .Run(args, DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance)));
