using System.Collections.Concurrent;
using Triage.Core.Calls;

namespace Triage.Core.Tests.Calls;

/// <summary>Keeps every event, partials included, which a call's history forgets.</summary>
internal sealed class RecordingSink : ICallEventSink
{
    public ConcurrentQueue<CallEvent> Events { get; } = [];

    public void Publish(string callId, CallEvent callEvent) => Events.Enqueue(callEvent);
}
