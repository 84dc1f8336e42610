using Triage.Core.Assessment;
using Triage.Core.Calls;

namespace Triage.Server.Dashboard.Alerts;

/// <summary>An interruption: a vital emergency that this screen has not been told of yet.</summary>
public sealed record ScreenAlert(string CallId, MotiveReading Motive, long SuggestionSequence, double AtS);

/// <summary>
/// The rule of interruptions: only a shown P0, once for each call and motive, nothing when a call looks less urgent again. One
/// ledger for one browser tab, which it outlives: a reload does not interrupt anew. Thread-safe.
/// </summary>
public sealed class AlertLedger
{
    /// <summary>Calls remembered; a tab that has seen more has long closed the first.</summary>
    private const int MaxCalls = 512;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, HashSet<string>> _told = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>The alert that a suggestion on the screen makes, or null.</summary>
    public ScreenAlert? Consider(string callId, SuggestionMade? shown)
    {
        if (shown is not { Suggestion: { Abstained: false, Priority.Code: Priority.P0 } suggestion })
            return null;
        lock (_gate)
        {
            if (!_told.TryGetValue(callId, out var motives))
            {
                _told.Add(callId, motives = new(StringComparer.Ordinal));
                _order.Enqueue(callId);
                if (_order.Count > MaxCalls)
                    _told.Remove(_order.Dequeue());
            }
            return motives.Add(suggestion.Motive.Code) ? new(callId, suggestion.Motive, shown.Sequence, shown.AtS) : null;
        }
    }
}
