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

    /// <summary>Clock of the first step, 0 before it.</summary>
    public long StartedAt { get; internal set; }

    /// <summary>Why the job failed, when it did.</summary>
    public Exception? Error { get; internal set; }

    /// <summary>The lane that runs it; a started job stays there, its caches are the lane's.</summary>
    internal int Lane { get; set; } = -1;

    internal long Order { get; set; }

    internal bool CancelRequested { get; set; }

    /// <summary>One encode, one decoder call or one assessment. True when nothing is left to do.</summary>
    protected internal abstract bool Step(ILane lane);

    /// <summary>Tells the owner; must be quick and must not throw.</summary>
    protected internal abstract void Finish(JobOutcome outcome);
}
