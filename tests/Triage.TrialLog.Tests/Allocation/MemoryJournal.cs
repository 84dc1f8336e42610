using Triage.TrialLog.Allocation;

namespace Triage.TrialLog.Tests.Allocation;

/// <summary>A journal in memory, with a disk that a test can stop or break; it survives its appliances.</summary>
internal sealed class MemoryJournal(params TrialEvent[] events) : IAllocationJournal
{
    private readonly Lock _gate = new();
    private readonly List<TrialEvent> _events = [.. events];
    private readonly Dictionary<string, int> _opened = new(StringComparer.Ordinal);

    /// <summary>What the disk does with an event: completes, hangs or fails.</summary>
    public Func<Task> Disk { get; set; } = () => Task.CompletedTask;

    /// <summary>The log takes no more.</summary>
    public bool Full { get; set; }

    public IReadOnlyList<TrialEvent> Events
    {
        get
        {
            lock (_gate)
                return [.. _events];
        }
    }

    public IReadOnlyList<UnitAllocated> Units => [.. Events.OfType<UnitAllocated>()];

    /// <summary>The call of this id is opened: from the second time on it is another call.</summary>
    public void Open(string callId)
    {
        lock (_gate)
            _opened[callId] = _opened.GetValueOrDefault(callId) + 1;
    }

    public string KeyOf(string callId)
    {
        lock (_gate)
            return _opened.GetValueOrDefault(callId) > 1 ? $"key-{callId}-{_opened[callId]}" : $"key-{callId}";
    }

    public IEnumerable<TrialEvent> Read() => Events;

    public Task AppendAsync(TrialEvent happened)
    {
        if (Full)
            return Task.FromException(new IOException("full"));
        lock (_gate)
            _events.Add(happened);
        return Disk();
    }

    public void Post(string callId, TrialEvent happened) => AppendAsync(happened);
}
