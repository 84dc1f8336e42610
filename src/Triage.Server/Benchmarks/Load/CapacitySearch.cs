namespace Triage.Server.Benchmarks.Load;

/// <summary>
/// The largest number of calls that stays within the bars: doubling until one fails, then halving the interval. Takes for granted
/// that more calls never do better; noise at the edge costs a step, not the search.
/// </summary>
internal static class CapacitySearch
{
    /// <summary>Above this many calls a step of one is below the noise of a run: the search stops at a sixteenth.</summary>
    private const int FineUpTo = 16;

    /// <param name="within">Runs a level of so many calls: did it stay within the bars?</param>
    /// <param name="start">First level tried.</param>
    /// <param name="most">No level beyond it is tried.</param>
    /// <returns>0 when not even one call does.</returns>
    public static async Task<int> FindAsync(Func<int, Task<bool>> within, int start, int most)
    {
        var (good, bad) = (0, most + 1);
        for (var next = Math.Min(start, most); ; next = Math.Min(2 * next, most))
        {
            if (!await within(next))
            {
                bad = next;
                break;
            }
            good = next;
            if (next == most)
                return most;
        }
        while (bad - good > Math.Max(1, good / FineUpTo))
        {
            var middle = (good + bad) / 2;
            if (await within(middle))
                good = middle;
            else
                bad = middle;
        }
        return good;
    }
}
