using Triage.Core.Assessment;
using Triage.Training.Heads;

namespace Triage.Training.Evaluation;

/// <summary>What a confidence threshold would leave and how good that is. Rates are null when nothing is left.</summary>
/// <param name="Confidence">Calls below this highest probability abstain.</param>
/// <param name="Answered">Calls that remain.</param>
public sealed record AbstentionPoint(double Confidence, int Calls, int Answered, double? Acceptable, double? UnderTriage)
{
    public double Coverage => Calls == 0 ? 0 : (double)Answered / Calls;
}

/// <summary>
/// Coverage against acceptable priorities as the confidence threshold rises, at the end of calls. A call with a safety rule always
/// answers; one in which not enough was said never does.
/// </summary>
public static class AbstentionCurve
{
    private const int Steps = 10;

    public static IReadOnlyList<AbstentionPoint> Of(IReadOnlyList<CallPrediction> predictions)
    {
        var points = new List<AbstentionPoint>(Steps);
        for (var step = 0; step < Steps; step++)
        {
            var threshold = (double)step / Steps;
            var answered = predictions.Where(p => Answers(p, threshold)).ToList();
            points.Add(new AbstentionPoint(
                threshold, predictions.Count, answered.Count,
                answered.Count == 0 ? null : answered.Average(p => p.PriorityAcceptable ? 1.0 : 0),
                answered.Count == 0 ? null : answered.Average(p => p.UnderTriaged ? 1.0 : 0)));
        }
        return points;
    }

    private static bool Answers(CallPrediction p, double threshold) =>
        p.Reason is AbstentionReason.None or AbstentionReason.LowConfidence && (p.RuleHolds || p.Distribution.Max() >= threshold);
}
