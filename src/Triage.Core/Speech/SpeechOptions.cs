namespace Triage.Core.Speech;

/// <summary>How speech is cut into utterances and recognised. Defaults: DESIGN of the speech path; each unit is in the text.</summary>
public sealed record SpeechOptions
{
    /// <summary>Length of a voice-activity frame: the clock of everything below.</summary>
    public const int FrameMs = 32;

    /// <summary>Speech probability in [0,1] that opens an utterance. Source: Silero's own default.</summary>
    public float EnterProbability { get; init; } = 0.5f;

    /// <summary>Speech probability in [0,1] below which a frame counts as silence. Source: Silero's own default.</summary>
    public float LeaveProbability { get; init; } = 0.35f;

    /// <summary>Speech that opens an utterance provisionally, in milliseconds.</summary>
    public int OpenMs { get; init; } = 50;

    /// <summary>Speech below which an utterance is not decoded at all, in milliseconds: Whisper invents text for less.</summary>
    public int MinSpeechMs { get; init; } = 250;

    /// <summary>Silence after which the final is begun speculatively, in milliseconds.</summary>
    public int SpeculateAfterMs { get; init; } = 200;

    /// <summary>Silence that closes an utterance, in milliseconds; a site may set 300 to 900.</summary>
    public int CloseAfterMs { get; init; } = 500;

    /// <summary>Audio kept from before the first speech frame, in milliseconds.</summary>
    public int PreRollMs { get; init; } = 300;

    /// <summary>New speech between two partials, in milliseconds.</summary>
    public int PartialEveryMs { get; init; } = 600;

    /// <summary>An utterance longer than this is cut at a committed word, in seconds.</summary>
    public double CutAfterS { get; init; } = 20;

    /// <summary>Silence that ends the window given to the recogniser, in seconds. Without it short windows lose the end of text.</summary>
    public double WindowTailS { get; init; } = 1.0;

    /// <summary>A final with a no-speech probability above this and a mean log-probability below <see cref="DoubtLogProbability"/> is dropped.</summary>
    public float NoSpeechProbability { get; init; } = 0.6f;

    /// <summary>Mean log-probability below which a text is doubtful. Source: Whisper's own default.</summary>
    public float DoubtLogProbability { get; init; } = -1.0f;

    /// <summary>The first fault in these options, or null. Units and ranges are part of the message.</summary>
    public string? Fault() => this switch
    {
        { EnterProbability: not (> 0 and <= 1) } => "EnterProbability must be in (0, 1]",
        { LeaveProbability: not (> 0 and <= 1) } => "LeaveProbability must be in (0, 1]",
        _ when LeaveProbability > EnterProbability => "LeaveProbability must not exceed EnterProbability",
        { CloseAfterMs: < 300 or > 900 } => "CloseAfterMs must be 300 to 900 ms",
        { PartialEveryMs: < 200 or > 10_000 } => "PartialEveryMs must be 200 to 10000 ms",
        { CutAfterS: not (>= 5 and <= 28) } => "CutAfterS must be 5 to 28 s: a window holds 30 s",
        { OpenMs: < FrameMs or > 250 } => "OpenMs must be 32 to 250 ms",
        { MinSpeechMs: < FrameMs or > 1000 } => "MinSpeechMs must be 32 to 1000 ms",
        { PreRollMs: < 0 or > 1000 } => "PreRollMs must be 0 to 1000 ms",
        { WindowTailS: not (>= 0 and <= 2) } => "WindowTailS must be 0 to 2 s",
        { NoSpeechProbability: not (>= 0 and <= 1) } => "NoSpeechProbability must be in [0, 1]",
        { DoubtLogProbability: not (<= 0) } => "DoubtLogProbability must not be above 0",
        _ when SpeculateAfterMs < FrameMs || SpeculateAfterMs > CloseAfterMs => "SpeculateAfterMs must be 32 ms to CloseAfterMs",
        _ => null,
    };

    /// <summary>The smallest window, in seconds, that holds the audio and the tail of silence; the longest one when none does.</summary>
    /// <param name="audioS">Seconds of audio.</param>
    /// <param name="windowsS">Windows of the recogniser in seconds, ascending.</param>
    public static int WindowFor(double audioS, IReadOnlyList<int> windowsS, double tailS)
    {
        foreach (var window in windowsS)
            if (window >= audioS + tailS)
                return window;
        return windowsS[^1];
    }

    /// <summary>Frames that cover at least this many milliseconds.</summary>
    public static int Frames(int milliseconds) => Math.Max(1, (milliseconds + FrameMs - 1) / FrameMs);
}
