namespace Triage.TrialLog.Statistics;

/// <summary>
/// Figures of a Kaplan-Meier curve when each cluster counts a number of times, as the bootstrap draws them: the times are sorted
/// once, each figure is one pass. Clusters are numbered from 0.
/// </summary>
public sealed class WeightedSurvival
{
    private readonly (double Time, bool Event, int Cluster)[] _sorted;

    public WeightedSurvival(IReadOnlyCollection<(SurvivalTime Time, int Cluster)> units) =>
        _sorted = [.. units.Select(u => (u.Time.Time, u.Time.Event, u.Cluster)).OrderBy(u => u.Time).ThenByDescending(u => u.Event)];

    /// <summary>Mean time without the event up to a horizon; null when the curve does not reach so far.</summary>
    public double? RestrictedMean(int[] weights, double horizon)
    {
        var (area, survival, at, reached) = (0.0, 1.0, 0.0, 0.0);
        foreach (var step in Walk(weights))
        {
            reached = step.Time;
            if (step.Time > horizon)
                break;
            if (step.Survival != survival)
            {
                area += survival * (step.Time - at);
                (survival, at) = (step.Survival, step.Time);
            }
        }
        return reached >= horizon || (survival <= 0 && at > 0) ? area + survival * (horizon - at) : null;
    }

    /// <summary>First time at which at most half are left; null: never.</summary>
    public double? Median(int[] weights)
    {
        foreach (var step in Walk(weights))
            if (step.Survival <= 0.5 + 1e-12)
                return step.Time;
        return null;
    }

    /// <summary>Share whose event has come by a time; null when the curve does not reach so far.</summary>
    public double? EventShare(int[] weights, double time)
    {
        var (survival, reached) = (1.0, 0.0);
        foreach (var step in Walk(weights))
        {
            reached = step.Time;
            if (step.Time > time)
                break;
            survival = step.Survival;
        }
        return reached >= time || (survival <= 0 && reached > 0) ? 1 - survival : null;
    }

    // Every time that counts, with the survival from then on.
    private IEnumerable<(double Time, double Survival)> Walk(int[] weights)
    {
        var atRisk = 0L;
        foreach (var unit in _sorted)
            atRisk += weights[unit.Cluster];
        var survival = 1.0;
        for (var i = 0; i < _sorted.Length;)
        {
            var time = _sorted[i].Time;
            var (events, leaving) = (0L, 0L);
            for (; i < _sorted.Length && _sorted[i].Time == time; i++)
            {
                leaving += weights[_sorted[i].Cluster];
                events += _sorted[i].Event ? weights[_sorted[i].Cluster] : 0;
            }
            if (leaving == 0)
                continue;
            survival = events == atRisk ? 0 : survival * (1 - (double)events / atRisk);
            atRisk -= leaving;
            yield return (time, survival);
        }
    }
}
