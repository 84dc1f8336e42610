using Spectre.Console;
using V1 = Triage.Server.Protos.V1;

namespace Triage.Server.Cli;

/// <summary>The suggestion in a frame: official label in words and colour, findings with the words that prove them, what to ask.</summary>
internal static class SuggestionPanel
{
    private const int MostFindings = 6;

    /// <summary>Lines of markup.</summary>
    public static IReadOnlyList<string> Lines(V1.Suggestion? suggestion)
    {
        if (suggestion is null)
            return ["[grey]En écoute[/]"];
        var lines = new List<string>();
        if (suggestion.Abstention != V1.AbstentionReason.Unspecified)
        {
            lines.Add($"[bold]Pas de suggestion[/] [grey]: {FrenchTexts.Abstention(suggestion.Abstention)}[/]");
        }
        else
        {
            lines.Add($"[bold {Colour(suggestion.Priority.Code)}]{FrenchTexts.Priority(suggestion.Priority.Code)}[/]  [grey]{Markup.Escape(FrenchTexts.Grounds(suggestion.Priority))}[/]");
            lines.Add($"{Markup.Escape(suggestion.Motive.Label)}  [grey]{FrenchTexts.Percent(suggestion.Motive.Probability)} · {Markup.Escape(suggestion.Motive.Code)} · {FrenchTexts.CareLevel(suggestion.CareLevel.Code)}[/]");
        }
        foreach (var finding in FrenchTexts.InReadingOrder(suggestion.Findings).Take(MostFindings))
            lines.Add(Finding(finding));
        if (suggestion.Findings.Count > MostFindings)
            lines.Add($"[grey]et {suggestion.Findings.Count - MostFindings} autres constats[/]");
        if (suggestion.NextQuestion is { } question)
            lines.Add($"[grey]À demander :[/] [bold]{Markup.Escape(question.Text)}[/]");
        return lines;
    }

    public static Panel Render(IReadOnlyList<string> lines, V1.Suggestion? suggestion)
    {
        var shown = suggestion is { Abstention: V1.AbstentionReason.Unspecified };
        return new Panel(new Rows(lines.Select(line => new Markup(line) { Overflow = Overflow.Ellipsis })))
        {
            Border = BoxBorder.Rounded,
            BorderStyle = new Style(Style.Parse(shown ? Colour(suggestion!.Priority.Code) : "grey").Foreground),
            Header = new PanelHeader(" suggestion, l'humain décide "),
            Expand = true,
        };
    }

    private static string Finding(V1.Finding finding)
    {
        var (mark, style) = finding.Status switch
        {
            V1.FindingStatus.Present => ("+", "bold"),
            V1.FindingStatus.Absent => ("-", "grey"),
            _ => ("?", "italic"),
        };
        var proof = finding.Evidence.Count == 0 ? "" : Quote(finding.Evidence[0]);
        return $"[{style}]{mark} {Markup.Escape(FrenchTexts.Finding(finding.Code))}[/] [grey]{FrenchTexts.Status(finding.Status)}{proof}[/]";
    }

    private static string Quote(V1.Evidence evidence) =>
        $" « {Markup.Escape(evidence.Quote.Trim())} » {FrenchTexts.Speaker(evidence.Channel)} {FrenchTexts.Time(evidence.StartS)}";

    private static string Colour(V1.Priority priority) => priority switch
    {
        V1.Priority.P0 => "red",
        V1.Priority.P1 => "darkorange",
        V1.Priority.P2 => "yellow",
        V1.Priority.P3 => "green",
        _ => "silver",
    };
}
