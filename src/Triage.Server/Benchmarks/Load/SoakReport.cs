namespace Triage.Server.Benchmarks.Load;

/// <summary>Memory of the appliance's process at a moment, in megabytes.</summary>
/// <param name="HeapMb">Objects of the managed heap, garbage not yet collected included.</param>
/// <param name="CommittedMb">Memory that the managed heap had taken from the system at its last collection.</param>
/// <param name="FullCollections">Collections of the whole heap so far.</param>
internal sealed record MemoryReading(double WorkingSetMb, double HeapMb, double CommittedMb, int FullCollections)
{
    /// <summary>What the managed heap has not: the runtime of the models, their weights, code, threads.</summary>
    public double NativeMb => Math.Max(0, WorkingSetMb - CommittedMb);
}

/// <summary>One look at a long run.</summary>
/// <param name="AtS">Seconds since the load started.</param>
/// <param name="Missed">Finals missed so far.</param>
internal sealed record SoakSample(double AtS, MemoryReading Memory, int Missed, int FinalsDelivered);

/// <summary>Medians of a minute of a long run; the last may be shorter.</summary>
/// <param name="Minute">From 1, warm-up included.</param>
internal sealed record SoakMinute(int Minute, double WorkingSetMb, double HeapMb, double CommittedMb, double NativeMb);

/// <summary>Growth in megabytes a minute: the least-squares line through the last two thirds of the run.</summary>
internal sealed record SoakTrend(double WorkingSet, double Heap, double Committed, double Native);

/// <summary>What a long run showed; growth is that of the medians of the last quarter over the first after warm-up.</summary>
/// <param name="WarmUpS">Seconds of the load before the window opened; <paramref name="Samples"/> begin before.</param>
/// <param name="LiveMb">Managed heap after a full collection when the window opened and when it closed.</param>
internal sealed record SoakReport(
    int Calls, double Minutes, double WarmUpS, IReadOnlyList<SoakSample> Samples, (double Opened, double Closed)? LiveMb, ClientFigures Clients, ServerFigures Server)
{
    /// <summary>Growth of memory that is still flat.</summary>
    public const double GrowthBar = 0.02;

    /// <summary>Null when the run was too short for two quarters.</summary>
    public double? WorkingSetGrowth => Growth([.. Measured.Select(s => s.Memory.WorkingSetMb)]);

    public double? HeapGrowth => Growth([.. Measured.Select(s => s.Memory.HeapMb)]);

    public double? NativeGrowth => Growth([.. Measured.Select(s => s.Memory.NativeMb)]);

    /// <summary>Growth of what is really in use; negative when less was.</summary>
    public double? LiveGrowth => LiveMb is { Opened: > 0 } live ? live.Closed / live.Opened - 1 : null;

    public IReadOnlyList<SoakMinute> ByMinute =>
    [
        .. Samples.GroupBy(s => (int)(s.AtS / 60)).OrderBy(g => g.Key).Select(g => new SoakMinute(
            g.Key + 1, Median(g, m => m.WorkingSetMb), Median(g, m => m.HeapMb), Median(g, m => m.CommittedMb), Median(g, m => m.NativeMb))),
    ];

    /// <summary>Null with fewer than three samples in the last two thirds.</summary>
    public SoakTrend? Trend
    {
        get
        {
            var from = Samples.Count == 0 ? 0 : Samples[^1].AtS / 3;
            SoakSample[] last = [.. Samples.Where(s => s.AtS >= from)];
            double Of(Func<MemoryReading, double> value) => Slope([.. last.Select(s => (s.AtS / 60, value(s.Memory)))]);
            return last.Length < 3 ? null : new(Of(m => m.WorkingSetMb), Of(m => m.HeapMb), Of(m => m.CommittedMb), Of(m => m.NativeMb));
        }
    }

    public IReadOnlyList<BarResult> Bars =>
    [
        new("finals_delivered", Clients.FinalsExpected == 0 ? null : (double)Clients.FinalsDelivered / Clients.FinalsExpected, 1, AtMost: false),
        new("audio_lost_s", Clients.AudioLostS, 0, AtMost: true),
        new("calls_failed", Clients.Failures.Sum(f => f.Count), 0, AtMost: true),
        new("working_set_growth", WorkingSetGrowth, GrowthBar, AtMost: true),
    ];

    private IEnumerable<SoakSample> Measured => Samples.Where(s => s.AtS >= WarmUpS);

    /// <summary>Relative growth from the first to the last quarter, medians: one sample before a collection decides nothing.</summary>
    public static double? Growth(IReadOnlyList<double> values)
    {
        var quarter = values.Count / 4;
        if (quarter == 0)
            return null;
        var first = LatencySummary.Of([.. values.Take(quarter)])!.P50;
        var last = LatencySummary.Of([.. values.TakeLast(quarter)])!.P50;
        return first > 0 ? last / first - 1 : null;
    }

    /// <summary>Slope of the least-squares line; 0 when all x are the same.</summary>
    public static double Slope(IReadOnlyList<(double X, double Y)> points)
    {
        var (x, y) = (points.Average(p => p.X), points.Average(p => p.Y));
        var spread = points.Sum(p => (p.X - x) * (p.X - x));
        return spread > 0 ? points.Sum(p => (p.X - x) * (p.Y - y)) / spread : 0;
    }

    private static double Median(IEnumerable<SoakSample> samples, Func<MemoryReading, double> value) =>
        LatencySummary.Of([.. samples.Select(s => value(s.Memory))])!.P50;
}
