using Triage.Core.Calls;
using Triage.Core.Speech;
using Triage.Inference.Tests.Whisper;
using Triage.Tests;

namespace Triage.Inference.Tests;

/// <summary>One process may run several appliances one after another: a benchmark does, and so do tests.</summary>
[Collection(HeapTestGroup.Name)]
public sealed class ApplianceMemoryTests
{
    private const int Appliances = 4;

    /// <summary>A lane alone holds 80 MB of window memory: what is not let go shows.</summary>
    private const long MostLeftBytes = 4_000_000;

    /// <summary>Two more appliances after the second.</summary>
    private const long MostNativeBytes = 80_000_000;

    [Fact]
    public void Appliances_OneAfterAnother_LeaveNothingOnEitherHeap()
    {
        var (left, used) = (new List<long>(), new List<long>());
        for (var i = 0; i < Appliances; i++)
        {
            Assert.True(LoadedBytes() > 10 * MostLeftBytes, "the loaded models take hardly any memory: nothing was at stake");
            left.Add(LiveBytes());
            used.Add(Environment.WorkingSet);
        }
        // The first leaves what is made once for the process.
        Assert.True(left[1..].Min() - left[0] < MostLeftBytes, $"left on the heap after each appliance: {string.Join(", ", left)}");
        Assert.True(left[^1] - left[1] < MostLeftBytes, $"left on the heap after each appliance: {string.Join(", ", left)}");
        // Each left 75 MB and more while glibc chose for itself which blocks get pages of their own.
        Assert.True(!OperatingSystem.IsLinux() || used[^1] - used[1] < MostNativeBytes, $"working set after each appliance: {string.Join(", ", used)}");
    }

    /// <summary>Loads an appliance and lets it go; the heap while it was there.</summary>
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static long LoadedBytes()
    {
        var before = GC.GetTotalMemory(forceFullCollection: false);
        using var models = ApplianceModels.Load(new() { ModelsFolder = TestPaths.InRoot("models"), Verify = false }, new SpeechOptions(), new CallBudgets(),
            TimeProvider.System, TestContext.Current.CancellationToken);
        return GC.GetTotalMemory(forceFullCollection: false) - before;
    }

    private static long LiveBytes()
    {
        for (var i = 0; i < 2; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
