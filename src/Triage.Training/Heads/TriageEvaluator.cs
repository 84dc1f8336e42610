using Triage.Core.Assessment;

namespace Triage.Training.Heads;

/// <summary>What the model said of one labelled call at its end.</summary>
/// <param name="Rule">The safety rule that set the priority, or null.</param>
/// <param name="MostUrgent">The most urgent priority suggested at any moment.</param>
public sealed record CallPrediction(
    LabelledCall Call, Priority Priority, IReadOnlyList<double> Distribution, string? Rule, Priority MostUrgent, CareLevel CareLevel, IReadOnlyList<MotiveReading> Motives,
    IReadOnlyList<Finding> Findings, AbstentionReason Reason)
{
    /// <summary>End in seconds of the turn after which P0 was first suggested, abstentions left out; null: never.</summary>
    public double? FirstP0S { get; init; }

    /// <summary>The highest probability of P0 that the model gave at a moment when it had enough to speak, and whether a rule demanded P0.</summary>
    public AlertPeak Peak { get; init; }

    /// <summary>Probabilities of the care levels in the order of <see cref="CareLevel"/>; empty: not kept.</summary>
    public IReadOnlyList<double> CareDistribution { get; init; } = [];

    /// <summary>A safety rule held at the end: the call is spoken of whatever the probabilities.</summary>
    public bool RuleHolds { get; init; }

    public bool PriorityAcceptable => Call.AcceptablePriorities.Contains(Priority);

    public bool UnderTriaged => Priority > Call.AcceptablePriorities.Max();

    /// <summary>More urgent than every acceptable priority.</summary>
    public bool OverTriaged => Priority < Call.AcceptablePriorities.Min();

    public bool Abstained => Reason != AbstentionReason.None;

    /// <summary>Place of the first acceptable motive, from 0; -1 when none is among those given.</summary>
    public int MotiveRank => Motives.Select(m => m.Code).ToList().FindIndex(Call.AcceptableMotives.Contains);

    public override string ToString() => $"prediction {Call.Id}";
}

/// <summary>Counts that make precision, recall and F1; micro-averaged over calls.</summary>
public sealed record Retrieval(int Correct, int Predicted, int Wanted)
{
    public double Precision => Predicted == 0 ? 0 : (double)Correct / Predicted;

    public double Recall => Wanted == 0 ? 0 : (double)Correct / Wanted;

    public double F1 => Predicted + Wanted == 0 ? 0 : 2.0 * Correct / (Predicted + Wanted);
}

/// <summary>Triage quality over labelled calls. Rates are over all calls, abstentions included.</summary>
/// <param name="Mention">Findings talked about.</param>
/// <param name="Present">Findings that are present.</param>
/// <param name="StatusAccuracy">Of the findings rightly found, the share with the right status.</param>
/// <param name="Confusion">[wanted, suggested] in the order of <see cref="Priority"/>.</param>
/// <param name="P0Recall">Of the calls labelled P0, the share suggested P0.</param>
/// <param name="MotiveTop1">Acceptable motives count.</param>
public sealed record TriageQuality(
    int Calls, Retrieval Mention, Retrieval Present, double StatusAccuracy, IReadOnlyList<IReadOnlyList<int>> Confusion, double PriorityExact,
    double PriorityAcceptable, double UnderTriage, double P0Recall, double MotiveTop1, double MotiveTop3, double CareExact, int Abstained,
    IReadOnlyList<CallPrediction> Predictions);

/// <summary>Runs the served model over labelled calls, from their reference words, and compares.</summary>
public static class TriageEvaluator
{
    public static TriageQuality Evaluate(ITriageModel model, IEnumerable<LabelledCall> calls) => Summarise([.. calls.Select(c => Predict(model, c))]);

    /// <summary>One call through a fresh assessment.</summary>
    /// <exception cref="InvalidDataException">The call has no turn.</exception>
    public static CallPrediction Predict(ITriageModel model, LabelledCall call)
    {
        using var assessor = model.Open();
        return Predict(call, [.. LabelledCall.PlayTimed(assessor, call.Turns)]);
    }

    /// <summary>From the suggestions of one call, in order, each with the seconds at which what it rests on had been said.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public static CallPrediction Predict(LabelledCall call, IReadOnlyList<(double AtS, Suggestion Suggestion)> suggestions)
    {
        if (suggestions is not [.., (_, var last)])
            throw new InvalidDataException($"call {call.Id} has no turn");
        var shown = suggestions.Where(s => !s.Suggestion.Abstained).ToList();
        var mostUrgent = shown.Select(s => s.Suggestion.Priority.Code).Append(last.Priority.Code).Min();
        return new CallPrediction(call, last.Priority.Code, last.Priority.Distribution, last.Priority.Rule, mostUrgent, last.CareLevel.Code, [last.Motive, .. last.Alternatives], last.Findings, last.Reason)
        {
            FirstP0S = shown.Where(s => s.Suggestion.Priority.Code == Priority.P0).Select(s => (double?)s.AtS).FirstOrDefault(),
            Peak = PeakOf(suggestions.Select(s => s.Suggestion)),
            CareDistribution = last.CareLevel.Distribution,
            RuleHolds = last.Floor is not null,
        };
    }

    /// <summary>How near a call came to a P0 alert, from its suggestions.</summary>
    public static AlertPeak PeakOf(IEnumerable<Suggestion> suggestions)
    {
        var (peak, byRule) = (0.0, false);
        foreach (var suggestion in suggestions.Where(s => s.Reason is AbstentionReason.None or AbstentionReason.LowConfidence))
        {
            peak = Math.Max(peak, suggestion.Priority.Distribution[(int)Priority.P0]);
            byRule |= suggestion.Floor == Priority.P0;
        }
        return new AlertPeak(peak, byRule);
    }

    public static TriageQuality Summarise(IReadOnlyList<CallPrediction> predictions)
    {
        var levels = Enum.GetValues<Priority>().Length;
        var confusion = Enumerable.Range(0, levels).Select(_ => new int[levels]).ToArray();
        foreach (var p in predictions)
            confusion[(int)p.Call.Priority][(int)p.Priority]++;
        var labelled = predictions.Where(p => p.Call.Findings is not null).ToList();
        var found = labelled.SelectMany(p => p.Findings.Select(f => (Wanted: p.Call.Findings!.FirstOrDefault(w => w.Code == f.Code)?.Status, f.Status))).ToList();
        var both = found.Where(f => f.Wanted is not null).ToList();
        double Share(Func<CallPrediction, bool> holds, Func<CallPrediction, bool>? among = null)
        {
            var all = predictions.Where(among ?? (_ => true)).ToList();
            return all.Count == 0 ? 0 : (double)all.Count(holds) / all.Count;
        }
        return new TriageQuality(
            predictions.Count,
            new Retrieval(both.Count, found.Count, labelled.Sum(p => p.Call.Findings!.Count)),
            new Retrieval(
                both.Count(f => f is (FindingStatus.Present, FindingStatus.Present)),
                found.Count(f => f.Status == FindingStatus.Present),
                labelled.Sum(p => p.Call.Findings!.Count(w => w.Status == FindingStatus.Present))),
            both.Count == 0 ? 0 : (double)both.Count(f => f.Wanted == f.Status) / both.Count,
            confusion,
            Share(p => p.Priority == p.Call.Priority),
            Share(p => p.PriorityAcceptable),
            Share(p => p.UnderTriaged),
            Share(p => p.Priority == Priority.P0, p => p.Call.Priority == Priority.P0),
            Share(p => p.MotiveRank == 0),
            Share(p => p.MotiveRank is >= 0 and < 3),
            Share(p => p.CareLevel == p.Call.CareLevel, p => p.Call.CareLevel is not null),
            predictions.Count(p => p.Reason != AbstentionReason.None),
            predictions);
    }
}
