using Triage.TrialLog.Records;

namespace Triage.TrialLog.Reports.Figures;

/// <summary>Latency in milliseconds; null without a value.</summary>
public sealed record LatencyFigures(int Count, double? Median, double? P95, double? P99, double? Longest)
{
    internal static LatencyFigures Of(IEnumerable<float> values)
    {
        var sorted = values.Where(v => !float.IsNaN(v)).Order().ToArray();
        return new(sorted.Length, Sample.Quantile(sorted, 0.5), Sample.Quantile(sorted, 0.95), Sample.Quantile(sorted, 0.99), Sample.Quantile(sorted, 1));
    }
}

/// <summary>Outages of one kind.</summary>
/// <param name="Seconds">Their length together; one that lasts counts to the end of the period.</param>
public sealed record OutageFigures(string What, bool WholeAppliance, int Count, double Seconds, int Calls);

/// <summary>Whether it worked: outages, refused and interrupted calls, latency, quality of the input.</summary>
/// <param name="StoppedShare">Share of the period during which the whole appliance was stopped.</param>
/// <param name="SuggestionMs">From the final transcript to the suggestion; <paramref name="FinalMs"/>: per call the 95th percentile from the endpoint to the final transcript.</param>
/// <param name="Rules">Handling rule of poor input -> calls.</param>
/// <param name="Languages">Language -> calls.</param>
/// <param name="Abstentions">Last state of calls -> calls; <c>none</c>: a suggestion stood.</param>
public sealed record ServiceFigures(
    double PeriodS, double? StoppedShare, IReadOnlyList<OutageFigures> Outages, IReadOnlyDictionary<string, int> EndReasons, LatencyFigures SuggestionMs, LatencyFigures FinalMs,
    double AudioS, double LostAudioShare, double? MedianSignalToNoiseDb, double? MedianConfidence, double? MedianOverlap, int WithoutSuggestion,
    IReadOnlyDictionary<string, int> Rules, IReadOnlyDictionary<string, int> Languages, IReadOnlyDictionary<string, int> Abstentions)
{
    public static ServiceFigures Of(IReadOnlyList<AnalysedCall> calls, IReadOnlyList<float> latencies, IReadOnlyList<OutageRecord> outages, DateTimeOffset from, DateTimeOffset to)
    {
        double Length(OutageRecord o) => Math.Max(0, (Least(o.To ?? to, to) - (o.From > from ? o.From : from)).TotalSeconds);
        var within = outages.Where(o => o.From < to && (o.To ?? to) >= from && (o.To is not null || Length(o) > 0)).ToList();
        var period = (to - from).TotalSeconds;
        var audio = calls.Sum(c => (double)c.AudioS);
        return new(
            period, period <= 0 ? null : Math.Min(1, Union(within.Where(o => o is { CallKey: null, What: "stopped" }), from, to) / period),
            [.. within.GroupBy(o => (o.What, Whole: o.CallKey is null)).OrderBy(g => g.Key.What, StringComparer.Ordinal).ThenBy(g => g.Key.Whole)
                .Select(g => new OutageFigures(g.Key.What, g.Key.Whole, g.Count(), g.Sum(Length), g.Select(o => o.CallKey).Distinct().Count(k => k is not null)))],
            Counts(calls, c => c.EndReason ?? "unknown"), LatencyFigures.Of(latencies), LatencyFigures.Of(calls.Select(c => c.FinalLatencyMs)),
            audio, audio <= 0 ? 0 : calls.Sum(c => c.LostShare >= 1 ? 0.0 : c.AudioS * c.LostShare / (1 - c.LostShare)) is var lost ? lost / (audio + lost) : 0,
            Median(calls, c => c.SignalToNoiseDb), Median(calls, c => c.Confidence), Median(calls, c => c.Overlap), calls.Count(c => c.Suggested is null),
            Counts(calls.Where(c => c.Rule is not null), c => c.Rule!), Counts(calls, c => c.Language ?? "unknown"),
            Counts(calls, c => c.Suggested is null ? "no_suggestion" : Snake.Case(c.LastAbstention.ToString())));
    }

    // Seconds covered by at least one outage.
    private static double Union(IEnumerable<OutageRecord> outages, DateTimeOffset from, DateTimeOffset to)
    {
        var (covered, until) = (0.0, from);
        foreach (var outage in outages.OrderBy(o => o.From))
        {
            var (start, end) = (outage.From > until ? outage.From : until, Least(outage.To ?? to, to));
            if (end <= start)
                continue;
            covered += (end - start).TotalSeconds;
            until = end;
        }
        return covered;
    }

    private static DateTimeOffset Least(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private static double? Median(IReadOnlyList<AnalysedCall> calls, Func<AnalysedCall, float> of) => Sample.Quantile([.. calls.Select(of).Where(v => !float.IsNaN(v)).Order()], 0.5);

    private static Dictionary<string, int> Counts(IEnumerable<AnalysedCall> calls, Func<AnalysedCall, string> of) =>
        calls.GroupBy(of, StringComparer.Ordinal).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count());
}

/// <summary>Names as the reports' JSON spells them.</summary>
internal static class Snake
{
    public static string Case(string name) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}
