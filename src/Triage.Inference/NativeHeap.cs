using System.Runtime.InteropServices;

namespace Triage.Inference;

/// <summary>
/// The heap of the C library, which the model runtime allocates from. glibc raises its threshold for memory of its own for each block
/// (up to 32 MB) whenever a large one is freed; from then on large blocks share pages with small ones, and what loading a model needs
/// for a moment is never given back: 75 to 95 MB for each appliance that a process had loaded and let go. Nothing to do elsewhere.
/// </summary>
internal static partial class NativeHeap
{
    private const int MmapThreshold = -3; // M_MMAP_THRESHOLD of malloc.h

    /// <summary>Larger blocks get pages of their own, which go back when they are freed. Small enough for the packed weights, large enough for the small change of a graph call.</summary>
    private const int OwnPagesFromBytes = 256 << 10;

    /// <summary>Fixes the threshold; before the first model is loaded. Harmless when called again.</summary>
    public static void KeepLargeBlocksApart()
    {
        if (OperatingSystem.IsLinux())
            Try(static () => SetOption(MmapThreshold, OwnPagesFromBytes));
    }

    /// <summary>Gives free pages back to the system: after loading and after letting go, not in between.</summary>
    public static void GiveBack()
    {
        if (OperatingSystem.IsLinux())
            Try(static () => Trim(0));
    }

    private static void Try(Func<int> call)
    {
        try
        {
            _ = call();
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            // Another C library than glibc, with another heap.
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetOption(int option, int value);

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Trim(nuint keepBytes);
}
