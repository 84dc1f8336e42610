using Triage.Core.Assessment;
using Triage.Core.Calls;
using Triage.Core.Speech;

namespace Triage.Server.Tests.Dashboard;

/// <summary>Pieces of calls for tests of the screen.</summary>
internal static class Talk
{
    public static FinalTranscript Said(CallChannel channel, int utterance, double startS, string text)
    {
        var words = text.Split(' ').Select((w, i) => new RecognizedWord(w, startS + i, startS + i + 0.8, 0.9)).ToArray();
        return new(channel, utterance, startS, words[^1].EndS, text, words, false, default);
    }

    public static PartialTranscript Saying(CallChannel channel, int utterance, double startS, string stable, string text) =>
        new(channel, utterance, startS, startS + 1, stable, text, 10);

    public static SuggestionMade Suggests(
        Priority priority, string motive = "M01.01", double atS = 1, long sequence = 1, AbstentionReason reason = AbstentionReason.None, params Finding[] findings) =>
        new(atS, new(
            new(priority, 0.8, [0.8, 0.1, 0.05, 0.03, 0.02]), new(CareLevel.R1, 0.9, [0.9, 0.1, 0, 0]), new(motive, "Motif", 0.8), [],
            findings, new("arret_cardiaque", "Est-ce qu'il respire normalement ?"), reason, "abc"), 5)
        {
            Sequence = sequence,
        };

    public static Finding Finds(string code, FindingStatus status, CallChannel channel, double startS, double endS, string quote = "il ne respire pas") =>
        new(code, status, 0.9, [new(channel, startS, endS, quote)]);
}
