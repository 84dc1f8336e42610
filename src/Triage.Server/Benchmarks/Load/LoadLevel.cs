using Triage.Core.Scheduling;

namespace Triage.Server.Benchmarks.Load;

internal sealed record NamedCount(string Name, int Count);

/// <summary>What the appliance announced as degraded, over all calls.</summary>
/// <param name="Count">Announcements; each call is told of its own.</param>
/// <param name="CallSeconds">Seconds times calls.</param>
/// <param name="LongestS">Longest for one call.</param>
internal sealed record Degradation(string What, int Count, double CallSeconds, double LongestS);

/// <summary>What the clients saw in the window of one level; milliseconds.</summary>
internal sealed record ClientFigures
{
    public required double WindowS { get; init; }

    /// <summary>End of speech to endpoint.</summary>
    public required LatencySummary? Endpointing { get; init; }

    public required LatencySummary? Queue { get; init; }

    public required LatencySummary? Recognition { get; init; }

    /// <summary>Queue and recognition together: what the bar is about.</summary>
    public required LatencySummary? AfterEndpoint { get; init; }

    public required LatencySummary? Total { get; init; }

    /// <summary>From the moment the last spoken sample was due at the source, on the client's clock: shows what the appliance cannot see of itself.</summary>
    public required LatencySummary? Seen { get; init; }

    /// <summary>Over the whole level: utterances announced, and those that a cut began.</summary>
    public required int FinalsExpected { get; init; }

    public required int FinalsDelivered { get; init; }

    public required int FinalsInWindow { get; init; }

    /// <summary>Of those in the window.</summary>
    public required int FinalsOnTime { get; init; }

    public required LatencySummary? PartialLag { get; init; }

    /// <summary>Seconds of speech in the finals of the window.</summary>
    public required double SpeechS { get; init; }

    public required LatencySummary? SuggestionAfterFinal { get; init; }

    /// <summary>From the moment the last word of a turn was due at the source to the suggestion after it.</summary>
    public required LatencySummary? SpokenToSuggestion { get; init; }

    public required int CallsOpened { get; init; }

    public required int CallsCompleted { get; init; }

    public required int CallsRefused { get; init; }

    /// <summary>Calls that broke, by cause.</summary>
    public required IReadOnlyList<NamedCount> Failures { get; init; }

    public required double AudioS { get; init; }

    public required double AudioLostS { get; init; }

    public required int Gaps { get; init; }

    /// <summary>Events the appliance numbered and the clients did not get: partials superseded for a slow reader, else a fault.</summary>
    public required long EventsMissing { get; init; }

    public required IReadOnlyList<Degradation> Degradations { get; init; }

    public required double CpuS { get; init; }

    public required double SendLateP95Ms { get; init; }

    public required double SendLateMaxMs { get; init; }

    /// <summary>In [0,1]; 1 when there was none in the window.</summary>
    public double OnTimeShare => FinalsInWindow == 0 ? 1 : (double)FinalsOnTime / FinalsInWindow;

    public double PartialsPerSpeechS => SpeechS > 0 ? (PartialLag?.Count ?? 0) / SpeechS : 0;
}

/// <summary>What the appliance's process used in the window, and what the appliance counted itself.</summary>
/// <param name="CpuS">Of the whole process: the appliance, and the little that adds up what clients report.</param>
/// <param name="PeakWorkingSetMb">Of the process since it began: earlier levels are in it.</param>
/// <param name="LongestPauseMs">Of one garbage collection, as far as sampling saw it.</param>
/// <param name="QueueDepthP95">Jobs that wait or run, sampled; null without lanes.</param>
/// <param name="LaneUse">Mean share of the lanes' time that is used, in [0,1]; null without lanes.</param>
/// <param name="PartialsDropped">Given up in the window because they could not be there in time.</param>
/// <param name="FinalsEmitted">Over the whole level, counted where the appliance emits them; null where it cannot be asked.</param>
/// <param name="Finals">Null without lanes.</param>
internal sealed record ServerFigures(
    double CpuS, double WorkingSetMb, double PeakWorkingSetMb, double AllocatedBytesPerS, int Collections, double PauseTotalMs, double LongestPauseMs,
    double? QueueDepthMean, double? QueueDepthP95, double? LaneUse, long? Partials, long? PartialsDropped, int? UtterancesAnnounced, int? FinalsEmitted,
    FinalSchedule? Finals)
{
    /// <summary>In [0,1], of the partials that were asked for.</summary>
    public double? DroppedShare => Partials + PartialsDropped > 0 ? (double?)PartialsDropped / (Partials + PartialsDropped) : null;
}

/// <summary>Finals of the window as the lanes ran them.</summary>
/// <param name="OnTime">By the deadline of the job.</param>
/// <param name="Feasible">That <see cref="ClairvoyantLanes"/> would have had by theirs; a schedule can beat it by a few.</param>
internal sealed record FinalSchedule(int Completed, int OnTime, int Feasible)
{
    /// <summary>In [0,1].</summary>
    public double OnTimeOfFeasible => Feasible == 0 ? 1 : Math.Min(1, (double)OnTime / Feasible);
}

/// <summary>One level of load: so many calls at a time.</summary>
/// <param name="Factor">Times the capacity, or null while it is searched.</param>
/// <param name="OpenAdmission">Every call was let in.</param>
internal sealed record LoadLevel(int Calls, double? Factor, QueueDiscipline Discipline, bool OpenAdmission, ClientFigures Clients, ServerFigures Server)
{
    /// <summary>What holds at this level.</summary>
    public IReadOnlyList<BarResult> Bars => LoadBars.Of(this);

    public bool Within => Bars.All(b => b.Met);
}
