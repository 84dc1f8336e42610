using System.Collections.Concurrent;
using Triage.Core.Calls;
using Triage.Core.Trial;

namespace Triage.Core.Tests.Trial;

/// <summary>A log that answers what a test says, and keeps what it is told.</summary>
internal sealed class ScriptedEvidence : IEvidenceLog
{
    public TimeSpan JudgementLimit { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Answers an opening; may block or throw.</summary>
    public Func<CallSetup, DisplayRule> Standing { get; set; } = _ => DisplayRule.Shown;

    /// <summary>Answers a suggestion.</summary>
    public Func<SuggestionMade, ValueTask<DisplayRule>> Answer { get; set; } = _ => new(DisplayRule.Shown);

    /// <summary>Everything it was told, in order: <c>open</c>, <c>refused</c>, and events.</summary>
    public ConcurrentQueue<(string Call, string What, CallEvent? Event)> Told { get; } = [];

    public IEnumerable<CallEvent> Events => Told.Select(t => t.Event).OfType<CallEvent>();

    public DisplayRule OpenCall(CallSetup setup, DateTimeOffset startedAt)
    {
        Told.Enqueue((setup.CallId, "open", null));
        return Standing(setup);
    }

    public void Refuse(CallSetup setup, RefusalReason reason, string? field) => Told.Enqueue((setup.CallId, $"refused {reason}", null));

    public ValueTask<DisplayRule> ShowsAsync(string callId, SuggestionMade suggestion) => Answer(suggestion);

    public void Publish(string callId, CallEvent callEvent) => Told.Enqueue((callId, callEvent.GetType().Name, callEvent));

    public void Record(ScreenExposure exposure) => Told.Enqueue((exposure.CallId, exposure.Kind.ToString(), null));

    public void Record(ContentReading reading) => Told.Enqueue((reading.CallId, reading.Way.ToString(), null));
}
