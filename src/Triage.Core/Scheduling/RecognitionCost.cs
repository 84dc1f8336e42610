namespace Triage.Core.Scheduling;

/// <summary>Lane milliseconds of a recognition: an encode, a first decoder call on prompt and draft, then steps of one token.</summary>
internal static class RecognitionCost
{
    private static readonly StepShape OneToken = new(StepKind.Decode, 1);

    public static double FromTheStart(CostModel costs, JobKind kind, int windowS, int tokens) =>
        costs.MillisecondsOf(new StepShape(StepKind.Encode, windowS)) + costs.MillisecondsOf(new StepShape(StepKind.Decode, tokens)) + Rest(costs, kind, 1);

    /// <param name="next">The next step, a decoder call.</param>
    /// <param name="callsMade">Decoder calls made before it.</param>
    public static double From(CostModel costs, JobKind kind, StepShape next, int callsMade) =>
        costs.MillisecondsOf(next) + Rest(costs, kind, callsMade + 1);

    private static double Rest(CostModel costs, JobKind kind, int callsMade) =>
        Math.Max(0, costs.DecoderCallsOf(kind) - callsMade) * costs.MillisecondsOf(OneToken);
}
