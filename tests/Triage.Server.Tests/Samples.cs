using Triage.Core.Assessment;
using Triage.Core.Calls;

namespace Triage.Server.Tests;

/// <summary>One of each event, with values that rounding and accents can spoil.</summary>
internal static class Samples
{
    public static FinalTranscript Final { get; } = new(
        CallChannel.Caller, 3, 4.07, 8.52, "il ne répond plus", [new("répond", 4.10004, 4.5, 0.98765)], false, new(500.04, 1.26, 80));

    public static SuggestionMade Suggestion { get; } = new(8.52, Suggest(AbstentionReason.None), 12.34);

    public static IReadOnlyList<CallEvent> All { get; } =
    [
        new SpeechStarted(CallChannel.Operator, 0.68),
        new PartialTranscript(CallChannel.Caller, 3, 4.07, 6, "il ne", "il ne rép", 412.345),
        Final,
        Suggestion,
        Suggestion with { Suggestion = Suggest(AbstentionReason.NotEnoughSaid) },
        new AudioGap(CallChannel.Caller, GapReason.SilentLine, 9, 12),
        new Degraded("partials", "Transcription intermédiaire suspendue", true),
        new Flushed(7),
        new DecisionRecorded(9, new(DecisionAction.Modified, DeciderRole.RegulatingDoctor, 4, Priority.P1, null, "M03.06") { Reason = DecisionReason.NotUrgentEnough }, Late: true),
        new CallEnded(EndReason.Completed, 63.75, 0),
    ];

    private static Suggestion Suggest(AbstentionReason reason) => new(
        new(Priority.P0, 0.97, [0.97, 0.02, 0.01, 0, 0], "inconscient_ne_respire_pas"),
        new(CareLevel.R1, 0.9, [0.9, 0.1, 0, 0]),
        new("M01.01", "Arrêt cardiaque", 0.88),
        [new("M01.02", "Inconscience", 0.05)],
        [new("inconscience", FindingStatus.Present, 0.98, [new(CallChannel.Caller, 7.8, 8.52, "il ne répond plus")])],
        new("arret_cardiaque", "Est-ce qu'il respire normalement ?"), reason, "abc123");
}
