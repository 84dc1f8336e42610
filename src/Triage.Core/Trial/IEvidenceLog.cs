using Triage.Core.Calls;

namespace Triage.Core.Trial;

/// <summary>
/// The record of what the appliance did and what humans did with it, and the arm of each unit of a trial. Thread-safe; no member
/// waits for a disk, except <see cref="OpenCall"/> and <see cref="Shows"/> in a trial: an allocation is durable before anyone acts on it.
/// </summary>
public interface IEvidenceLog : ICallEventSink
{
    /// <summary>A call begins; its first event follows. A resumed call is not opened again.</summary>
    void OpenCall(CallSetup setup, DateTimeOffset startedAt);

    /// <summary>
    /// Whether humans get to see this suggestion. Decided once for each unit (the call, or the alert), then always the same. What
    /// is not shown is not sent to any screen or client; the call's history keeps it for the log and the review after the trial.
    /// </summary>
    bool Shows(string callId, SuggestionMade suggestion);

    /// <summary>A screen reports what became of a suggestion.</summary>
    void Record(ScreenExposure exposure);
}
