namespace Triage.Server.Benchmarks.Load;

/// <summary>One bar at one level.</summary>
/// <param name="Name">Stable code.</param>
/// <param name="Value">Null when nothing was measured, which is a miss.</param>
/// <param name="AtMost">The limit is an upper one.</param>
internal sealed record BarResult(string Name, double? Value, double Limit, bool AtMost)
{
    public bool Met => Value is { } value && (AtMost ? value <= Limit : value >= Limit);
}

/// <summary>
/// The bars of DESIGN 10 that a level must hold. Up to the capacity all of them; beyond it partials and suggestions may degrade, but
/// no final is missing, finals stay on time, and no audio is lost.
/// </summary>
internal static class LoadBars
{
    public const double FinalP95Ms = LoadTally.OnTimeMs;
    public const double PartialP95Ms = 1000;
    public const double SuggestionP95Ms = 50;
    public const double OnTimeInOverload = 0.99;

    /// <summary>
    /// Not of DESIGN: beyond it the clients did not keep real time, and the level says less than it seems to. A tenth of the
    /// partial's bar, twice what a busy machine was seen to add.
    /// </summary>
    public const double SendLateP95Ms = 100;

    /// <summary>Not of DESIGN: partials that come are in time because hopeless ones are dropped, so their lag alone shows no overload.</summary>
    public const double DroppedPartials = 0.05;

    public static IReadOnlyList<BarResult> Of(LoadLevel level)
    {
        var seen = level.Clients;
        List<BarResult> bars =
        [
            new("finals_delivered", seen.FinalsExpected == 0 ? null : (double)seen.FinalsDelivered / seen.FinalsExpected, 1, AtMost: false),
            new("audio_lost_s", seen.AudioLostS, 0, AtMost: true),
            new("calls_failed", seen.Failures.Sum(f => f.Count), 0, AtMost: true),
        ];
        if (level.Server is { UtterancesAnnounced: { } announced, FinalsEmitted: { } emitted })
            bars.Add(new("finals_emitted_minus_announced", emitted - announced, 0, AtMost: false));
        if (level.Factor is not > 1 && level.Server.DroppedShare is { } dropped)
            bars.Add(new("partials_dropped_share", dropped, DroppedPartials, AtMost: true));
        if (level.Factor is > 1)
            bars.Add(new("finals_on_time_of_feasible", level.Server.Finals?.OnTimeOfFeasible ?? seen.OnTimeShare, OnTimeInOverload, AtMost: false));
        else
            bars.AddRange(
            [
                new("final_after_endpoint_p95_ms", seen.AfterEndpoint?.P95, FinalP95Ms, AtMost: true),
                new("partial_lag_p95_ms", seen.PartialLag?.P95, PartialP95Ms, AtMost: true),
                new("suggestion_after_final_p95_ms", seen.SuggestionAfterFinal?.P95, SuggestionP95Ms, AtMost: true),
                new("send_late_p95_ms", seen.SendLateP95Ms, SendLateP95Ms, AtMost: true),
            ]);
        return bars;
    }
}
