namespace Triage.Core.Scheduling;

/// <summary>The overload ladder, from full service down; each step includes the ones before it.</summary>
public enum LoadStep
{
    Full,

    /// <summary>Partials half as often.</summary>
    SlowerPartials,

    /// <summary>Partials for the caller's channel only.</summary>
    CallerPartialsOnly,

    NoPartials,

    /// <summary>Finals come after their deadline; their audio waits in memory, then on disk. None is dropped.</summary>
    LateFinals,

    /// <summary>No new call is admitted until the ladder comes down.</summary>
    CallsRefused,
}
