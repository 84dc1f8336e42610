using Triage.Core.Assessment;
using Triage.Training.Heads;

namespace Triage.Training.Evaluation;

/// <summary>One finding over all calls.</summary>
/// <param name="Mention">Talked about, whatever the status.</param>
/// <param name="StatusRight">Of those rightly found, how many with the right status.</param>
public sealed record FindingScore(string Code, Retrieval Mention, Retrieval Present, int StatusRight);

/// <summary>Findings suggested at the end of calls against those labelled. Only calls that carry labels of findings count.</summary>
public static class FindingMatches
{
    public static Retrieval Mentioned(CallPrediction p) => Count(p, (_, _) => true);

    /// <summary>Suggested with this status, labelled with this status, and both.</summary>
    public static Retrieval Of(CallPrediction p, FindingStatus status) => Count(p, (s, _) => s == status);

    /// <summary>Of the findings rightly found, those with the right status.</summary>
    public static (int Right, int Found) Status(CallPrediction p)
    {
        var found = p.Findings.Where(f => Label(p, f.Code) is not null).ToList();
        return (found.Count(f => Label(p, f.Code)!.Status == f.Status), found.Count);
    }

    /// <summary>Each status as if it were all there is, in the order of <see cref="FindingStatus"/>.</summary>
    public static IReadOnlyList<(FindingStatus Status, Retrieval Score)> ByStatus(IReadOnlyList<CallPrediction> predictions) =>
        [.. Enum.GetValues<FindingStatus>().Select(s => (s, Sum(Labelled(predictions).Select(p => Of(p, s)))))];

    /// <summary>Every finding that is labelled or suggested somewhere, in the order of the catalogue.</summary>
    public static IReadOnlyList<FindingScore> ByFinding(IReadOnlyList<CallPrediction> predictions)
    {
        var labelled = Labelled(predictions).ToList();
        return
        [
            .. FindingCatalogue.All.Select(f => f.Code).Select(code => new FindingScore(
                code,
                Sum(labelled.Select(p => Count(p, (_, c) => c == code))),
                Sum(labelled.Select(p => Count(p, (s, c) => c == code && s == FindingStatus.Present))),
                labelled.Count(p => Label(p, code) is { } wanted && p.Findings.Any(f => f.Code == code && f.Status == wanted.Status))))
                .Where(f => f.Mention.Predicted + f.Mention.Wanted > 0),
        ];
    }

    public static LabelledFinding? Label(CallPrediction p, string code) => p.Call.Findings?.FirstOrDefault(f => f.Code == code);

    public static Retrieval Sum(IEnumerable<Retrieval> scores) =>
        scores.Aggregate(new Retrieval(0, 0, 0), (a, b) => new Retrieval(a.Correct + b.Correct, a.Predicted + b.Predicted, a.Wanted + b.Wanted));

    private static IEnumerable<CallPrediction> Labelled(IEnumerable<CallPrediction> predictions) => predictions.Where(p => p.Call.Findings is not null);

    private static Retrieval Count(CallPrediction p, Func<FindingStatus, string, bool> counts)
    {
        var said = p.Findings.Where(f => counts(f.Status, f.Code)).ToList();
        return new Retrieval(
            said.Count(f => Label(p, f.Code) is { } wanted && counts(wanted.Status, f.Code)), said.Count, p.Call.Findings?.Count(w => counts(w.Status, w.Code)) ?? 0);
    }
}
