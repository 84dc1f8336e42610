// Bytes are counted over the whole process, so nothing else may run in it.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace Triage.Benchmarks.Tests;

public sealed class AllocationTests
{
    /// <summary>What the runtime's own threads may add to a few hundred calls, in bytes of one call.</summary>
    private const double Slack = 1;

    private static object? s_kept;

    public static TheoryData<string, string> Budgets
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var budget in AllocationBudget.All)
                rows.Add(budget.Type, budget.Method);
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Budgets))]
    public void Benchmark_OneCall_StaysWithinItsBudget(string type, string method)
    {
        var budget = AllocationBudget.All.Single(b => b.Type == type && b.Method == method);
        var benchmark = BenchmarkRun.Methods(typeof(AudioBenchmarks).Assembly).Single(m => m.DeclaringType!.Name == type && m.Name == method);
        foreach (var (parameters, bytes) in BenchmarkRun.Measure(benchmark))
            Assert.True(bytes <= budget.Bytes + Slack, $"{type}.{method} {parameters}: {bytes:F1} bytes, {budget.Bytes} are allowed ({budget.Why})");
    }

    [Fact]
    public void Budgets_OfBenchmarks_AreCompleteAndExplained()
    {
        var benchmarks = BenchmarkRun.Methods(typeof(AudioBenchmarks).Assembly).Select(m => $"{m.DeclaringType!.Name}.{m.Name}").Order();
        Assert.Equal(benchmarks, AllocationBudget.All.Select(b => $"{b.Type}.{b.Method}").Order());
        Assert.All(AllocationBudget.All, b => Assert.Equal(b.Bytes == 0, b.Why.Length == 0));
    }

    /// <summary>The gate can fail: eight bytes too many in one call of a hundred are seen.</summary>
    [Fact]
    public void Measure_DeliberateAllocation_IsCaught()
    {
        var calls = 0;
        Assert.InRange(BenchmarkRun.Measure(() => { }), 0, Slack);
        Assert.InRange(BenchmarkRun.Measure(() => s_kept = new byte[1000]), 1024, 1024 + Slack);
        Assert.True(BenchmarkRun.Measure(() => s_kept = ++calls % 10 == 0 ? new byte[100] : null) > Slack);
        Assert.NotNull(BenchmarkRun.Methods(typeof(AudioBenchmarks).Assembly).FirstOrDefault());
    }

    /// <summary>Other threads count too: the lanes of the scheduler are such.</summary>
    [Fact]
    public void Measure_AllocationOfAnotherThread_IsCaught()
    {
        using var asked = new SemaphoreSlim(0);
        using var done = new SemaphoreSlim(0);
        var worker = new Thread(() =>
        {
            for (asked.Wait(); !Volatile.Read(ref s_over); asked.Wait())
            {
                s_kept = new byte[1000];
                done.Release();
            }
        });
        worker.Start();

        var bytes = BenchmarkRun.Measure(() =>
        {
            asked.Release();
            done.Wait();
        });

        Volatile.Write(ref s_over, true);
        asked.Release();
        worker.Join();
        Assert.True(bytes >= 1024, $"{bytes:F1}");
    }

    private static bool s_over;
}
