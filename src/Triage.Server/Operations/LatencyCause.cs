namespace Triage.Server.Operations;

/// <summary>Where the time of a live call's text and suggestion goes. The first three sum to <see cref="Final"/>.</summary>
public enum LatencyCause
{
    /// <summary>Waiting for the silence that ends an utterance.</summary>
    Endpointing,

    /// <summary>Waiting for a lane.</summary>
    Queue,

    /// <summary>The recogniser's graphs.</summary>
    Recognition,

    /// <summary>From the end of an utterance to its text.</summary>
    Final,

    /// <summary>From a final text to the suggestion after it.</summary>
    Assessment,

    /// <summary>From the arrival of audio to the provisional text of it.</summary>
    Partial,
}
