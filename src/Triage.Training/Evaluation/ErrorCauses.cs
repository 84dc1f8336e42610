using Triage.Core.Assessment;
using Triage.Training.Heads;

namespace Triage.Training.Evaluation;

/// <summary>Where an error first arises on the way from audio to suggestion.</summary>
public enum ErrorCause
{
    /// <summary>The annotators themselves differ.</summary>
    Label,

    /// <summary>Right from the reference words, wrong from the audio.</summary>
    Recognition,

    /// <summary>A finding that decides was missed or invented.</summary>
    Finding,

    /// <summary>A finding that decides was found with another status.</summary>
    Status,

    /// <summary>The findings that decide are right; what was made of them is not.</summary>
    Aggregation,
}

/// <summary>One wrong priority, motive or finding.</summary>
/// <param name="Kind">under_triage, over_triage, motive, finding_missed, finding_invented or finding_status.</param>
/// <param name="Subject">Codes: wanted and suggested, or the finding.</param>
public sealed record TriageError(string Call, string Kind, string Subject, ErrorCause Cause);

/// <summary>
/// Assigns each error one cause, by fixed tests in this order: label, recognition, finding, status, aggregation. An aid to decide what to
/// work on, not a proof: a priority can be wrong for two reasons at once.
/// </summary>
public static class ErrorCauses
{
    /// <param name="fromWords">The same calls from their reference words, when <paramref name="predictions"/> come from audio.</param>
    public static IReadOnlyList<TriageError> Of(IReadOnlyList<CallPrediction> predictions, IReadOnlyList<CallPrediction>? fromWords = null)
    {
        var words = fromWords?.ToDictionary(p => p.Call.Id, StringComparer.Ordinal);
        return [.. predictions.SelectMany(p => Of(p, words?.GetValueOrDefault(p.Call.Id)))];
    }

    private static IEnumerable<TriageError> Of(CallPrediction p, CallPrediction? words)
    {
        if (!p.PriorityAcceptable)
            yield return new TriageError(
                p.Call.Id, p.UnderTriaged ? "under_triage" : "over_triage", $"{p.Call.Priority}>{p.Priority}",
                words?.PriorityAcceptable == true ? ErrorCause.Recognition
                    : p.Call.AnnotatorPriorities.Distinct().Count() > 1 ? ErrorCause.Label
                    : Among(p, IsVital));
        if (p.MotiveRank != 0)
            yield return new TriageError(
                p.Call.Id, "motive", $"{p.Call.Motive}>{p.Motives[0].Code}",
                words?.MotiveRank == 0 ? ErrorCause.Recognition : Among(p, _ => true));
        foreach (var error in Findings(p, words))
            yield return error;
    }

    private static IEnumerable<TriageError> Findings(CallPrediction p, CallPrediction? words)
    {
        foreach (var code in (p.Call.Findings ?? []).Select(f => f.Code).Union(p.Call.Findings is null ? [] : p.Findings.Select(f => f.Code), StringComparer.Ordinal))
        {
            var (wanted, said) = (FindingMatches.Label(p, code), StatusOf(p, code));
            if (wanted?.Status == said)
                continue;
            var kind = said is null ? "finding_missed" : wanted is null ? "finding_invented" : "finding_status";
            yield return new TriageError(
                p.Call.Id, kind, code,
                wanted is { Annotators: 1 } ? ErrorCause.Label
                    : words is not null && StatusOf(words, code) == wanted?.Status ? ErrorCause.Recognition
                    : kind == "finding_status" ? ErrorCause.Status : ErrorCause.Finding);
        }
    }

    /// <summary>What is wrong with the present findings of some kind: missed or invented, else their status, else nothing.</summary>
    private static ErrorCause Among(CallPrediction p, Func<string, bool> kind)
    {
        var wanted = (p.Call.Findings ?? []).Where(f => f.Status == FindingStatus.Present && kind(f.Code)).Select(f => f.Code).ToList();
        var said = p.Findings.Where(f => f.Status == FindingStatus.Present && kind(f.Code)).Select(f => f.Code).ToList();
        if (p.Call.Findings is null || wanted.Exists(c => StatusOf(p, c) is null) || said.Exists(c => FindingMatches.Label(p, c) is null))
            return p.Call.Findings is null ? ErrorCause.Aggregation : ErrorCause.Finding;
        return wanted.ToHashSet(StringComparer.Ordinal).SetEquals(said) ? ErrorCause.Aggregation : ErrorCause.Status;
    }

    private static FindingStatus? StatusOf(CallPrediction p, string code) => p.Findings.FirstOrDefault(f => f.Code == code)?.Status;

    private static bool IsVital(string code) => FindingCatalogue.TryIndexOf(code, out var at) && FindingCatalogue.All[at].Vital;
}
