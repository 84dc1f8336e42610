namespace Triage.TrialLog.Reports.Figures;

/// <summary>What a site pays; every member is the site's own figure, none has a default.</summary>
/// <param name="HostEuros">Purchase of the host, or of the share of it that this serves.</param>
/// <param name="HostYears">Over which it is written off.</param>
/// <param name="EurosPerKwh">Electricity, cooling included.</param>
/// <param name="BusyWatts">Measured at the plug while calls run; <paramref name="IdleWatts"/> without calls.</param>
/// <param name="SupportEurosPerYear">Maintenance, staff and licences.</param>
/// <param name="CallsPerYear">Of the centre; null: the rate of the period.</param>
/// <param name="OperatorEurosPerHour">To price the time that answering alerts takes.</param>
public sealed record SitePrices(
    double? HostEuros, double? HostYears, double? EurosPerKwh, double? BusyWatts, double? IdleWatts, double? SupportEurosPerYear, double? CallsPerYear, double? OperatorEurosPerHour);

/// <summary>What the host can carry, from its hardware profile.</summary>
/// <param name="MaxCalls">At a time.</param>
/// <param name="Measured">By a calibration of this host; false: the profile's own assumption.</param>
public sealed record HostCapacity(string Profile, int MaxCalls, bool Measured);

/// <summary>The economic frame: costs of running, not of outcomes. Null where an input is missing; <paramref name="Missing"/> names it.</summary>
/// <param name="Occupancy">Share of its capacity that the host used over the period.</param>
/// <param name="CallsPerHourCapacity">Places times 3600 over the mean length of a call, with all places in use all the time.</param>
/// <param name="KwhPerCall">Power at the measured load (idle plus its share of the rest) over calls.</param>
/// <param name="AlertMinutesPerHundredCalls">Operators' time between display and answer; an upper limit, since they go on listening.</param>
public sealed record EconomicFrame(
    SitePrices? Prices, HostCapacity? Host, double CallsPerHour, double MeanCallS, double MeanCallsAtATime, double? Occupancy, double? CallsPerHourCapacity, double? KwhPerCall,
    double? EnergyEurosPerCall, double? HostEurosPerCall, double? SupportEurosPerCall, double? EurosPerCall, double? AlertMinutesPerHundredCalls, double? AlertEurosPerHundredCalls,
    IReadOnlyList<string> Missing)
{
    private const double HoursPerYear = 8766;

    public static EconomicFrame Of(IReadOnlyList<AnalysedCall> calls, IReadOnlyList<AnalysedAlert> alerts, double periodS, SitePrices? prices, HostCapacity? host)
    {
        var hours = periodS / 3600;
        var perHour = hours > 0 ? calls.Count / hours : 0;
        var audio = calls.Sum(c => (double)c.AudioS);
        var (mean, atATime) = (calls.Count == 0 ? 0 : audio / calls.Count, periodS > 0 ? audio / periodS : 0);
        var occupancy = host is { MaxCalls: > 0 } h ? atATime / h.MaxCalls : (double?)null;
        var yearly = prices?.CallsPerYear ?? perHour * HoursPerYear;
        var watts = prices?.IdleWatts is { } idle && prices.BusyWatts is { } busy && occupancy is { } load ? idle + (busy - idle) * Math.Min(1, load) : (double?)null;
        var kwh = watts is { } w && yearly > 0 ? w * HoursPerYear / 1000 / yearly : (double?)null;
        double? energy = kwh * prices?.EurosPerKwh, bought = yearly > 0 ? prices?.HostEuros / prices?.HostYears / yearly : null, support = yearly > 0 ? prices?.SupportEurosPerYear / yearly : null;
        var minutes = calls.Count == 0 ? (double?)null : alerts.Where(a => !float.IsNaN(a.ResponseS)).Sum(a => (double)a.ResponseS) / 60 / calls.Count * 100;
        (string Name, bool Known)[] inputs =
        [
            ("profile", host is not null), ("host_euros", prices?.HostEuros is not null), ("host_years", prices?.HostYears is not null), ("euros_per_kwh", prices?.EurosPerKwh is not null),
            ("busy_watts", prices?.BusyWatts is not null), ("idle_watts", prices?.IdleWatts is not null), ("support_euros_per_year", prices?.SupportEurosPerYear is not null),
            ("operator_euros_per_hour", prices?.OperatorEurosPerHour is not null),
        ];
        return new(
            prices, host, perHour, mean, atATime, occupancy, host is not null && mean > 0 ? host.MaxCalls * 3600 / mean : null, kwh, energy, bought, support, energy + bought + support,
            minutes, minutes / 60 * prices?.OperatorEurosPerHour, [.. inputs.Where(i => !i.Known).Select(i => i.Name)]);
    }
}
