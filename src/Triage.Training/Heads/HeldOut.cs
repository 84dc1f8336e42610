using Triage.Core.Assessment;
using Triage.Inference.TextEncoder;
using Triage.Inference.Triage;
using Triage.Training.Synthesis;

namespace Triage.Training.Heads;

/// <summary>Runs held-out synthetic calls through the served model and compares.</summary>
internal static class HeldOut
{
    public static HeldOutFigures Measure(byte[] graph, TriageModelCard card, SentenceEncoder encoder, IReadOnlyList<SyntheticCall> calls)
    {
        using var model = new OnnxTriageModel(encoder, graph, card);
        var (found, said, both, sameStatus) = (0, 0, 0, 0);
        var (exact, acceptable, under, top1, top3, care) = (0, 0, 0, 0, 0, 0);
        var peaks = new List<AlertPeak>(calls.Count);
        foreach (var call in calls)
        {
            using var assessment = model.OpenCall();
            var suggestions = LabelledCall.PlayAll(assessment, call.Turns.Select(t => new LabelledTurn(t.Channel, t.Text, null, null))).ToList();
            if (suggestions is not [.., var last])
                continue;
            peaks.Add(TriageEvaluator.PeakOf(suggestions));
            for (var f = 0; f < FindingCatalogue.Count; f++)
            {
                var state = assessment.State.StateOf(f);
                found += state is null ? 0 : 1;
                said += call.FinalStates[f] is null ? 0 : 1;
                if (state is null || call.FinalStates[f] is not { } wanted)
                    continue;
                both++;
                sameStatus += state.Status == wanted ? 1 : 0;
            }
            exact += last.Priority.Code == call.Priority ? 1 : 0;
            acceptable += call.AcceptablePriorities.Contains(last.Priority.Code) ? 1 : 0;
            under += last.Priority.Code > call.AcceptablePriorities.Max() ? 1 : 0;
            top1 += call.AcceptableMotives.Contains(last.Motive.Code) ? 1 : 0;
            top3 += last.Alternatives.Take(2).Prepend(last.Motive).Any(m => call.AcceptableMotives.Contains(m.Code)) ? 1 : 0;
            care += last.CareLevel.Code == call.CareLevel ? 1 : 0;
        }
        double Of(int count, int total) => total == 0 ? 0 : (double)count / total;
        var (byRule, byModel) = AlertBudget.Count(peaks, card.Limits.Vital);
        return new HeldOutFigures(
            calls.Count, Of(both, found), Of(both, said), Of(sameStatus, both),
            Of(exact, calls.Count), Of(acceptable, calls.Count), Of(under, calls.Count), Of(top1, calls.Count), Of(top3, calls.Count), Of(care, calls.Count))
        {
            AlertsPerHundred = (100 * Of(byRule, peaks.Count), 100 * Of(byModel, peaks.Count)),
        };
    }
}
