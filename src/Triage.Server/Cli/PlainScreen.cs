using V1 = Triage.Server.Protos.V1;

namespace Triage.Server.Cli;

/// <summary>Plain lines for a log or a pipe: finals and what changes in the suggestion; no partials.</summary>
internal sealed class PlainScreen(TextWriter output) : ICallScreen
{
    private const string Indent = "           ";

    private string _lastSuggestion = "";

    public void Started(string callId) => output.WriteLine($"Appel {callId}");

    public void Show(V1.CallEvent happened)
    {
        switch (happened.EventCase)
        {
            case V1.CallEvent.EventOneofCase.Opened when happened.Opened.SuggestionsWithheld:
                output.WriteLine($"! {FrenchTexts.SuggestionsWithheld}");
                break;
            case V1.CallEvent.EventOneofCase.Final when happened.Final.Text.Length > 0:
                var final = happened.Final;
                Line(final.StartS, $"{FrenchTexts.Speaker(final.Channel)} : {final.Text.Trim()}{(final.LowConfidence ? " (incertain)" : "")}");
                break;
            case V1.CallEvent.EventOneofCase.Suggestion:
                Suggestion(happened.Suggestion);
                break;
            case V1.CallEvent.EventOneofCase.Gap:
                var gap = happened.Gap;
                Line(gap.StartS, $"! {FrenchTexts.Speaker(gap.Channel)} : {FrenchTexts.Gap(gap)}, jusqu'à {FrenchTexts.Time(gap.EndS)}");
                break;
            case V1.CallEvent.EventOneofCase.Degraded:
                output.WriteLine($"! {happened.Degraded.Detail}{(happened.Degraded.Active ? "" : " : c'est fini")}");
                break;
            case V1.CallEvent.EventOneofCase.Decision:
                Line(happened.Decision.AtS, FrenchTexts.Decision(happened.Decision));
                break;
            case V1.CallEvent.EventOneofCase.Ended:
                var ended = happened.Ended;
                Line(ended.AudioS, $"Fin : {FrenchTexts.End(ended.Reason)}{(ended.AudioLostS > 0 ? $", {FrenchTexts.Time(ended.AudioLostS)} de son perdu" : "")}");
                break;
        }
    }

    private void Suggestion(V1.Suggestion suggestion)
    {
        var lines = Describe(suggestion).ToArray();
        var text = string.Join('\n', lines);
        if (text == _lastSuggestion)
            return;
        _lastSuggestion = text;
        Line(suggestion.AtS, lines[0]);
        foreach (var line in lines.Skip(1))
            output.WriteLine(Indent + line);
    }

    private static IEnumerable<string> Describe(V1.Suggestion suggestion)
    {
        if (suggestion.Abstention != V1.AbstentionReason.Unspecified)
            yield return $"> Pas de suggestion : {FrenchTexts.Abstention(suggestion.Abstention)}";
        else
            yield return $"> {FrenchTexts.Priority(suggestion.Priority.Code)} ({FrenchTexts.Grounds(suggestion.Priority)})"
                + $" | {suggestion.Motive.Label} ({FrenchTexts.Percent(suggestion.Motive.Probability)}) | {FrenchTexts.CareLevel(suggestion.CareLevel.Code)}";
        foreach (var finding in FrenchTexts.InReadingOrder(suggestion.Findings))
            yield return $"{FrenchTexts.Finding(finding.Code)} : {FrenchTexts.Status(finding.Status)}"
                + string.Concat(finding.Evidence.Take(1).Select(e => $" « {e.Quote.Trim()} » ({FrenchTexts.Speaker(e.Channel)}, {FrenchTexts.Time(e.StartS)})"));
        if (suggestion.NextQuestion is { } question)
            yield return $"À demander : {question.Text}";
    }

    private void Line(double atS, string text) => output.WriteLine($"[{FrenchTexts.Time(atS)}]  {text}");
}
