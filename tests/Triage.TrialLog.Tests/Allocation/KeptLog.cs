using System.Collections.Concurrent;
using Triage.Core.Calls;
using Triage.Core.Trial;

namespace Triage.TrialLog.Tests.Allocation;

/// <summary>The log behind a gate: keeps what it is told, and names calls as the journal does.</summary>
internal sealed class KeptLog(MemoryJournal journal) : IEvidenceLog
{
    public ConcurrentQueue<string> Told { get; } = [];

    public TimeSpan JudgementLimit => TimeSpan.Zero;

    public DisplayRule OpenCall(CallSetup setup, DateTimeOffset startedAt)
    {
        journal.Open(setup.CallId);
        Told.Enqueue($"open {setup.CallId}");
        return DisplayRule.Shown;
    }

    public ValueTask<DisplayRule> ShowsAsync(string callId, SuggestionMade suggestion) => new(DisplayRule.Shown);

    public void Refuse(CallSetup setup, RefusalReason reason, string? field) => Told.Enqueue($"refused {setup.CallId} {reason}");

    public void Publish(string callId, CallEvent callEvent) => Told.Enqueue($"event {callId} {callEvent.GetType().Name}");

    public void Record(ScreenExposure exposure) => Told.Enqueue($"exposure {exposure.CallId} {exposure.Kind}");

    public void Record(ContentReading reading) => Told.Enqueue($"reading {reading.CallId} {reading.Way}");
}
