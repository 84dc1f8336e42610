namespace Triage.Core.Telemetry;

/// <summary>How a source got its call.</summary>
public enum Opening
{
    New,

    /// <summary>A held call whose source had left.</summary>
    Resumed,

    /// <summary>A running call, from a connection that was still open.</summary>
    TakenOver,
}
