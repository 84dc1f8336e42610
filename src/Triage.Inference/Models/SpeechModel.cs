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

    public GraphPrecision EncoderPrecision => PrecisionOf(EncoderPath);
    public GraphPrecision DecoderPrecision => PrecisionOf(DecoderPath);

    /// <summary>False when a graph is of 8-bit integers: a GPU would hand most of its nodes back to the processor, with a copy each way.</summary>
    public bool SuitsGpu => EncoderPrecision != GraphPrecision.Integer8 && DecoderPrecision != GraphPrecision.Integer8;

    public required WhisperModelInfo Info { get; init; }
    public required SpeechVocabulary Vocabulary { get; init; }

    // Ours end in ".int8", public exports in "_quantized" and the like; no suffix is float32.
    private static GraphPrecision PrecisionOf(string path) => Path.GetFileNameWithoutExtension(path).Split('_', '.')[^1] switch
    {
        "int8" or "uint8" or "quantized" => GraphPrecision.Integer8,
        "fp16" => GraphPrecision.Half,
        "q4" or "q4f16" or "bnb4" => GraphPrecision.Weights4,
        _ => GraphPrecision.Full,
    };
}
