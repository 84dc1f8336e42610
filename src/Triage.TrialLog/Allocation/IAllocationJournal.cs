namespace Triage.TrialLog.Allocation;

/// <summary>Where the events of a trial are kept: the evidence log. Thread-safe; events are kept in the order in which they were given.</summary>
public interface IAllocationJournal
{
    /// <summary>Pseudonym of the latest call of this id: an id that is opened again names another call.</summary>
    string KeyOf(string callId);

    /// <summary>The trial's events from the beginning, in order.</summary>
    IEnumerable<TrialEvent> Read();

    /// <summary>Keeps an event; it is durable on return.</summary>
    /// <exception cref="IOException">It may or may not have been kept.</exception>
    void Append(TrialEvent happened);

    /// <summary>Hands an event over to be kept, without waiting for it.</summary>
    void Post(TrialEvent happened);
}
