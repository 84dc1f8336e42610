using Triage.Core.Speech;
using Triage.Inference.Whisper;

namespace Triage.Inference.Models;

/// <summary>A speech model as found on disk, ready for a lane to open its graphs.</summary>
public sealed record SpeechModel
{
    /// <summary>Its folder below the models folder.</summary>
    public required string Name { get; init; }

    public required SpeechLayout Layout { get; init; }
    public required string EncoderPath { get; init; }

    /// <summary>The decoder; in <see cref="SpeechLayout.PublicSeparate"/> the one for the first call.</summary>
    public required string DecoderPath { get; init; }

    /// <summary>The decoder of the later calls in <see cref="SpeechLayout.PublicSeparate"/>, else null.</summary>
    public string? DecoderWithPastPath { get; init; }

    public required WhisperModelInfo Info { get; init; }
    public required SpeechVocabulary Vocabulary { get; init; }
}
