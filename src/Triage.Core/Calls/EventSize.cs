using Triage.Core.Assessment;

namespace Triage.Core.Calls;

/// <summary>
/// How much memory an event holds, roughly and rather too much: objects by their fields on a 64-bit runtime, texts by their length.
/// What events share is counted in each.
/// </summary>
internal static class EventSize
{
    private const int Object = 64, ListOfItems = 56, Word = 104, Text = 24;

    /// <returns>Bytes.</returns>
    public static long Of(CallEvent happened) => happened switch
    {
        PartialTranscript partial => 2 * Object + Of(partial.Stable) + Of(partial.Text),
        FinalTranscript final => 3 * Object + Of(final.Text) + ListOfItems + final.Words.Sum(w => Word + Of(w.Text)),
        SuggestionMade made => Object + Of(made.Suggestion),
        Degraded degraded => Object + Of(degraded.What) + Of(degraded.Detail),
        DecisionRecorded => 4 * Object,
        _ => Object,
    };

    // Labels, codes and questions are the catalogues' own strings: only the quotes are the call's.
    private static long Of(Suggestion suggestion) =>
        6 * Object + 4 * ListOfItems + suggestion.Alternatives.Count * (long)Object
        + suggestion.Findings.Sum(f => Object + ListOfItems + f.Evidence.Sum(e => Object + Of(e.Quote)));

    private static long Of(string text) => Text + 2L * text.Length;
}
