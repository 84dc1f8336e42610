using Triage.Core.Assessment;
using Triage.Training.Evaluation;
using Triage.Training.Heads;

namespace Triage.Training.Adaptation;

/// <summary>What an adaptation gives and how good it is on calls that had no part in it.</summary>
/// <param name="AsTrained">The site's calls with the values of the training.</param>
/// <param name="LeaveOneOut">Each call with the values that all the other calls give: what to expect of new calls of this site.</param>
public sealed record AdaptationResult(TriageModelCard.Calibration Temperatures, TriageModelCard.Thresholds Limits, TriageReport AsTrained, TriageReport LeaveOneOut);

/// <summary>
/// Fits temperatures and thresholds, never weights, to a site's labelled calls. A temperature is replaced only where the values fitted
/// without a call make its label more probable, over all calls, than the trained one does. The thresholds of P0 and of abstention
/// follow the new probabilities: P0 from the site's budget, or else as frequent as it was; abstention as frequent as it was.
/// </summary>
public static class SiteAdapter
{
    /// <summary>
    /// Below this a budget of 3 alerts per 100 is less than one call, and one call moves a rate by more than 3 points: the values would
    /// follow single calls.
    /// </summary>
    public const int FewestCalls = 30;

    /// <summary>Probability below which a label costs no more: one impossible call must not decide for all.</summary>
    private const double LeastLikelihood = 1e-3;

    /// <summary>Temperatures tried: 0.4 to 4 in steps of 10 %, beyond which a distribution is nearly one level or nearly flat.</summary>
    private static readonly double[] s_grid = [.. Enumerable.Range(0, 25).Select(i => 0.4 * Math.Pow(1.1, i))];

    /// <param name="trained">As the training wrote it: <see cref="TriageModelCard.AsTrained"/>.</param>
    /// <param name="alertsPerHundred">P0 alerts of the model alone allowed per 100 calls, 0 to 100; null: as frequent as now.</param>
    /// <exception cref="InvalidDataException">Fewer than <see cref="FewestCalls"/> calls.</exception>
    public static AdaptationResult Adapt(IReadOnlyList<CallRecording> calls, TriageModelCard trained, double? alertsPerHundred)
    {
        if (calls.Count < FewestCalls)
            throw new InvalidDataException($"{calls.Count} labelled calls; an adaptation needs {FewestCalls}");
        var fits = new Fits(calls, trained);
        var everyone = Enumerable.Range(0, calls.Count).ToList();
        var (temperatures, limits) = fits.Values(everyone, alertsPerHundred);
        var asTrained = calls.Select(c => c.Replay(trained.Temperatures, trained.Limits)).ToList();
        var leftOut = everyone.Select(i =>
        {
            var (others, theirs) = fits.Values([.. everyone.Where(j => j != i)], alertsPerHundred);
            return calls[i].Replay(others, theirs);
        }).ToList();
        return new AdaptationResult(temperatures, limits, TriageReport.Of(asTrained), TriageReport.Of(leftOut));
    }

    /// <summary>Negative log-likelihood of the labels of one prediction: priority, motive, care level (0 without a label).</summary>
    private static (double Priority, double Motive, double Care) Loss(CallPrediction p)
    {
        var named = p.Motives.FirstOrDefault(m => m.Code == p.Call.Motive)?.Probability;
        // Of the motives not named only the sum is known; they share it evenly.
        var motive = named ?? (1 - p.Motives.Sum(m => m.Probability)) / (MotiveCatalogue.All.Count - p.Motives.Count);
        return (Cost(p.Distribution[(int)p.Call.Priority]), Cost(motive), p.Call.CareLevel is { } care ? Cost(p.CareDistribution[(int)care]) : 0);
    }

    private static double Cost(double probability) => -Math.Log(Math.Max(LeastLikelihood, probability));

    /// <summary>Losses of every call at every temperature, counted once; a fold only adds them up.</summary>
    private sealed class Fits
    {
        private readonly IReadOnlyList<CallRecording> _calls;
        private readonly TriageModelCard _trained;

        // [temperature, call]; the last row is the trained temperature.
        private readonly (double Priority, double Motive, double Care)[][] _losses;
        private readonly List<CallPrediction> _asTrained;

        // Folds mostly agree on the temperatures: few replays are new.
        private readonly Dictionary<(int Call, TriageModelCard.Calibration Temperatures), CallPrediction> _replays = [];

        public Fits(IReadOnlyList<CallRecording> calls, TriageModelCard trained)
        {
            (_calls, _trained) = (calls, trained);
            _asTrained = [.. calls.Select(c => c.Replay(trained.Temperatures, trained.Limits))];
            _losses =
            [
                .. s_grid.Select(t => calls.Select(c => Loss(c.Replay(new(trained.Temperatures.Finding, t, t, t), trained.Limits))).ToArray()),
                [.. _asTrained.Select(Loss)],
            ];
        }

        public (TriageModelCard.Calibration Temperatures, TriageModelCard.Thresholds Limits) Values(List<int> members, double? alertsPerHundred)
        {
            var own = _trained.Temperatures;
            var temperatures = own with
            {
                Motive = Temperature(members, l => l.Motive, own.Motive),
                Priority = Temperature(members, l => l.Priority, own.Priority),
                Care = Temperature(members, l => l.Care, own.Care),
            };
            var before = members.Select(i => _asTrained[i]).ToList();
            var after = members.Select(i => Replay(i, temperatures)).ToList();
            var budget = alertsPerHundred ?? 100.0 * AlertBudget.Count([.. before.Select(p => p.Peak)], _trained.Limits.Vital).ByModel / members.Count;
            // With the probabilities and the budget as trained, the thresholds are too.
            return temperatures == own && alertsPerHundred is null ? (own, _trained.Limits)
                : (temperatures, _trained.Limits with
                {
                    Vital = Math.Round(AlertBudget.Threshold([.. after.Select(p => p.Peak)], budget), 4),
                    Confidence = temperatures == own ? _trained.Limits.Confidence : Math.Round(Confidence(before, after), 4),
                });
        }

        private CallPrediction Replay(int call, TriageModelCard.Calibration temperatures)
        {
            if (!_replays.TryGetValue((call, temperatures), out var prediction))
                _replays[(call, temperatures)] = prediction = _calls[call].Replay(temperatures, _trained.Limits);
            return prediction;
        }

        private double Temperature(List<int> members, Func<(double Priority, double Motive, double Care), double> scale, double own) =>
            Best(members, scale) is var best && LeftOut(members, scale) < Sum(s_grid.Length, members, scale) ? Math.Round(s_grid[best], 4) : own;

        /// <summary>Sum over the members of the loss at the temperature that the other members choose.</summary>
        private double LeftOut(List<int> members, Func<(double Priority, double Motive, double Care), double> scale)
        {
            var sums = s_grid.Select((_, t) => Sum(t, members, scale)).ToArray();
            return members.Sum(i => scale(_losses[sums.Select((sum, t) => (Others: sum - scale(_losses[t][i]), t)).Min().t][i]));
        }

        private int Best(List<int> members, Func<(double Priority, double Motive, double Care), double> scale) =>
            s_grid.Select((_, t) => (Sum(t, members, scale), t)).Min().t;

        private double Sum(int temperature, List<int> members, Func<(double Priority, double Motive, double Care), double> scale) => members.Sum(i => scale(_losses[temperature][i]));

        /// <summary>The confidence below which as many calls fall as fell before, of those that speak by their probability alone.</summary>
        private double Confidence(List<CallPrediction> before, List<CallPrediction> after)
        {
            var silent = before.Count(p => p.Reason == AbstentionReason.LowConfidence);
            var confidences = after.Where(p => !p.RuleHolds && p.Reason is AbstentionReason.None or AbstentionReason.LowConfidence)
                .Select(p => p.Distribution.Max()).Order().ToList();
            if (confidences.Count == 0)
                return _trained.Limits.Confidence;
            // None fell before: stay just below the least confident call, and never demand more than was demanded.
            return silent == 0 ? Math.Min(_trained.Limits.Confidence, confidences[0])
                : silent >= confidences.Count ? confidences[^1] : (confidences[silent - 1] + confidences[silent]) / 2;
        }
    }
}
