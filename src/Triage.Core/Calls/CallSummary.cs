using Triage.Core.Assessment;

namespace Triage.Core.Calls;

public enum CallState
{
    /// <summary>Its source is connected.</summary>
    Running,

    /// <summary>Its source vanished; it may resume.</summary>
    Detached,

    /// <summary>No more audio is taken; what was heard is being decided.</summary>
    Ending,

    Ended,
}

/// <summary>How one channel sounds now.</summary>
/// <param name="LevelDbfs">
/// What a meter shows, dBFS: the loudest 20 ms lately, falling 20 dB a second; minus infinity without any signal.
/// </param>
/// <param name="Silent">The line has carried nothing for long.</param>
/// <param name="Clipped">The last second was clipped so often that words will be wrong.</param>
public readonly record struct ChannelAudio(CallChannel Channel, double LevelDbfs, bool Silent, bool Clipped);

/// <summary>A call as a list shows it: no words of the transcript, but the latest suggestion (whose evidence does quote).</summary>
/// <param name="StartedAt">Wall time at which the call was opened.</param>
/// <param name="AudioS">Media seconds received so far.</param>
/// <param name="LastSequence">Sequence of the newest event, 0 when there is none.</param>
public sealed record CallSummary(
    string CallId, IReadOnlyList<CallChannel> Channels, CallState State, DateTimeOffset StartedAt, double AudioS,
    long LastSequence, Suggestion? Latest)
{
    /// <summary>How each channel sounds now, in the order of <see cref="Channels"/>; empty when nothing is heard of the call.</summary>
    public IReadOnlyList<ChannelAudio> Audio { get; init; } = [];

    /// <summary>The trial shows this call's suggestions to nobody: <see cref="Latest"/> is null, and a screen should say why.</summary>
    public bool SuggestionsWithheld { get; init; }

    /// <summary>A suggestion waits for a decision with <see cref="Decision.BeforeDisplay"/>, or for the time for it to pass.</summary>
    public bool JudgementAwaited { get; init; }

    public override string ToString() => $"call {CallId}, {State}, {AudioS:F1} s";
}
