namespace Triage.Inference.Whisper;

/// <summary>The facts about a Whisper model that its decoding needs, from <c>model.json</c> or from a public export's configuration files.</summary>
public sealed record WhisperModelInfo
{
    public required int MelBins { get; init; }
    public required int DecoderLayers { get; init; }
    public required int Heads { get; init; }
    public required int HeadSize { get; init; }
    public required int Vocabulary { get; init; }

    /// <summary>Longest token sequence, prompt included (448 in every Whisper).</summary>
    public required int MaxTokens { get; init; }

    public required int StartOfTranscript { get; init; }
    public required int French { get; init; }
    public required int LanguageFirst { get; init; }
    public required int LanguageLast { get; init; }
    public required int Transcribe { get; init; }
    public required int NoTimestamps { get; init; }
    public required int FirstTimestamp { get; init; }
    public required int NoSpeech { get; init; }
    public required int EndOfText { get; init; }
    public required IReadOnlyList<int> Suppress { get; init; }
    public required IReadOnlyList<int> SuppressAtBegin { get; init; }

    /// <summary>Window lengths in seconds the model holds on, ascending, at most 30.</summary>
    public required IReadOnlyList<int> WindowsS { get; init; }
}
