namespace Triage.Core.Calls;

/// <summary>
/// All calls of this appliance: admission, the running calls, and those ended lately. Thread-safe. Sources open calls here,
/// screens and reply streams watch them here.
/// </summary>
public interface ICallDesk
{
    /// <summary>True from the end of the warm-up until the stop, while the models work.</summary>
    bool IsReady { get; }

    /// <summary>Why it is not ready, in English and without secrets; null when ready.</summary>
    string? NotReadyReason { get; }

    /// <summary>Loads the models and runs each once, so that the first call is as fast as the others. Once.</summary>
    /// <exception cref="InvalidDataException">A model is missing or broken; the message names file and remedy.</exception>
    Task WarmUpAsync(CancellationToken ct);

    /// <summary>Opens a call or resumes one; admission is decided at once, nothing waits.</summary>
    /// <param name="resume">
    /// The source was here before: take the held call of this id instead of a new one, from its old connection too when that has
    /// not been noticed to be dead. Admission never refuses it.
    /// </param>
    CallOpening TryOpen(CallSetup setup, bool resume);

    /// <summary>Running calls and those ended lately, oldest first.</summary>
    IReadOnlyList<CallSummary> List();

    CallSummary? Find(string callId);

    /// <summary>
    /// The events of a call after a sequence number: history, then live; the enumeration ends after <see cref="CallEnded"/>.
    /// Bounded for each watcher and never a brake on the call.
    /// </summary>
    /// <exception cref="UnknownCallException">At the first step: no such call is held.</exception>
    /// <exception cref="WatcherTooSlowException">The watcher fell too far behind; it may come back from the sequence named.</exception>
    IAsyncEnumerable<CallEvent> WatchAsync(string callId, long afterSequence, CancellationToken ct);

    /// <summary>Records a human decision as a <see cref="DecisionRecorded"/> event of the call; ended calls that are still held accept it too.</summary>
    DecisionOutcome RecordDecision(string callId, Decision decision);

    /// <summary>
    /// Stops: new calls are refused at once, every running or held call decides what was heard and ends as
    /// <see cref="EndReason.Shutdown"/>. Completes when all have ended. Cancelling abandons the wait.
    /// </summary>
    Task StopAsync(CancellationToken ct);
}

/// <summary>No call of this id is held here.</summary>
public sealed class UnknownCallException(string callId) : Exception($"no call '{callId}' is held here")
{
    public string CallId { get; } = callId;
}

/// <summary>A watcher did not take the events of a call fast enough.</summary>
/// <param name="deliveredSequence">The last event the watcher did get; it resumes after this one.</param>
public sealed class WatcherTooSlowException(long deliveredSequence)
    : Exception($"reader too slow, resume from sequence {deliveredSequence}")
{
    public long DeliveredSequence { get; } = deliveredSequence;
}
