namespace Triage.Core.Scheduling;

/// <summary>An absolute point on the monotonic clock: carried by a job unchanged, never "time remaining".</summary>
/// <param name="Timestamp">In ticks of <see cref="TimeProvider.GetTimestamp"/>.</param>
public readonly record struct Deadline(long Timestamp) : IComparable<Deadline>
{
    public static Deadline After(TimeProvider clock, TimeSpan span) =>
        new(clock.GetTimestamp() + (long)(span.TotalSeconds * clock.TimestampFrequency));

    /// <summary>Positive while there is time, negative after.</summary>
    public TimeSpan Slack(TimeProvider clock, long now) => clock.GetElapsedTime(now, Timestamp);

    public int CompareTo(Deadline other) => Timestamp.CompareTo(other.Timestamp);

    public static bool operator <(Deadline a, Deadline b) => a.Timestamp < b.Timestamp;
    public static bool operator >(Deadline a, Deadline b) => a.Timestamp > b.Timestamp;
    public static bool operator <=(Deadline a, Deadline b) => a.Timestamp <= b.Timestamp;
    public static bool operator >=(Deadline a, Deadline b) => a.Timestamp >= b.Timestamp;
}
