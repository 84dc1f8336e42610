namespace Triage.TrialLog.Log;

/// <summary>When something happened, on both clocks.</summary>
/// <param name="At">UTC, a whole millisecond.</param>
/// <param name="MonotonicUs">Microseconds since the appliance was started.</param>
internal readonly record struct EventStamp(DateTimeOffset At, int OffsetMinutes, long MonotonicUs);

/// <summary>Stamps events. Any thread.</summary>
internal sealed class EventClock(TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();

    public EventStamp Now()
    {
        var now = time.GetUtcNow();
        return new(
            new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero),
            (int)time.LocalTimeZone.GetUtcOffset(now).TotalMinutes,
            time.GetElapsedTime(_started).Ticks / TimeSpan.TicksPerMicrosecond);
    }
}
