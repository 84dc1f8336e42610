namespace Triage.Core.Scheduling;

/// <summary>What all lanes of a scheduler have done since its start.</summary>
/// <param name="BusySeconds">Time in steps, all lanes together.</param>
/// <param name="Partials">Completed.</param>
/// <param name="PartialsDropped">Given up because they could not be there in time.</param>
public readonly record struct LaneTotals(double BusySeconds, long Partials, long PartialsDropped);
