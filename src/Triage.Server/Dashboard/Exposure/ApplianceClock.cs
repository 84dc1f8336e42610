namespace Triage.Server.Dashboard.Exposure;

/// <summary>Wall time, and the time since the start of the appliance, which no change of the clock touches.</summary>
internal sealed class ApplianceClock(TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();

    public DateTimeOffset Now => time.GetUtcNow();

    public TimeSpan Monotonic => time.GetElapsedTime(_start);
}
