using Triage.Core.Speech;

namespace Triage.Core.Scheduling;

/// <summary>What a job is for; a final is never dropped, a partial is worthless once a newer one exists.</summary>
public enum JobKind { Final, Assessment, Partial }

/// <summary>The one outcome every job has.</summary>
public enum JobOutcome
{
    Completed,

    /// <summary>Its owner did not want it any more (newer audio, speech came again, hang-up).</summary>
    Cancelled,

    /// <summary>It waited and could no longer be there by its deadline; only jobs that are <see cref="Job.Droppable"/>.</summary>
    Dropped,

    /// <summary>The engine failed; the job carries the exception.</summary>
    Failed,
}

/// <summary>What a lane brings to its jobs: its own sessions.</summary>
public interface ILane : IDisposable
{
    ISpeechRecognizer Recognizer { get; }
}

/// <summary>
/// A piece of inference work with an absolute deadline, run on one lane in steps no longer than one graph call. The scheduler
/// calls <see cref="Step"/> on the lane's thread and <see cref="Finish"/> exactly once, on the lane's thread or the canceller's.
/// </summary>
public abstract class Job(JobKind kind, string callId, Deadline deadline)
{
    public JobKind Kind { get; } = kind;

    public string CallId { get; } = callId;

    public Deadline Deadline { get; } = deadline;

    /// <summary>May be given up before its first step when it cannot be there by its deadline and <see cref="Grace"/>.</summary>
    public bool Droppable { get; init; }

    /// <summary>How late a droppable job may be and still be of use. Its place in the order is its deadline's.</summary>
    public TimeSpan Grace { get; init; }

    /// <summary>Work that takes what live calls leave; it is not part of the load that admission and the ladder look at.</summary>
    public bool Background { get; init; }

    /// <summary>Clock of its submission.</summary>
    public long SubmittedAt { get; internal set; }

    /// <summary>Clock of the first step, 0 before it.</summary>
    public long StartedAt { get; internal set; }

    /// <summary>Milliseconds that lanes have spent on its steps.</summary>
    public double RanMs { get; internal set; }

    /// <summary>Why the job failed, when it did.</summary>
    public Exception? Error { get; internal set; }

    /// <summary>The lane that runs it; a started job stays there, its caches are the lane's.</summary>
    internal int Lane { get; set; } = -1;

    internal long Order { get; set; }

    /// <summary>Milliseconds of lane time it was expected to need when it was submitted.</summary>
    internal double WorkMs { get; set; }

    /// <summary>Steps run so far.</summary>
    protected internal int Steps { get; internal set; }

    internal bool CancelRequested { get; set; }

    /// <summary>What the next step computes.</summary>
    protected internal abstract StepShape Next { get; }

    /// <summary>Milliseconds of lane time still to be spent, the next step included.</summary>
    protected internal abstract double RemainingMs(CostModel costs);

    /// <summary>The recognition behind the job on its lane, for steps that several jobs take in one call; null: it only steps alone.</summary>
    protected internal virtual IRecognition? Begin(ILane lane) => null;

    /// <summary>One encode, one decoder call or one assessment. True when nothing is left to do.</summary>
    protected internal abstract bool Step(ILane lane);

    /// <summary>Tells the owner; must be quick and must not throw.</summary>
    protected internal abstract void Finish(JobOutcome outcome);
}
