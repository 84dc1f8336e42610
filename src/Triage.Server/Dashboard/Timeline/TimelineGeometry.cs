using Triage.Core.Assessment;
using Triage.Core.Calls;
using Triage.Server.Dashboard.Following;

namespace Triage.Server.Dashboard.Timeline;

/// <summary>A bar of the strip: speech or missing sound. Units of the strip's own width and rows.</summary>
public readonly record struct TimelineBar(double X, double Width, int Row);

/// <summary>A mark of the strip: a finding at its first words, or a suggestion that changed.</summary>
/// <param name="What">Code of the finding, or of the priority; empty for an abstention.</param>
public readonly record struct TimelineMark(double X, double AtS, string What);

/// <summary>
/// The strip of a call: one row a speaker, marks of findings and of changed suggestions. Pure geometry in a box of
/// <see cref="Width"/>; the page scales it.
/// </summary>
public sealed record TimelineGeometry(
    IReadOnlyList<CallChannel> Rows, IReadOnlyList<TimelineBar> Speech, IReadOnlyList<TimelineBar> Gaps, IReadOnlyList<TimelineMark> Findings,
    IReadOnlyList<TimelineMark> Changes, double LengthS, IReadOnlyList<double> TicksS)
{
    public const double Width = 1000;

    /// <summary>A bar stays visible however long the call is.</summary>
    private const double LeastBar = 2;

    private const double LeastLengthS = 30;

    /// <param name="heardS">Media seconds received.</param>
    public static TimelineGeometry Of(CallView view, double heardS)
    {
        var length = Math.Max(LeastLengthS, Math.Max(heardS, view.AtS));
        double X(double seconds) => Math.Round(Width * Math.Clamp(seconds / length, 0, 1), 1);
        TimelineBar Bar(double startS, double endS, int row) =>
            new(Math.Min(X(startS), Width - LeastBar), Math.Max(LeastBar, Math.Round(X(endS) - X(startS), 1)), row);
        CallChannel[] rows = [.. view.Lines.Select(l => l.Channel).Concat(view.Gaps.Select(g => g.Channel)).Distinct().Order()];
        return new(
            rows,
            [.. view.Lines.Select(l => Bar(l.StartS, l.EndS, Array.IndexOf(rows, l.Channel)))],
            [.. view.Gaps.Select(g => Bar(g.StartS, g.EndS, Array.IndexOf(rows, g.Channel)))],
            [.. FirstWords(view).Select(f => new TimelineMark(X(f.AtS), f.AtS, f.Code))],
            [.. Changed(view).Select(s => new TimelineMark(X(s.AtS), s.AtS, s.Suggestion.Abstained ? "" : s.Suggestion.Priority.Code.ToString()))],
            length,
            Ticks(length));
    }

    public double XOf(double seconds) => Math.Round(Width * Math.Clamp(seconds / LengthS, 0, 1), 1);

    private static IEnumerable<(string Code, double AtS)> FirstWords(CallView view) => (view.Newest?.Suggestion.Findings ?? [])
        .Where(f => f.Status == FindingStatus.Present && f.Evidence.Count > 0).Select(f => (f.Code, f.Evidence.Min(e => e.StartS)));

    /// <summary>Suggestions that say another priority or motive than the one before.</summary>
    public static IEnumerable<SuggestionMade> Changed(CallView view)
    {
        SuggestionMade? before = null;
        foreach (var made in view.Suggestions)
        {
            if (Differs(before?.Suggestion, made.Suggestion))
                yield return made;
            before = made;
        }
    }

    private static bool Differs(Suggestion? before, Suggestion now) => now.Abstained
        ? before is not null && !before.Abstained
        : before is null || before.Abstained || before.Priority.Code != now.Priority.Code || before.Motive.Code != now.Motive.Code;

    /// <summary>At most eight, at round times.</summary>
    private static double[] Ticks(double lengthS)
    {
        double[] steps = [10, 30, 60, 120, 300, 600, 1800];
        var step = steps.FirstOrDefault(s => lengthS / s <= 8, 3600);
        return [.. Enumerable.Range(1, (int)(lengthS / step)).Select(i => i * step)];
    }
}
