namespace Triage.Core.Telemetry;

/// <summary>What became of the provisional text of an utterance.</summary>
public enum PartialFate
{
    Emitted,

    /// <summary>It could not have been there in time.</summary>
    Dropped,

    /// <summary>Newer audio, or the utterance's end, made it worthless before it was there.</summary>
    Replaced,
}
