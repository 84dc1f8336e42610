namespace Triage.Benchmarks.Tests;

/// <summary>The most one call of a benchmark may allocate, in bytes, and why it may at all.</summary>
public sealed record AllocationBudget(string Type, string Method, long Bytes, string Why)
{
    /// <summary>Every benchmark, one line each; whoever adds one decides here. Zero needs no reason.</summary>
    public static IReadOnlyList<AllocationBudget> All { get; } =
    [
        new(nameof(AudioBenchmarks), nameof(AudioBenchmarks.DecodeMuLaw_Frame), 0, ""),
        new(nameof(AudioBenchmarks), nameof(AudioBenchmarks.DecodeALaw_Frame), 0, ""),
        new(nameof(AudioBenchmarks), nameof(AudioBenchmarks.Resample8To16kHz_Frame), 0, ""),
        new(nameof(AudioBenchmarks), nameof(AudioBenchmarks.LogMelPush_Frame), 0, ""),
        new(nameof(AudioBenchmarks), nameof(AudioBenchmarks.LogMelWindow_6Seconds), 0, ""),
        new(nameof(AudioBenchmarks), nameof(AudioBenchmarks.SignalQuality_Frame), 0, ""),
        new(nameof(VoiceActivityBenchmarks), nameof(VoiceActivityBenchmarks.Push_Frame), 0, ""),
        new(nameof(SpeechBenchmarks), nameof(SpeechBenchmarks.Endpointer_Frame), 0, ""),
        new(nameof(SpeechBenchmarks), nameof(SpeechBenchmarks.Detokenise_Decode), 568, "the text (264), a list that grows with its bytes"),
        new(nameof(SpeechBenchmarks), nameof(SpeechBenchmarks.Detokenise_Text), 264, "the text"),
        new(nameof(SpeechBenchmarks), nameof(SpeechBenchmarks.LocalAgreement_Utterance), 400, "an utterance's own list of promised tokens, and the draft"),
        new(nameof(ProtocolBenchmarks), nameof(ProtocolBenchmarks.Map_Partial), 120, "the message and its envelope; the strings are the event's"),
        new(nameof(ProtocolBenchmarks), nameof(ProtocolBenchmarks.Map_FinalOf9Words), 1056, "the message, its envelope, 9 words and their list"),
        new(nameof(ProtocolBenchmarks), nameof(ProtocolBenchmarks.MapAndWrite_Partial), 120, "the message; writing it adds nothing"),
        new(nameof(SchedulerBenchmarks), nameof(SchedulerBenchmarks.Decide), 0, ""),
    ];
}
