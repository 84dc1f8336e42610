using Triage.Core.Assessment;
using Triage.Core.Speech;
using Triage.Training.Heads;

namespace Triage.Training.Evaluation;

/// <summary>Quotes of findings that are rightly found with the right status, against the quotes of the labels.</summary>
/// <param name="Compared">Such findings whose label has a turn.</param>
/// <param name="SameTurn">One of the model's quotes lies, in time, in the labelled turn.</param>
/// <param name="Overlapping">One of them shares time with the labelled words of that turn.</param>
/// <param name="WordF1">Mean over the compared of the best F1 of words between a quote and the labelled one.</param>
public sealed record EvidenceFigures(int Compared, Interval? SameTurn, Interval? Overlapping, double? WordF1);

/// <summary>
/// A label names one proving place, a call may hold several, and at most <see cref="AssessmentState.MaxEvidence"/> quotes are kept: a
/// quote elsewhere is not wrong for that. Times inside a labelled turn are estimated from the place of the words.
/// </summary>
public static class EvidenceOverlap
{
    public static EvidenceFigures Of(IReadOnlyList<CallPrediction> predictions, int seed)
    {
        var calls = predictions.Select(Compare).Where(c => c.Count > 0).ToList();
        var all = calls.SelectMany(c => c).ToList();
        Interval? Share(Func<(bool SameTurn, bool Overlaps, double WordF1), bool> holds) => Bootstrap.Ratio([.. calls.Select(c => ((double)c.Count(holds), (double)c.Count))], seed);
        return new EvidenceFigures(all.Count, Share(c => c.SameTurn), Share(c => c.Overlaps), all.Count == 0 ? null : all.Average(c => c.WordF1));
    }

    /// <summary>Seconds between which the labelled words of a finding were said; null when the label or its turn has no place in time.</summary>
    public static (double StartS, double EndS)? PlaceOf(LabelledCall call, LabelledFinding finding)
    {
        if (call.Turns.FirstOrDefault(t => t.Number == finding.Turn) is not { StartS: { } start, EndS: { } end } turn || finding.Turn is null)
            return null;
        var (words, quoted) = (FrenchText.Words(turn.Text), FrenchText.Words(finding.Quote ?? ""));
        for (var from = 0; quoted.Count > 0 && from + quoted.Count <= words.Count; from++)
            if (quoted.SequenceEqual(words.Skip(from).Take(quoted.Count), StringComparer.Ordinal))
                return (start + (end - start) * from / words.Count, start + (end - start) * (from + quoted.Count) / words.Count);
        return (start, end);
    }

    /// <summary>F1 of two bags of normalised words; 0 when they share none.</summary>
    public static double WordF1(string quote, string reference)
    {
        var (said, wanted) = (FrenchText.Words(quote), FrenchText.Words(reference));
        var left = wanted.ToList();
        var shared = said.Count(left.Remove);
        return said.Count + wanted.Count == 0 ? 0 : 2.0 * shared / (said.Count + wanted.Count);
    }

    private static List<(bool SameTurn, bool Overlaps, double WordF1)> Compare(CallPrediction p)
    {
        var compared = new List<(bool, bool, double)>();
        foreach (var finding in p.Findings)
        {
            if (FindingMatches.Label(p, finding.Code) is not { } label || label.Status != finding.Status || PlaceOf(p.Call, label) is not { } place)
                continue;
            var turn = p.Call.Turns.First(t => t.Number == label.Turn);
            bool Touches(double start, double end) => finding.Evidence.Any(e => e.StartS < end && e.EndS > start);
            compared.Add((
                Touches(turn.StartS!.Value, turn.EndS!.Value), Touches(place.StartS, place.EndS),
                finding.Evidence.Select(e => WordF1(e.Quote, label.Quote ?? "")).DefaultIfEmpty().Max()));
        }
        return compared;
    }
}
