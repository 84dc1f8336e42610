namespace Triage.TrialLog.Allocation;

/// <summary>Where the events of a trial are kept: the evidence log. Thread-safe; events are kept in the order in which they were given.</summary>
public interface IAllocationJournal
{
    /// <summary>Pseudonym of the latest call of this id: an id that is opened again names another call.</summary>
    string KeyOf(string callId);

    /// <summary>The trial's events from the beginning, in order.</summary>
    IEnumerable<TrialEvent> Read();

    /// <summary>
    /// Takes an event and completes when it is durable. A task that has failed on return took nothing; one that fails later may have
    /// kept it, and keeps nothing more.
    /// </summary>
    Task AppendAsync(TrialEvent happened);

    /// <summary>Hands over an event of the latest call of this id, without waiting for it.</summary>
    void Post(string callId, TrialEvent happened);
}
