using Triage.Core.Assessment;
using Triage.Core.Calls;

namespace Triage.Server.Dashboard.Alerts;

/// <summary>
/// Which suggestion is on the screen: a more urgent one at once, a less urgent one only after it has lasted, so that the label does
/// not flicker. One call, one screen; not thread-safe.
/// </summary>
public sealed class SuggestionHold(TimeProvider time)
{
    /// <summary>How long a call must look less urgent before the screen says so: two or three sentences of talk.</summary>
    public static readonly TimeSpan Calm = TimeSpan.FromSeconds(8);

    private SuggestionMade? _pending;
    private long _since;

    /// <summary>What the screen shows; null before the first.</summary>
    public SuggestionMade? Shown { get; private set; }

    /// <summary>When the one that waits will be shown; null: none waits.</summary>
    public TimeSpan? Due => _pending is null ? null : Calm - time.GetElapsedTime(_since) is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    /// <summary>Takes the newest suggestion and says what to show.</summary>
    /// <param name="past">It comes from the history of the call: it has lasted already.</param>
    public SuggestionMade? Offer(SuggestionMade? newest, bool past = false)
    {
        if (newest is null)
            return Shown;
        if (past || Shown is null || Rank(newest) <= Rank(Shown))
            return Show(newest);
        if (_pending is null)
            _since = time.GetTimestamp();
        _pending = newest;
        return time.GetElapsedTime(_since) >= Calm ? Show(newest) : Shown;
    }

    private SuggestionMade Show(SuggestionMade suggestion)
    {
        _pending = null;
        return Shown = suggestion;
    }

    /// <summary>The most urgent first; an abstention stands below every suggestion.</summary>
    private static int Rank(SuggestionMade made) => made.Suggestion.Abstained ? (int)Priority.NR + 1 : (int)made.Suggestion.Priority.Code;
}
