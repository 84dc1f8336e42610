namespace Triage.Core.Scheduling;

/// <summary>A job that completed, in seconds of the scheduler's clock; for who judges a schedule afterwards.</summary>
/// <param name="LaneS">Lane time that it took.</param>
public readonly record struct JobRun(double SubmittedS, double DeadlineS, double FinishedS, double LaneS)
{
    public bool OnTime => FinishedS <= DeadlineS;
}
