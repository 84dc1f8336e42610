namespace Triage.Core.Assessment;

/// <summary>How near one call came to a P0 alert.</summary>
/// <param name="Peak">The model's highest probability of P0 at any moment at which it would have been shown, [0,1].</param>
/// <param name="ByRule">A safety rule demanded P0 at some moment: such a call alerts whatever the threshold.</param>
public readonly record struct AlertPeak(double Peak, bool ByRule)
{
    /// <summary>Whether the call alerts when the model alone needs <paramref name="threshold"/>.</summary>
    public bool AlertsAt(double threshold) => ByRule || Peak >= threshold;
}

/// <summary>
/// From "at most N P0 alerts of the model per 100 calls" to the probability from which the model alone says P0, given what calls of
/// the place look like. The safety rules stay outside: they always show, and their calls use up nothing of the budget. Pure.
/// </summary>
public static class AlertBudget
{
    /// <summary>
    /// No threshold goes below: a P0 already suggested stays until its probability is 0.1 lower (see <see cref="SuggestionPolicy"/>), and
    /// from less than twice that it would hardly ever leave again.
    /// </summary>
    public const double LowestThreshold = 0.2;

    /// <summary>Above certainty: the model alone never says P0.</summary>
    public const double Never = 1.01;

    /// <summary>
    /// The lowest threshold at which no more than floor(<paramref name="perHundred"/> × calls / 100) calls without a rule alert. It lies
    /// halfway between the last call that fits and the first that does not, or certainty when none fits; <see cref="Never"/> without a budget.
    /// </summary>
    /// <param name="peaks">One entry for each call measured, not only for urgent ones; at least one.</param>
    /// <param name="perHundred">Alerts of the model per 100 calls, 0 to 100.</param>
    public static double Threshold(IReadOnlyCollection<AlertPeak> peaks, double perHundred)
    {
        ArgumentOutOfRangeException.ThrowIfZero(peaks.Count);
        ArgumentOutOfRangeException.ThrowIfNegative(perHundred);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(perHundred, 100);
        if (perHundred == 0)
            return Never;
        // 1e-9: 5 % of 20 calls is one call, whatever the binary fractions make of it.
        var allowed = (int)Math.Floor(perHundred * peaks.Count / 100 + 1e-9);
        var own = peaks.Where(p => !p.ByRule).Select(p => p.Peak).OrderDescending().ToList();
        if (allowed >= own.Count)
            return LowestThreshold;
        var above = allowed == 0 ? 1 : own[allowed - 1];
        var first = own[allowed];
        // Equal peaks alert together or not at all: step up to the next higher one.
        if (allowed > 0 && above <= first)
            above = own.Where(p => p > first).DefaultIfEmpty(1).Min();
        return Math.Max(LowestThreshold, first >= 1 ? Never : (above + first) / 2);
    }

    /// <summary>Calls of <paramref name="peaks"/> that alert at a threshold: those of a rule, and those of the model alone.</summary>
    public static (int ByRule, int ByModel) Count(IReadOnlyCollection<AlertPeak> peaks, double threshold) =>
        (peaks.Count(p => p.ByRule), peaks.Count(p => !p.ByRule && p.Peak >= threshold));
}
