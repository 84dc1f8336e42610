using Triage.Core.Scheduling;
using Triage.Core.Speech;
using Triage.Core.Telemetry;

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

    /// <summary>Where its time went, for the trace of the utterance; without a job its audio could not be read back.</summary>
    public UtteranceTimes Trace(FinalTranscript final) => new(final.Channel, Note.Number, Note.SpeechEndS - Note.SpeechStartS,
        Note.SpeechEndArrival, ClosedAt, Math.Max(Job?.StartedAt ?? 0, ClosedAt), Math.Max(Job?.FinishedAt ?? 0, ClosedAt), Job?.WindowS ?? 0,
        Outcome?.Tokens.Count ?? 0, Job?.Outcome ?? JobOutcome.Failed, final.LowConfidence);
}
