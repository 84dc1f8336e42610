namespace Triage.Core.Telemetry;

/// <summary>
/// Upper bounds of the histograms' buckets, in seconds. Fine below the budget they are read against, and up to ten times of it, so
/// that an overloaded appliance is still measured; budgets from <see cref="Calls.CallBudgets"/> and the partials' period.
/// </summary>
internal static class HistogramBuckets
{
    /// <summary>Finals and partials: budget 600 ms.</summary>
    public static double[] Recognition { get; } = [0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1, 1.2, 1.5, 2, 3, 4, 6];

    /// <summary>Jobs of every kind: the budgets of recognition and of assessment lie both in it.</summary>
    public static double[] Job { get; } = [0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8, 1, 1.5, 2, 3, 4, 6];

    /// <summary>Suggestions: budget 100 ms.</summary>
    public static double[] Assessment { get; } = [0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1];

    /// <summary>One graph call: 3 ms for a token, 273 ms for the longest window measured on the reference processor, and ten times of it.</summary>
    public static double[] Step { get; } = [0.001, 0.002, 0.004, 0.008, 0.015, 0.03, 0.06, 0.12, 0.25, 0.5, 1, 3];
}
