namespace Triage.Server.Operations;

/// <summary>What the appliance counted since its start, by the codes of its metrics.</summary>
/// <param name="AudioS">Seconds received, by channel.</param>
/// <param name="LostS">Seconds that never came, by channel.</param>
/// <param name="Gaps">Announced faults of lines, by reason.</param>
/// <param name="Departures">How streams of sources ended, by reason.</param>
/// <param name="Ended">Calls that are over, by reason.</param>
/// <param name="Refusals">Openings refused, by reason.</param>
/// <param name="Openings">Calls given to a source.</param>
public sealed record ApplianceTotals(
    IReadOnlyDictionary<string, double> AudioS, IReadOnlyDictionary<string, double> LostS, IReadOnlyDictionary<string, double> Gaps,
    IReadOnlyDictionary<string, double> Departures, IReadOnlyDictionary<string, double> Ended, IReadOnlyDictionary<string, double> Refusals,
    double Openings, double Finals, double Suggestions, double LateJobs);
