namespace Triage.Core.Scheduling;

/// <summary>Which waiting job a lane takes.</summary>
public enum QueueDiscipline
{
    /// <summary>The product: earliest deadline first, partials only in the time that finals leave.</summary>
    EarliestDeadline,

    /// <summary>The benchmark's baseline, what a plain speech server does: first come, first served, one job at a time.</summary>
    FirstComeFirstServed,
}
