namespace Triage.Server.Operations;

/// <summary>Median and 95th percentile of the durations of one cause, milliseconds.</summary>
public sealed record LatencyFigures(LatencyCause Cause, int Count, double? MedianMs, double? P95Ms);

/// <summary>Durations of the last quarter of an hour by cause and minute. Thread-safe; its memory does not grow.</summary>
internal sealed class LatencyHistory(TimeProvider clock)
{
    private static readonly int s_minutes = (int)FigureHistory.Span.TotalMinutes;
    private static readonly LatencyCause[] s_causes = Enum.GetValues<LatencyCause>();

    private readonly Lock _gate = new();
    private readonly Slot[] _slots = [.. Enumerable.Range(0, s_minutes).Select(_ => new Slot())];

    public void Add(LatencyCause cause, double milliseconds)
    {
        lock (_gate)
        {
            var minute = Minute();
            var slot = _slots[minute % s_minutes];
            if (slot.Minute != minute)
                slot.Begin(minute);
            slot.Of(cause).Add(milliseconds);
        }
    }

    /// <summary>Of every cause, in the order of the enum.</summary>
    public IReadOnlyList<LatencyFigures> Figures()
    {
        lock (_gate)
        {
            var oldest = Minute() - s_minutes;
            return [.. s_causes.Select(cause =>
            {
                var all = new LatencyBuckets();
                foreach (var slot in _slots.Where(s => s.Minute > oldest))
                    all.Add(slot.Of(cause));
                return new LatencyFigures(cause, all.Count, all.Quantile(0.5), all.Quantile(0.95));
            })];
        }
    }

    private long Minute() => clock.GetTimestamp() / (60 * clock.TimestampFrequency);

    private sealed class Slot
    {
        private readonly LatencyBuckets[] _causes = [.. s_causes.Select(_ => new LatencyBuckets())];

        public long Minute { get; private set; } = long.MinValue;

        public LatencyBuckets Of(LatencyCause cause) => _causes[(int)cause];

        public void Begin(long minute)
        {
            Minute = minute;
            foreach (var cause in _causes)
                cause.Clear();
        }
    }
}
