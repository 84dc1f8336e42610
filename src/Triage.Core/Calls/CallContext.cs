using Triage.Core.Assessment;
using Triage.Core.Scheduling;
using Triage.Core.Speech;
using Triage.Core.Telemetry;

namespace Triage.Core.Calls;

/// <summary>Bounds of a call's work, from the scheduling design.</summary>
public sealed record CallBudgets
{
    /// <summary>A final must be there this long after its endpoint.</summary>
    public TimeSpan Final { get; init; } = TimeSpan.FromMilliseconds(600);

    /// <summary>A suggestion must be there this long after its final.</summary>
    public TimeSpan Assessment { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Added to every deadline of a recorded call: live calls go first, and a recording is not left waiting for ever.</summary>
    public TimeSpan Background { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Live only: a source that sends nothing for this long is announced as stalled and what was being said is closed.</summary>
    public TimeSpan Stall { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>A source that sends nothing for this long has left the call, whatever its pacing.</summary>
    public TimeSpan Abandoned { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A detached call waits this long for its source to resume.</summary>
    public TimeSpan Resume { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>What the calls of an appliance share; made once, read-only.</summary>
/// <param name="OpenActivity">Opens the voice activity of one more channel.</param>
/// <param name="WindowsS">Window lengths of the recogniser in seconds, ascending.</param>
public sealed record CallResources(
    DeadlineScheduler Scheduler, Func<ISpeechActivityModel> OpenActivity, ITriageModel Triage, SpeechVocabulary Vocabulary,
    int MelBins, IReadOnlyList<int> WindowsS, SpeechOptions Speech, CallBudgets Budgets, TimeProvider Clock)
{
    /// <summary>Where finals' audio waits that is more than a channel keeps in memory; null: it slows the source instead.</summary>
    public AudioSpool? Spool { get; init; }

    /// <summary>Large memory that calls leave to the next ones.</summary>
    public ListeningPool Listening { get; } = new();

    /// <summary>Which calls are let in.</summary>
    public AdmissionOptions Admission { get; init; } = new();

    /// <summary>What holds the models; disposed when the desk is, after the last call.</summary>
    public IDisposable? Owner { get; init; }

    /// <summary>Where calls count what happens in them.</summary>
    public ApplianceMetrics Metrics { get; init; } = ApplianceMetrics.None;

    /// <summary>Where calls leave the times of their utterances.</summary>
    public UtteranceTracing Tracing { get; init; } = UtteranceTracing.Appliance;
}

/// <summary>What the parts of one call share.</summary>
/// <param name="Emit">Adds an event to the call; on the loop only.</param>
/// <param name="Submit">Hands a job to the lanes and counts it as under way; on the loop only.</param>
internal sealed record CallContext(string CallId, CallPacing Pacing, CallResources Appliance, Action<CallEvent> Emit, Action<Job> Submit)
{
    public SpeechOptions Speech => Appliance.Speech;

    public CallBudgets Budgets => Appliance.Budgets;

    public TimeProvider Clock => Appliance.Clock;

    /// <summary>The deadline of work that is due after this time.</summary>
    public Deadline Within(TimeSpan time) => Deadline.After(Clock, Pacing == CallPacing.Recorded ? time + Budgets.Background : time);

    /// <summary>Where the ladder stands for this call; a recording has none, its events do not depend on the load.</summary>
    public LoadStep LoadStep => Pacing == CallPacing.Recorded ? LoadStep.Full : Appliance.Scheduler.Load.Step;

    public double ElapsedMs(long from, long to) => Clock.GetElapsedTime(from, to).TotalMilliseconds;
}
