using Triage.Core.Calls;
using Triage.Core.Scheduling;

namespace Triage.Core.Telemetry;

/// <summary>When an utterance passed its stations; nothing of what was said. Clock values are timestamps of the call's clock.</summary>
/// <param name="Number">Place in its channel, from 1.</param>
/// <param name="SpeechS">Seconds from its first to its last speech, in media time.</param>
/// <param name="SpeechEndArrival">Its last speech arrived.</param>
/// <param name="ClosedAt">Its end was decided.</param>
/// <param name="StartedAt">A lane began its final, or had begun it before the end was decided: then the same.</param>
/// <param name="FinishedAt">The recogniser was done.</param>
/// <param name="WindowS">Seconds of the recogniser's window.</param>
/// <param name="Tokens">Tokens of the result.</param>
internal readonly record struct UtteranceTimes(
    CallChannel Channel, int Number, double SpeechS, long SpeechEndArrival, long ClosedAt, long StartedAt, long FinishedAt,
    int WindowS, int Tokens, JobOutcome Outcome, bool LowConfidence);
