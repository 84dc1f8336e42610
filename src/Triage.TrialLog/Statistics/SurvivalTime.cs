namespace Triage.TrialLog.Statistics;

/// <summary>A time to an event, or the time until which it had not happened.</summary>
/// <param name="Time">In the unit of the curve; at least 0.</param>
/// <param name="Event">It happened; false: watching ended.</param>
public readonly record struct SurvivalTime(double Time, bool Event);
