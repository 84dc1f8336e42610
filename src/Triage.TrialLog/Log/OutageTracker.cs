using Triage.TrialLog.Log.Entries;
using Triage.TrialLog.Records;

namespace Triage.TrialLog.Log;

/// <summary>Pairs what began with what ended into outages. Fed in the order of the log.</summary>
internal sealed class OutageTracker
{
    private readonly Dictionary<(string? Call, string What), DateTimeOffset> _open = [];
    private DateTimeOffset? _stopped;

    /// <param name="before">Wall time of the event before: the last sign of life, when the appliance ended without a word.</param>
    public IEnumerable<OutageRecord> Take(LogEntry entry, string? call, DateTimeOffset at, Func<DateTimeOffset?> before)
    {
        switch (entry)
        {
            case DegradedEntry { Active: true } degraded:
                _open.TryAdd((call, degraded.What), at);
                break;
            case DegradedEntry degraded:
                if (_open.Remove((call, degraded.What), out var from))
                    yield return new(call, degraded.What, from, at);
                break;
            case CallEndedEntry:
                foreach (var key in _open.Keys.Where(k => k.Call == call).ToList())
                    if (_open.Remove(key, out var began))
                        yield return new(call, key.What, began, at);
                break;
            case ApplianceStoppedEntry:
                _stopped = at;
                break;
            case LogOpenedEntry:
                _stopped ??= before();
                break;
            case ApplianceStartedEntry:
                if (_stopped is { } since)
                    yield return new(null, "stopped", since, at);
                _stopped = null;
                break;
            case StorageOutageEntry storage:
                yield return new(null, storage.What, storage.From.ToOffset(at.Offset), storage.To.ToOffset(at.Offset));
                break;
            case EventsLostEntry lost:
                yield return new(null, "events_lost", lost.From.ToOffset(at.Offset), lost.To.ToOffset(at.Offset));
                break;
        }
    }

    /// <summary>What began and has not ended.</summary>
    public IEnumerable<OutageRecord> Lasting() =>
        _open.Select(o => new OutageRecord(o.Key.Call, o.Key.What, o.Value, null))
            .Concat(_stopped is { } since ? [new OutageRecord(null, "stopped", since, null)] : []).OrderBy(o => o.From);
}
