namespace Triage.Server.Calibration;

/// <summary>One way to use the processors: so many recognisers at once, each with so many threads.</summary>
internal sealed record LaneChoice(int Lanes, int ThreadsPerLane)
{
    /// <summary>From four cores on a choice between the two ends is tried.</summary>
    private const int CoresForMiddle = 4;

    /// <summary>One recogniser over all cores; one a core; between them two threads each.</summary>
    public static IReadOnlyList<LaneChoice> For(int cores) =>
    [
        .. new[] { new LaneChoice(1, cores), cores >= CoresForMiddle ? new(cores / 2, 2) : new(cores, 1), new(cores, 1) }.Distinct(),
    ];

    public override string ToString() => $"{Lanes} x {ThreadsPerLane}";
}
