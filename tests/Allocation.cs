namespace Triage.Tests;

/// <summary>What a piece of work allocates on its own thread.</summary>
internal static class Allocation
{
    private const int Passes = 5;

    /// <summary>
    /// Bytes of the leanest of five passes: a collection during a pass charges the rest of the thread's allocation buffer (8 KB) to
    /// it, while what the work itself allocates is in every pass.
    /// </summary>
    public static long Least(Action work) => Enumerable.Range(0, Passes).Min(_ => Of(work));

    private static long Of(Action work)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        work();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
