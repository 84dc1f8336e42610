using Spectre.Console;
using V1 = Triage.Server.Protos.V1;

namespace Triage.Server.Cli;

/// <summary>
/// A call as it happens, in a terminal: transcript above (stable words bright, unstable ones dim), suggestion below. Runs inside
/// <see cref="RunAsync"/>; the last picture stays.
/// </summary>
internal sealed class LiveScreen : ICallScreen
{
    private const int TimeWidth = 8;
    private const int SpeakerWidth = 12;

    private readonly IAnsiConsole _console;
    private readonly LiveDisplayContext _live;
    private readonly List<V1.FinalTranscript> _finals = [];
    private readonly Dictionary<V1.Channel, V1.PartialTranscript> _partials = [];
    private readonly List<string> _notices = [];
    private V1.Suggestion? _suggestion;
    private string _call = "";
    private double _atS;
    private string? _end;

    private LiveScreen(IAnsiConsole console, LiveDisplayContext live) => (_console, _live) = (console, live);

    /// <summary>Shows a call while <paramref name="play"/> runs.</summary>
    public static Task RunAsync(IAnsiConsole console, Func<ICallScreen, Task> play) => console
        .Live(new Text(""))
        .Overflow(VerticalOverflow.Crop)
        .StartAsync(live => play(new LiveScreen(console, live)));

    public void Started(string callId)
    {
        _call = callId;
        Draw();
    }

    public void Show(V1.CallEvent happened)
    {
        switch (happened.EventCase)
        {
            case V1.CallEvent.EventOneofCase.Opened when happened.Opened.SuggestionsWithheld:
                _notices.Add(FrenchTexts.SuggestionsWithheld);
                break;
            case V1.CallEvent.EventOneofCase.SpeechStarted:
                _atS = Math.Max(_atS, happened.SpeechStarted.AtS);
                break;
            case V1.CallEvent.EventOneofCase.Partial:
                _partials[happened.Partial.Channel] = happened.Partial;
                _atS = Math.Max(_atS, happened.Partial.EndS);
                break;
            case V1.CallEvent.EventOneofCase.Final:
                _partials.Remove(happened.Final.Channel);
                if (happened.Final.Text.Length > 0)
                    _finals.Add(happened.Final);
                _atS = Math.Max(_atS, happened.Final.EndS);
                break;
            case V1.CallEvent.EventOneofCase.Suggestion:
                _suggestion = happened.Suggestion;
                break;
            case V1.CallEvent.EventOneofCase.Gap:
                _notices.Add($"{FrenchTexts.Time(happened.Gap.StartS)} {FrenchTexts.Speaker(happened.Gap.Channel)} : {FrenchTexts.Gap(happened.Gap)}");
                break;
            case V1.CallEvent.EventOneofCase.Degraded:
                _notices.Add(happened.Degraded.Detail + (happened.Degraded.Active ? "" : " : c'est fini"));
                break;
            case V1.CallEvent.EventOneofCase.Decision:
                _notices.Add(FrenchTexts.Decision(happened.Decision));
                break;
            case V1.CallEvent.EventOneofCase.Ended:
                _partials.Clear();
                _atS = happened.Ended.AudioS;
                _end = FrenchTexts.End(happened.Ended.Reason);
                break;
        }
        Draw();
    }

    private void Draw()
    {
        var below = SuggestionPanel.Lines(_suggestion);
        // Two borders, the title, a blank line, the notices and the prompt's line.
        var room = _console.Profile.Height - below.Count - Math.Min(2, _notices.Count) - 6;
        _live.UpdateTarget(new Rows(
            new Rule($"[bold]{Markup.Escape(_call)}[/]  {FrenchTexts.Time(_atS)}{(_end is null ? "" : $"  {Markup.Escape(_end)}")}").LeftJustified().RuleStyle("grey"),
            Transcript(Math.Max(4, room)),
            new Rows(_notices.TakeLast(2).Select(notice => new Markup($"[yellow]! {Markup.Escape(notice)}[/]"))),
            SuggestionPanel.Render(below, _suggestion)));
        _live.Refresh();
    }

    private Grid Transcript(int room)
    {
        var textWidth = Math.Max(20, _console.Profile.Width - TimeWidth - SpeakerWidth - 6);
        var rows = new List<(double AtS, V1.Channel Channel, string Markup, int Lines)>();
        foreach (var final in _finals)
            rows.Add((final.StartS, final.Channel, $"[bold]{Markup.Escape(final.Text.Trim())}[/]", LinesOf(final.Text, textWidth)));
        foreach (var partial in _partials.Values.OrderBy(p => p.StartS))
            rows.Add((partial.StartS, partial.Channel, Words(partial), LinesOf(partial.Text, textWidth)));

        var first = rows.Count;
        for (var used = 0; first > 0 && used + rows[first - 1].Lines <= room; first--)
            used += rows[first - 1].Lines;

        var grid = new Grid()
            .AddColumn(new GridColumn().Width(TimeWidth).NoWrap())
            .AddColumn(new GridColumn().Width(SpeakerWidth).NoWrap())
            .AddColumn(new GridColumn());
        foreach (var row in rows.Skip(first))
            grid.AddRow(
                new Markup($"[grey]{FrenchTexts.Time(row.AtS)}[/]"),
                new Markup($"[{(row.Channel == V1.Channel.Operator ? "steelblue1" : "tan")}]{FrenchTexts.Speaker(row.Channel)}[/]"),
                new Markup(row.Markup));
        return grid;
    }

    private static string Words(V1.PartialTranscript partial)
    {
        var stable = partial.Text.StartsWith(partial.Stable, StringComparison.Ordinal) ? partial.Stable : "";
        var (bright, dim) = (stable.TrimStart(), partial.Text[stable.Length..]);
        if (bright.Length == 0)
            dim = dim.TrimStart();
        return $"[bold]{Markup.Escape(bright)}[/][grey]{Markup.Escape(dim)}[/]";
    }

    private static int LinesOf(string text, int width) => 1 + text.Length / width;
}
