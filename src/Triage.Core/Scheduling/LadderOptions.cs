namespace Triage.Core.Scheduling;

/// <summary>When the overload ladder moves. Utilisation is demanded lane seconds per lane second.</summary>
public sealed record LadderOptions
{
    /// <summary>How often the load is looked at.</summary>
    public TimeSpan Period { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Weight of the past fades with this time constant: bursts of a sentence or two do not move the ladder.</summary>
    public TimeSpan Memory { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Demand of the present step above which it cannot be served: one step up.</summary>
    public double UpAbove { get; init; } = 0.95;

    /// <summary>Share of partials dropped above which the present step is a promise not kept: one step up.</summary>
    public double DropsAbove { get; init; } = 0.25;

    /// <summary>Demand of the step below, under which it can be offered again. Well under <see cref="UpAbove"/>: that is the hysteresis.</summary>
    public double DownBelow { get; init; } = 0.8;

    /// <summary>Quiet time before one step down.</summary>
    public TimeSpan DownAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Looks in a row with a final after its deadline that make a step up: one stall is no overload.</summary>
    public int LateLooks { get; init; } = 2;
}
