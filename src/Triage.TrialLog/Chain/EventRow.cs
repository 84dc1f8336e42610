using System.Globalization;

namespace Triage.TrialLog.Chain;

/// <summary>One event of the log as it is kept: every column, the payload as canonical JSON.</summary>
/// <param name="Sequence">Position in the log, from 1, without gaps.</param>
/// <param name="At">Wall time, UTC, of a whole millisecond; as the clock said it, even when it was wrong.</param>
/// <param name="OffsetMinutes">What the server's own time zone added to UTC then, minutes.</param>
/// <param name="MonotonicUs">Microseconds since the appliance was started; goes on when the clock is changed.</param>
/// <param name="Call">Pseudonym of the call; null: of the whole appliance.</param>
/// <param name="Payload">Canonical JSON, UTF-8.</param>
/// <param name="Hash">32 bytes, see <see cref="ChainHash"/>.</param>
public sealed record EventRow(
    long Sequence, DateTimeOffset At, int OffsetMinutes, long MonotonicUs, string Type, int Version, string? Call, ReadOnlyMemory<byte> Payload, ReadOnlyMemory<byte> Hash)
{
    /// <summary>How wall times are written: <c>2026-11-24T14:40:31.123Z</c>.</summary>
    public const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public static string TimeText(DateTimeOffset at) => at.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    public static bool TryParseTime(string text, out DateTimeOffset at)
    {
        var read = DateTime.TryParseExact(text, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var utc);
        at = new DateTimeOffset(read ? utc : default, TimeSpan.Zero);
        return read;
    }

    /// <summary>The same moment on the server's own clock, with the offset that was recorded beside it.</summary>
    /// <returns>False: no such time, or an offset that no clock has.</returns>
    public static bool TryParseTime(string text, long offsetMinutes, out DateTimeOffset at)
    {
        if (!TryParseTime(text, out at) || Math.Abs(offsetMinutes) > 14 * 60)
            return false;
        at = at.ToOffset(TimeSpan.FromMinutes(offsetMinutes));
        return true;
    }

    /// <summary>Without the payload: it may be long.</summary>
    public override string ToString() => $"event {Sequence} {Type} v{Version}";
}
