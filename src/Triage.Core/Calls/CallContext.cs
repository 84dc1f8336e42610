using Triage.Core.Assessment;
using Triage.Core.Scheduling;
using Triage.Core.Speech;

namespace Triage.Core.Calls;

/// <summary>Bounds of a call's work, from the scheduling design.</summary>
public sealed record CallBudgets
{
    /// <summary>A final must be there this long after its endpoint.</summary>
    public TimeSpan Final { get; init; } = TimeSpan.FromMilliseconds(600);

    /// <summary>A suggestion must be there this long after its final.</summary>
    public TimeSpan Assessment { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Live only: a source that sends nothing for this long is announced as stalled and what was being said is closed.</summary>
    public TimeSpan Stall { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Live only: a source that sends nothing for this long has left the call.</summary>
    public TimeSpan Abandoned { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A detached call waits this long for its source to resume.</summary>
    public TimeSpan Resume { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>What every part of one call shares; read-only.</summary>
internal sealed record CallContext(
    string CallId, CallPacing Pacing, SpeechOptions Speech, CallBudgets Budgets, TimeProvider Clock, DeadlineScheduler Scheduler,
    SpeechVocabulary Vocabulary, int MelBins, IReadOnlyList<int> WindowsS, Action<CallEvent> Emit)
{
    public double ElapsedMs(long from, long to) => Clock.GetElapsedTime(from, to).TotalMilliseconds;
}
