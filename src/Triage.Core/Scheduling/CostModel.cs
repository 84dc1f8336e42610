namespace Triage.Core.Scheduling;

/// <summary>
/// What a step will cost here and now: the profile's table times a correction that follows what is observed. The correction is a
/// running 70th percentile: each observation moves it by at most <see cref="Nudge"/>, however far off it is, so that one stall
/// cannot poison it and a slower host is learnt within some dozens of steps. Not thread-safe: the scheduler's lock guards it.
/// </summary>
public sealed class CostModel(CostTable table)
{
    /// <summary>Largest move per observation. Larger follows faster and trusts outliers more; 4 % halves an error of two in 18 steps.</summary>
    private const double Nudge = 0.04;

    /// <summary>Planning with a cost that is met 7 times in 10: a drop too late wastes a lane, a drop too early only a partial.</summary>
    private const double Quantile = 0.7;

    private const double Least = 1 / 16.0, Most = 16;

    // Encodes; decoder calls on one token; on several; assessments. Within a group the table's proportions are trusted.
    private readonly double[] _corrections = [1, 1, 1, 1];

    // Decoder calls a recognition takes, by kind. Start: measured on the sample calls (docs/performance.md), partials with drafts.
    private readonly double[] _decoderCalls = [9, 0, 6];

    public CostTable Table => table;

    /// <summary>Milliseconds of one call with this many jobs in it.</summary>
    public double MillisecondsOf(StepShape shape, int batch = 1) => table.MillisecondsOf(shape, batch) * _corrections[Group(shape)];

    /// <summary>How many times slower than its table the host is in steps of this shape; in [1/16, 16].</summary>
    public double CorrectionOf(StepShape shape) => _corrections[Group(shape)];

    /// <summary>Decoder calls that a recognition of this kind is expected to take in all.</summary>
    public double DecoderCallsOf(JobKind kind) => _decoderCalls[(int)kind];

    public void Observe(StepShape shape, int batch, double milliseconds)
    {
        ref var correction = ref _corrections[Group(shape)];
        correction = Math.Clamp(correction * (milliseconds > MillisecondsOf(shape, batch) ? 1 + Nudge * Quantile : 1 - Nudge * (1 - Quantile)), Least, Most);
    }

    /// <summary>A recognition of this kind has taken this many decoder calls.</summary>
    public void ObserveCalls(JobKind kind, int calls)
    {
        ref var expected = ref _decoderCalls[(int)kind];
        expected = Math.Max(1, expected + (calls > expected ? Quantile : Quantile - 1) * 0.5);
    }

    private static int Group(StepShape shape) => shape.Kind switch
    {
        StepKind.Encode => 0,
        StepKind.Decode => shape.Size == 1 ? 1 : 2,
        _ => 3,
    };
}
