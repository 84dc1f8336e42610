using Triage.Core.Assessment;
using Triage.Core.Speech;

namespace Triage.Core.Calls;

/// <summary>
/// What happens in a call, in order: the last station of the spine, fanned out to the reply stream, the screen and the log.
/// Times in seconds are media time from the start of the call. Transcript texts do not print (see <see cref="ToString"/>).
/// </summary>
public abstract record CallEvent
{
    private long _sequence;

    /// <summary>Position in the call's event stream, from 1; assigned once by the call, used to resume.</summary>
    public long Sequence { get => _sequence; init => _sequence = value; }

    /// <summary>The call assigns it, before anyone else holds the event.</summary>
    internal void Number(long sequence) => _sequence = sequence;

    public sealed override string ToString() => $"{GetType().Name} #{Sequence}";
}

public sealed record SpeechStarted(CallChannel Channel, double AtS) : CallEvent;

/// <summary>An utterance in progress. <see cref="Stable"/> is a prefix of <see cref="Text"/> that will not change.</summary>
/// <param name="LagMs">Wall time from the arrival of the newest audio in it to its emission.</param>
public sealed record PartialTranscript(
    CallChannel Channel, int Utterance, double StartS, double EndS, string Stable, string Text, double LagMs) : CallEvent;

/// <summary>An utterance that is over.</summary>
/// <param name="LowConfidence">The recogniser looped or doubted; the text is what precedes the doubt.</param>
public sealed record FinalTranscript(
    CallChannel Channel, int Utterance, double StartS, double EndS, string Text, IReadOnlyList<RecognizedWord> Words,
    bool LowConfidence, FinalLatency Latency) : CallEvent;

/// <summary>The suggestion after a final; see <see cref="Assessment.Suggestion"/>.</summary>
/// <param name="AssessmentMs">Wall time from the final's emission to this one.</param>
public sealed record SuggestionMade(double AtS, Suggestion Suggestion, double AssessmentMs) : CallEvent
{
    /// <summary>
    /// Sequence of the event that this one repeats, when it was kept back for a human's own judgement and is shown now; null: it is new.
    /// </summary>
    public long? FirstMadeAs { get; init; }

    /// <summary>Humans get it; false: a trial keeps it back, and only sinks and the call's history have it.</summary>
    public bool Shown { get; private set; } = true;

    /// <summary>The call decides it, before anyone else holds the event.</summary>
    internal void KeepBack() => Shown = false;

    /// <summary>What was kept back, as a new event to show.</summary>
    internal SuggestionMade Disclosed() => this with { FirstMadeAs = Sequence, Shown = true };
}

public enum GapReason
{
    /// <summary>Chunks missing between two media times; filled with silence so that the channels stay aligned.</summary>
    Lost,

    /// <summary>The line carries nothing at all (no noise either) for a long time.</summary>
    SilentLine,

    /// <summary>The client stopped sending without closing.</summary>
    Stalled,

    /// <summary>The signal is clipped so often that words will be wrong.</summary>
    Clipped,

    /// <summary>Audio arrived that belongs to a time already decided; it was left out.</summary>
    Late,
}

public sealed record AudioGap(CallChannel Channel, GapReason Reason, double StartS, double EndS) : CallEvent;

/// <summary>The appliance stopped or resumed doing something and says why.</summary>
/// <param name="What">A stable code: partials, language, triage, ...</param>
/// <param name="Detail">For the operator, in French, without any word of the call.</param>
public sealed record Degraded(string What, string Detail, bool Active) : CallEvent;

public enum EndReason
{
    /// <summary>The client said that the call is over.</summary>
    Completed,

    /// <summary>The client went away and did not come back in time.</summary>
    Disconnected,

    /// <summary>The appliance was stopped; everything heard until then was decided.</summary>
    Shutdown,

    /// <summary>The client broke the protocol; see the status of the stream.</summary>
    Rejected,

    /// <summary>The appliance failed on this call; the fault is in its log.</summary>
    Failed,
}

public sealed record CallEnded(EndReason Reason, double AudioS, double AudioLostS) : CallEvent;

/// <summary>Everything up to the client's marker has been decided; the answer to <c>Flush(id)</c>.</summary>
public sealed record Flushed(long Id) : CallEvent;

/// <summary>A human accepted, modified or rejected a suggestion.</summary>
/// <param name="AtS">Media seconds received when the decision came.</param>
/// <param name="Late">The call had ended before.</param>
public sealed record DecisionRecorded(double AtS, Decision Decision, bool Late = false) : CallEvent;

/// <summary>
/// Receives the events of a call in order, one at a time. Must not block: it runs on the call's own loop. One that throws gets no
/// more events of that call.
/// </summary>
public interface ICallEventSink
{
    void Publish(string callId, CallEvent callEvent);
}
