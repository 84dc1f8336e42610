using Triage.Core.Assessment;
using Triage.Inference.TextEncoder;
using Triage.Inference.Triage;
using Triage.Training.Synthesis;

namespace Triage.Training.Heads;

/// <summary>Runs held-out synthetic calls through the served model and compares.</summary>
internal static class HeldOut
{
    private const int Bins = 10;

    public static HeldOutFigures Measure(byte[] graph, TriageModelCard card, SentenceEncoder encoder, IReadOnlyList<SyntheticCall> calls)
    {
        using var model = new OnnxTriageModel(encoder, graph, card);
        var (wanted, found, both, same) = (new int[FindingCatalogue.Count], new int[FindingCatalogue.Count], new int[FindingCatalogue.Count], new int[FindingCatalogue.Count]);
        var (presentBoth, presentFound, presentWanted) = (0, 0, 0);
        var peaks = new List<AlertPeak>(calls.Count);
        var all = new List<(SyntheticCall Call, Suggestion Last)>(calls.Count);
        foreach (var call in calls)
        {
            using var assessment = model.OpenCall();
            var suggestions = LabelledCall.PlayAll(assessment, call.Turns.Select(t => new LabelledTurn(t.Channel, t.Text, null, null))).ToList();
            if (suggestions is not [.., var last])
                continue;
            peaks.Add(TriageEvaluator.PeakOf(suggestions));
            all.Add((call, last));
            for (var f = 0; f < FindingCatalogue.Count; f++)
            {
                var (state, said) = (assessment.State.StateOf(f)?.Status, call.FinalStates[f]);
                wanted[f] += said is null ? 0 : 1;
                found[f] += state is null ? 0 : 1;
                both[f] += state is null || said is null ? 0 : 1;
                same[f] += said is not null && state == said ? 1 : 0;
                presentWanted += said == FindingStatus.Present ? 1 : 0;
                presentFound += state == FindingStatus.Present ? 1 : 0;
                presentBoth += said == FindingStatus.Present && state == FindingStatus.Present ? 1 : 0;
            }
        }
        var (byRule, byModel) = AlertBudget.Count(peaks, card.Limits.Vital);
        double Share(Func<(SyntheticCall Call, Suggestion Last), bool> holds, Func<(SyntheticCall Call, Suggestion Last), bool>? among = null) =>
            Of(all.Count(a => (among?.Invoke(a) ?? true) && holds(a)), all.Count(a => among?.Invoke(a) ?? true));
        return new HeldOutFigures(
            calls.Count, Of(both.Sum(), found.Sum()), Of(both.Sum(), wanted.Sum()), Of(same.Sum(), both.Sum()), Of(2 * presentBoth, presentFound + presentWanted),
            Share(a => a.Last.Priority.Code == a.Call.Priority),
            Share(a => a.Call.AcceptablePriorities.Contains(a.Last.Priority.Code)),
            Share(a => a.Last.Priority.Code > a.Call.AcceptablePriorities.Max()),
            Share(a => a.Last.Priority.Code == Priority.P0, a => a.Call.Priority == Priority.P0),
            Share(a => a.Last.Priority.Code == Priority.P0, a => !a.Call.AcceptablePriorities.Contains(Priority.P0)),
            CalibrationError([.. all.Where(a => a.Last.Priority.Rule is null).Select(a => (a.Last.Priority.Probability, a.Last.Priority.Code == a.Call.Priority))]),
            Share(a => a.Call.AcceptableMotives.Contains(a.Last.Motive.Code)),
            Share(a => a.Last.Alternatives.Take(2).Prepend(a.Last.Motive).Any(m => a.Call.AcceptableMotives.Contains(m.Code))),
            Share(a => a.Last.CareLevel.Code == a.Call.CareLevel),
            [.. FindingCatalogue.All.Select((d, f) => new HeldOutFinding(d.Code, wanted[f], found[f], both[f], same[f]))])
        {
            AlertsPerHundred = (100 * Of(byRule, peaks.Count), 100 * Of(byModel, peaks.Count)),
        };
    }

    private static double Of(int count, int total) => total == 0 ? 0 : (double)count / total;

    private static double CalibrationError(IReadOnlyList<(double Probability, bool Right)> calls) => calls
        .GroupBy(c => Math.Min(Bins - 1, (int)(c.Probability * Bins)))
        .Sum(bin => Math.Abs(bin.Sum(c => c.Probability - (c.Right ? 1 : 0)))) / Math.Max(1, calls.Count);
}
