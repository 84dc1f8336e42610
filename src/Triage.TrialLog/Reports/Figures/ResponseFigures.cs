using Triage.Core.Calls;
using Triage.TrialLog.Records;
using Triage.TrialLog.Statistics;

namespace Triage.TrialLog.Reports.Figures;

/// <summary>Alerts of one kind and what humans did with them.</summary>
/// <param name="Group">Which: <c>all</c>, a week from 1, or alerts the operator had had in the hour before.</param>
/// <param name="Answered">Accepted, modified or rejected.</param>
public sealed record ResponseGroup(
    string Group, int Alerts, int Accepted, int Modified, int Rejected, int Ignored, Estimate? Answered, Estimate? AcceptedShare, double? MedianResponseS);

/// <summary>Human response to alerts that an arm allowed to be shown; learning and fatigue.</summary>
/// <param name="OfTrue">Alerts of calls whose reference is vital; <paramref name="OfFalse"/> not vital.</param>
/// <param name="RecognitionByWeek">Median seconds to recognition of vital emergencies by week and arm.</param>
public sealed record ResponseFigures(
    ResponseGroup All, ResponseGroup OfTrue, ResponseGroup OfFalse, IReadOnlyList<ResponseGroup> ByWeek, IReadOnlyList<ResponseGroup> ByAlertsInTheHour,
    IReadOnlyDictionary<string, int> Reasons, IReadOnlyList<WeekRecognition> RecognitionByWeek)
{
    public static ResponseFigures Of(IReadOnlyList<AnalysedCall> analysed, IReadOnlyList<AnalysedAlert> alerts, DateTimeOffset start)
    {
        int Week(DateTimeOffset at) => 1 + (int)Math.Floor((at - start).TotalDays / 7);
        var before = InTheHourBefore(alerts);
        return new(
            Group("all", alerts), Group("vital", alerts.Where(a => a.Vital == true)), Group("other", alerts.Where(a => a.Vital == false)),
            [.. alerts.GroupBy(a => Week(a.At)).OrderBy(g => g.Key).Select(g => Group(Number(g.Key), g))],
            [.. alerts.Select((a, i) => (a, n: before[i])).Where(x => x.n >= 0).GroupBy(x => Math.Min(3, x.n)).OrderBy(g => g.Key).Select(g => Group(g.Key == 3 ? "3+" : Number(g.Key), g.Select(x => x.a)))],
            alerts.Where(a => a.Reason is not null).GroupBy(a => a.Reason!).OrderBy(g => g.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count()),
            [.. analysed.Where(c => c.Vital == true).GroupBy(c => Week(c.StartedAt)).OrderBy(g => g.Key).SelectMany(week => week.GroupBy(c => c.Arm).OrderBy(g => g.Key)
                .Select(g => new WeekRecognition(week.Key, Arms.Code(g.Key), g.Count(), KaplanMeier.Of([.. g.Select(c => c.Time)]).Quantile())))]);
    }

    private static ResponseGroup Group(string name, IEnumerable<AnalysedAlert> of)
    {
        var alerts = of.ToList();
        int Count(DecisionAction? action) => alerts.Count(a => a.Response == action);
        var ignored = Count(null);
        return new(
            name, alerts.Count, Count(DecisionAction.Accepted), Count(DecisionAction.Modified), Count(DecisionAction.Rejected), ignored,
            Proportion.Of(alerts.Count - ignored, alerts.Count), Proportion.Of(Count(DecisionAction.Accepted), alerts.Count),
            Sample.Quantile([.. alerts.Where(a => a.Response is not null && !float.IsNaN(a.ResponseS)).Select(a => a.ResponseS).Order()], 0.5));
    }

    // Alerts shown to the same operator in the 60 minutes before each; -1: operator not known.
    private static int[] InTheHourBefore(IReadOnlyList<AnalysedAlert> alerts)
    {
        var counts = new int[alerts.Count];
        foreach (var own in Enumerable.Range(0, alerts.Count).GroupBy(i => alerts[i].Operator))
        {
            var sorted = own.OrderBy(i => alerts[i].At).ToArray();
            var first = 0;
            for (var i = 0; i < sorted.Length; i++)
            {
                while (alerts[sorted[i]].At - alerts[sorted[first]].At > TimeSpan.FromHours(1))
                    first++;
                counts[sorted[i]] = own.Key < 0 ? -1 : i - first;
            }
        }
        return counts;
    }

    private static string Number(int value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Recognition of vital emergencies in a week of the trial, from 1.</summary>
public sealed record WeekRecognition(int Week, string Arm, int Vital, Estimate? MedianS);

/// <summary>What was allowed to be seen and what was, by arm; over analysed calls.</summary>
/// <param name="AlertsUnseen">Calls whose shown alert no screen reports as displayed.</param>
/// <param name="ShownAgainstArm">Shadow calls with a displayed suggestion.</param>
/// <param name="Contamination">Code -> calls, as the record states it.</param>
/// <param name="MedianOnScreenS">Of calls with a seen suggestion.</param>
/// <param name="MedianDisplayDelayS">From computing to the first display.</param>
public sealed record ExposureFigures(
    string Arm, int Calls, int WithAlert, int AlertShown, int Displayed, int Seen, int AlertsUnseen, int ShownAgainstArm,
    IReadOnlyDictionary<string, int> Contamination, double? MedianOnScreenS, double? MedianDisplayDelayS)
{
    public static IReadOnlyList<ExposureFigures> Of(IReadOnlyList<AnalysedCall> analysed) => [.. Arms.Present(analysed).Select(arm =>
    {
        var calls = analysed.Where(c => c.Arm == arm).ToList();
        return new ExposureFigures(
            Arms.Code(arm), calls.Count, calls.Count(c => c.Alerted), calls.Count(c => c.AlertShown), calls.Count(c => c.Displayed), calls.Count(c => c.Seen),
            calls.Count(c => c is { AlertShown: true, Displayed: false }), arm == TrialArm.Shadow ? calls.Count(c => c.Displayed) : 0,
            calls.Where(c => c.Contamination is not null).GroupBy(c => c.Contamination!).OrderBy(g => g.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count()),
            Sample.Quantile([.. calls.Where(c => c.Seen).Select(c => c.OnScreenS).Order()], 0.5),
            Sample.Quantile([.. calls.Select(c => c.DisplayDelayS).Where(s => !float.IsNaN(s)).Order()], 0.5));
    })];
}
