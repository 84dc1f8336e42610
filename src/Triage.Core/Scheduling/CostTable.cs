namespace Triage.Core.Scheduling;

/// <summary>A measured cost: one call of this shape with this many jobs in it.</summary>
/// <param name="Batch">Jobs in the call, from 1.</param>
/// <param name="Milliseconds">Of the whole call, every lane busy; median.</param>
public sealed record StepCost(StepKind Kind, int Size, int Batch, double Milliseconds);

/// <summary>
/// What steps cost on a host: the measured points of its hardware profile, straight lines between them and in proportion beyond
/// them. Immutable; the cost model corrects it while the appliance runs.
/// </summary>
public sealed class CostTable
{
    /// <summary>
    /// The embedded models on one thread of a 2-core AMD EPYC with AVX512-VNNI (docs/performance.md): what a host without a
    /// profile is taken for until its own steps have been observed.
    /// </summary>
    public static CostTable Reference { get; } = new(
    [
        new(StepKind.Encode, 3, 1, 12.6), new(StepKind.Encode, 5, 1, 22.4), new(StepKind.Encode, 8, 1, 37.5),
        new(StepKind.Encode, 10, 1, 49.7), new(StepKind.Encode, 20, 1, 150), new(StepKind.Encode, 30, 1, 273),
        new(StepKind.Decode, 1, 1, 3.2), new(StepKind.Decode, 8, 1, 7.3), new(StepKind.Decode, 24, 1, 13.2), new(StepKind.Decode, 64, 1, 34),
        new(StepKind.Assess, 1, 1, 3),
    ]);

    private readonly Dictionary<(StepKind, int Batch), StepCost[]> _lines;

    /// <exception cref="ArgumentException">A kind has no point with batch 1, or a point is not positive.</exception>
    public CostTable(IReadOnlyList<StepCost> points)
    {
        if (points.FirstOrDefault(p => !(p.Milliseconds > 0) || p.Size < 1 || p.Batch < 1) is { } wrong)
            throw new ArgumentException($"{wrong.Kind} {wrong.Size} x {wrong.Batch} costs {wrong.Milliseconds} ms; sizes, batches and costs are positive", nameof(points));
        foreach (var kind in Enum.GetValues<StepKind>())
            if (!points.Any(p => p.Kind == kind && p.Batch == 1))
                throw new ArgumentException($"no cost of {kind} with a batch of 1", nameof(points));
        Points = points;
        _lines = points.GroupBy(p => (p.Kind, p.Batch)).ToDictionary(g => g.Key, g => g.OrderBy(p => p.Size).ToArray());
    }

    public IReadOnlyList<StepCost> Points { get; }

    /// <summary>Milliseconds of one call. A batch that was not measured costs what its jobs cost one by one.</summary>
    public double MillisecondsOf(StepShape shape, int batch = 1)
    {
        if (_lines.TryGetValue((shape.Kind, batch), out var line))
            return On(line, shape.Size);
        return batch * On(_lines[(shape.Kind, 1)], shape.Size);
    }

    private static double On(StepCost[] line, int size)
    {
        if (size <= line[0].Size || line.Length == 1)
            return line[0].Milliseconds;
        for (var i = 1; i < line.Length; i++)
            if (size <= line[i].Size)
            {
                var (a, b) = (line[i - 1], line[i]);
                return a.Milliseconds + (b.Milliseconds - a.Milliseconds) * (size - a.Size) / (b.Size - a.Size);
            }
        return line[^1].Milliseconds * size / line[^1].Size;
    }
}
