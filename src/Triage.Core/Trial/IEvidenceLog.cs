using Triage.Core.Calls;

namespace Triage.Core.Trial;

/// <summary>
/// The record of what the appliance did and what humans did with it, and the arm of each unit of a trial. Thread-safe; no member
/// waits for a disk, except <see cref="OpenCall"/> in a trial: an allocation is durable before anyone acts on it.
/// </summary>
public interface IEvidenceLog : ICallEventSink
{
    /// <summary>How long a suggestion that is shown <see cref="DisplayRule.AfterJudgement"/> waits for the judgement.</summary>
    TimeSpan JudgementLimit { get; }

    /// <summary>
    /// A call begins; its first event follows. A resumed call is not opened again. In a trial of calls it is allocated here, and the
    /// allocation is durable on return. One that throws has the call's suggestions withheld.
    /// </summary>
    /// <returns>What is done with this call's suggestions until an answer to one of them says otherwise.</returns>
    DisplayRule OpenCall(CallSetup setup, DateTimeOffset startedAt);

    /// <summary>A new call was asked for and not taken: it counts, intention to treat.</summary>
    /// <param name="field">Which field of the setup was wrong, or null.</param>
    void Refuse(CallSetup setup, RefusalReason reason, string? field);

    /// <summary>
    /// Whether humans get to see this suggestion. Decided once for each unit (the call, or the alert), then always the same; asked
    /// once for each suggestion, in order, before it is published (<see cref="SuggestionMade.Shown"/> then says what became of it).
    /// Completes at once, but for the alert of a trial of alerts: then when its allocation is durable, and what follows in the call
    /// waits. What is not shown is not sent to any screen or client; the call's history keeps it for the log. The review of an
    /// ended call shows no more than the call did. One that fails has the suggestion withheld.
    /// </summary>
    ValueTask<DisplayRule> ShowsAsync(string callId, SuggestionMade suggestion);

    /// <summary>A screen reports what became of a suggestion.</summary>
    void Record(ScreenExposure exposure);

    /// <summary>Somebody is given the words of a call: once for each opening of a page or stream.</summary>
    void Record(ContentReading reading);
}
