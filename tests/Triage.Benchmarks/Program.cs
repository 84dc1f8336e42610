using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Triage.Benchmarks;
using Triage.Core.Calls;

if (args is ["steady"])
{
    foreach (var pacing in Enum.GetValues<CallPacing>())
    {
        await using var call = new SteadyCall(pacing);
        await call.OpenAsync();
        call.Play(6);
        Console.WriteLine($"{pacing}: {call.Play(15)}");
    }
    await using var spoken = new SpokenCall();
    await spoken.OpenAsync(CancellationToken.None);
    for (var i = 0; i < 4; i++)
        Console.WriteLine($"with the embedded models: {await spoken.PlayAsync(CancellationToken.None)}");
    return;
}

// In this process: the house's build rules hold for generated projects too, and they would not pass them.
BenchmarkSwitcher.FromAssembly(typeof(SteadyCall).Assembly)
    .Run(args, DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance)));
