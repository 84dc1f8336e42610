using Triage.Core.Assessment;
using Triage.Training.Heads;

namespace Triage.Training.Evaluation;

/// <summary>
/// Rates of triage over some calls, each with its 95 % bootstrap interval over whole calls. A rate is null where no call carries
/// its label. Abstentions count with what the model would have said.
/// </summary>
public sealed record TriageRates(int Calls)
{
    /// <summary>Suggested is the label.</summary>
    public Interval? Exact { get; private init; }

    /// <summary>Suggested is the label or one of the acceptable priorities.</summary>
    public Interval? Acceptable { get; private init; }

    /// <summary>Less urgent than every acceptable priority.</summary>
    public Interval? UnderTriage { get; private init; }

    /// <summary>More urgent than every acceptable priority.</summary>
    public Interval? OverTriage { get; private init; }

    /// <summary>Cohen's kappa of label and suggestion, weighted by the square of the levels between them; 1 is agreement, 0 chance.</summary>
    public Interval? Kappa { get; private init; }

    /// <summary>Of the calls labelled P0, those suggested P0 at the end.</summary>
    public Interval? P0AtEnd { get; private init; }

    /// <summary>Of the calls labelled P0, those for which P0 was shown at any moment.</summary>
    public Interval? P0Flagged { get; private init; }

    /// <summary>Share of all calls for which P0 was shown at some moment though it is not acceptable.</summary>
    public Interval? FalseP0 { get; private init; }

    public Interval? MotiveTop1 { get; private init; }

    public Interval? MotiveTop3 { get; private init; }

    public Interval? CareExact { get; private init; }

    public Interval? MentionF1 { get; private init; }

    public Interval? PresentF1 { get; private init; }

    public Interval? StatusAccuracy { get; private init; }

    /// <summary>Every rate under the name it has in reports.</summary>
    public IEnumerable<(string Name, Interval? Rate)> Named =>
    [
        ("priority_exact", Exact), ("priority_acceptable", Acceptable), ("under_triage", UnderTriage), ("over_triage", OverTriage), ("quadratic_kappa", Kappa),
        ("p0_recall", P0AtEnd), ("p0_flagged", P0Flagged), ("false_p0", FalseP0), ("motive_top1_acceptable", MotiveTop1), ("motive_top3_acceptable", MotiveTop3),
        ("care_level_exact", CareExact), ("findings_mentioned_f1", MentionF1), ("findings_present_f1", PresentF1), ("status_accuracy", StatusAccuracy),
    ];

    public static TriageRates Of(IReadOnlyList<CallPrediction> predictions, int seed)
    {
        Interval? Share(Func<CallPrediction, bool> holds, Func<CallPrediction, bool>? among = null) =>
            Bootstrap.Ratio([.. predictions.Where(among ?? (_ => true)).Select(p => (holds(p) ? 1.0 : 0, 1.0))], seed);
        var labelled = predictions.Where(p => p.Call.Findings is not null).Select(p => (Mention: FindingMatches.Mentioned(p), Present: FindingMatches.Of(p, FindingStatus.Present), Status: FindingMatches.Status(p))).ToList();
        Interval? F1(Func<(Retrieval Mention, Retrieval Present, (int Right, int Found) Status), Retrieval> of) =>
            Bootstrap.Ratio([.. labelled.Select(c => (2.0 * of(c).Correct, (double)of(c).Predicted + of(c).Wanted))], seed);
        return new TriageRates(predictions.Count)
        {
            Exact = Share(p => p.Priority == p.Call.Priority),
            Acceptable = Share(p => p.PriorityAcceptable),
            UnderTriage = Share(p => p.UnderTriaged),
            OverTriage = Share(p => p.OverTriaged),
            Kappa = Bootstrap.Statistic(predictions, QuadraticKappa, seed),
            P0AtEnd = Share(p => p.Priority == Priority.P0, p => p.Call.Priority == Priority.P0),
            P0Flagged = Share(p => p.FirstP0S is not null, p => p.Call.Priority == Priority.P0),
            FalseP0 = Share(p => p.FirstP0S is not null && !p.Call.AcceptablePriorities.Contains(Priority.P0)),
            MotiveTop1 = Share(p => p.MotiveRank == 0),
            MotiveTop3 = Share(p => p.MotiveRank is >= 0 and < 3),
            CareExact = Share(p => p.CareLevel == p.Call.CareLevel, p => p.Call.CareLevel is not null),
            MentionF1 = F1(c => c.Mention),
            PresentF1 = F1(c => c.Present),
            StatusAccuracy = Bootstrap.Ratio([.. labelled.Select(c => ((double)c.Status.Right, (double)c.Status.Found))], seed),
        };
    }

    /// <summary>
    /// Cohen (1968): 1 − Σ d² observed / Σ d² expected by chance, d the levels between label and suggestion. Null when chance alone
    /// would agree always (one level everywhere).
    /// </summary>
    public static double? QuadraticKappa(IReadOnlyList<CallPrediction> predictions)
    {
        var (observed, expected) = (0.0, 0.0);
        foreach (var p in predictions)
        {
            observed += Squared(p.Call.Priority, p.Priority);
            foreach (var other in predictions)
                expected += Squared(p.Call.Priority, other.Priority) / predictions.Count;
        }
        return expected <= 0 ? null : 1 - observed / expected;
    }

    private static double Squared(Priority wanted, Priority suggested) => ((int)wanted - (int)suggested) * ((int)wanted - (int)suggested);
}
