using Triage.TrialLog.Statistics;

namespace Triage.TrialLog.Reports.Figures;

/// <summary>The operators of a set of calls as clusters numbered from 0; a call whose operator is not known is a cluster of its own.</summary>
internal sealed class OperatorClusters
{
    private readonly Dictionary<AnalysedCall, int> _of = [];

    public OperatorClusters(IEnumerable<AnalysedCall> calls)
    {
        var numbers = new Dictionary<int, int>();
        foreach (var call in calls)
        {
            if (call.Operator < 0)
                _of[call] = Count++;
            else
            {
                if (!numbers.TryGetValue(call.Operator, out var number))
                    numbers[call.Operator] = number = Count++;
                _of[call] = number;
            }
        }
    }

    public int Count { get; }

    public WeightedSurvival Survival(IEnumerable<AnalysedCall> calls) => new([.. calls.Select(c => (c.Time, _of[c]))]);

    /// <summary>Share of the calls with a property when each cluster counts a number of times.</summary>
    public Func<int[], double?> Share(IEnumerable<AnalysedCall> calls, Func<AnalysedCall, bool> has)
    {
        var (with, all) = (new int[Count], new int[Count]);
        foreach (var call in calls)
        {
            all[_of[call]]++;
            with[_of[call]] += has(call) ? 1 : 0;
        }
        return weights =>
        {
            var (w, n) = (0L, 0L);
            for (var i = 0; i < weights.Length; i++)
                (w, n) = (w + (long)weights[i] * with[i], n + (long)weights[i] * all[i]);
            return n == 0 ? null : (double)w / n;
        };
    }
}
