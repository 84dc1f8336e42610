namespace Triage.Server.Benchmarks.Load;

/// <summary>A level tried while the capacity was searched.</summary>
internal sealed record TriedLevel(int Calls, bool Within, IReadOnlyList<string> Missed);

/// <summary>What <c>bench load</c> measured.</summary>
/// <param name="StartedAt">Wall time, UTC.</param>
/// <param name="Capacity">Largest number of calls within the bars, or the one asked for.</param>
/// <param name="Searched">The capacity was found, not asked for.</param>
/// <param name="Admission">Twice the capacity before the product's own admission; null when not run.</param>
internal sealed record LoadReport(
    BenchmarkMachine Machine, DateTimeOffset StartedAt, LoadSettings Settings, int Recordings, double RecordingsS, int Capacity, bool Searched,
    IReadOnlyList<TriedLevel> Tried, IReadOnlyList<LoadLevel> Levels, IReadOnlyList<LoadLevel> Baseline, LoadLevel? Admission)
{
    /// <summary>Calls that 2 cores must hold (DESIGN 10). Held against the search only: other machines have other figures.</summary>
    public const int CapacityBarOfTwoCores = 12;

    /// <summary>The product's misses: bars of its levels, and the capacity where it was searched on two cores.</summary>
    public IReadOnlyList<(double? Factor, BarResult Bar)> Missed
    {
        get
        {
            var missed = Levels.SelectMany(l => l.Bars.Where(b => !b.Met).Select(b => (l.Factor, b))).ToList();
            if (Searched && Machine.Processors <= 2 && Capacity < CapacityBarOfTwoCores)
                missed.Insert(0, (null, new("capacity_calls", Capacity, CapacityBarOfTwoCores, AtMost: false)));
            return missed;
        }
    }
}
