using Triage.TrialLog.Log.Entries;

namespace Triage.TrialLog.Log;

/// <summary>Counts what could not be taken, until the log can say so. Any thread.</summary>
internal sealed class LostEvents
{
    private readonly object _gate = new();
    private SortedDictionary<string, long> _byType = new(StringComparer.Ordinal);
    private DateTimeOffset _from, _to;
    private long _count;

    public long Total { get; private set; }

    public void Add(string type, DateTimeOffset at)
    {
        lock (_gate)
        {
            if (_count++ == 0)
                _from = at;
            _to = at;
            _byType[type] = _byType.GetValueOrDefault(type) + 1;
            Total++;
        }
    }

    /// <summary>What was lost since the last time; null: nothing.</summary>
    public EventsLostEntry? Take()
    {
        lock (_gate)
        {
            if (_count == 0)
                return null;
            var lost = new EventsLostEntry(_count, _byType, _from, _to);
            (_byType, _count) = (new(StringComparer.Ordinal), 0);
            return lost;
        }
    }
}
