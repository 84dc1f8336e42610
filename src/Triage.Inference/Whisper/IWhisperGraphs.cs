using Triage.Core.Scheduling;

namespace Triage.Inference.Whisper;

/// <summary>The ONNX graphs of one Whisper model in one lane: our two-graph layout or the public export's. Not thread-safe.</summary>
internal interface IWhisperGraphs : IDisposable
{
    /// <summary>Mel frames the encoder insists on (3000 in public exports), or null when any even number will do.</summary>
    int? FixedMelFrames { get; }

    /// <summary>True when several tokens can follow a cache in one call, so that a draft can be verified.</summary>
    bool VerifiesDrafts { get; }

    /// <summary>Caches for one recognition; the recogniser pools them.</summary>
    IWhisperState CreateState();

    /// <summary>States that one call of a kind with <paramref name="size"/> tokens (1 for an encode) can take; 1 when the layout cannot share calls.</summary>
    int MaxTogether(StepKind kind, int size);

    /// <summary>Encodes windows of one length in one call, each into its own state. mels: [bins, frames] row-major float32 each.</summary>
    void EncodeTogether(ReadOnlySpan<IWhisperState> states, ReadOnlySpan<ReadOnlyMemory<float>> mels, int frames);

    /// <summary>
    /// Runs the decoder once on the same number of tokens for each of several states. Nothing is kept until each state's
    /// <see cref="IWhisperState.Keep"/>; the results are read with <see cref="ResultOf"/>.
    /// </summary>
    /// <param name="tokens">[states, N] row-major.</param>
    void DecodeTogether(ReadOnlySpan<IWhisperState> states, ReadOnlySpan<int> tokens, LogitBias bias);

    /// <summary>What the last <see cref="DecodeTogether"/> gave for one of its states; valid until the next call of this or of a graph.</summary>
    DecoderOutput ResultOf(IWhisperState state);
}

/// <summary>The caches of one recognition: cross-attention of its window, self-attention of its tokens.</summary>
internal interface IWhisperState : IDisposable
{
    /// <summary>Tokens in the self-attention cache.</summary>
    int PastLength { get; }

    /// <summary>Encoder frames (20 ms) of the current window.</summary>
    int EncoderFrames { get; }

    /// <summary>Encodes a window and empties the token cache. mel: [bins, frames] row-major float32.</summary>
    void Encode(ReadOnlyMemory<float> mel, int frames);

    /// <summary>
    /// Runs the decoder on tokens that follow the cache. Nothing is kept until <see cref="Keep"/>.
    /// bias: [vocabulary], added to the logits: 0, or -inf on tokens that may not be produced.
    /// </summary>
    /// <returns>Views valid until the next call on any state of the same graphs.</returns>
    DecoderOutput Decode(ReadOnlySpan<int> tokens, LogitBias bias);

    /// <summary>Takes the first <paramref name="count"/> of the tokens just decoded into the cache.</summary>
    void Keep(int count);
}

/// <summary>Results of one decoder call on N tokens, before anything is kept.</summary>
/// <param name="nextTokens">[N] greedy choice after each position, after the bias.</param>
/// <param name="nextLogProbabilities">[N] its log-probability, after the bias.</param>
/// <param name="logits">[vocabulary] of the first position only, before the bias: what the guards read.</param>
/// <param name="alignment">[N, alignmentStride] row-major mean attention of the alignment heads; empty when the layout has none.</param>
/// <param name="alignmentStride">Length of its rows, at least the state's encoder frames; what is beyond those is padding.</param>
internal readonly ref struct DecoderOutput(
    ReadOnlySpan<long> nextTokens, ReadOnlySpan<float> nextLogProbabilities, ReadOnlySpan<float> logits, ReadOnlySpan<float> alignment, int alignmentStride)
{
    public ReadOnlySpan<long> NextTokens { get; } = nextTokens;
    public ReadOnlySpan<float> NextLogProbabilities { get; } = nextLogProbabilities;
    public ReadOnlySpan<float> Logits { get; } = logits;
    public ReadOnlySpan<float> Alignment { get; } = alignment;
    public int AlignmentStride { get; } = alignmentStride;
}

/// <summary>Which tokens may not be produced; two of them exist per model, made once.</summary>
internal sealed class LogitBias(float[] values)
{
    /// <summary>[vocabulary] 0 or -inf.</summary>
    public float[] Values { get; } = values;
}
