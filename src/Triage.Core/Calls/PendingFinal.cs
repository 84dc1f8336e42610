using Triage.Core.Speech;

namespace Triage.Core.Calls;

/// <summary>
/// An utterance that is over and whose text is not there yet: a lane has it, or its audio waits on disk. Owned by the call's loop.
/// </summary>
internal sealed class PendingFinal(UtteranceNote note, long endSample, long closedAt)
{
    /// <summary>What is known of it without its audio.</summary>
    public UtteranceNote Note { get; } = note;

    /// <summary>Sample up to which it is decoded.</summary>
    public long EndSample { get; } = endSample;

    /// <summary>Clock of its endpoint.</summary>
    public long ClosedAt { get; } = closedAt;

    /// <summary>Its audio in memory; null while it is on disk, and after it was given back.</summary>
    public Utterance? Utterance { get; set; }

    public RecognitionJob? Job { get; set; }

    /// <summary>Its audio on disk.</summary>
    public SpooledAudio? Spooled { get; set; }

    public RecognitionResult? Outcome { get; set; }

    public FinalTranscript? Ready { get; set; }
}
