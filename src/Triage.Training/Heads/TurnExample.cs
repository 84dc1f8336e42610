using Triage.Core.Assessment;
using Triage.Inference.TextEncoder;

namespace Triage.Training.Heads;

/// <summary>What one exchange of the corpus says of one finding.</summary>
/// <param name="Label">1 present, 2 absent, 3 uncertain.</param>
/// <param name="ProofWords">Words of the input (indices) where the network should look.</param>
internal readonly record struct TurnLabel(int Finding, int Label, IReadOnlyList<int> ProofWords);

/// <summary>One exchange ready for the turn network: frozen embeddings of its tokens, flags of its words, labels.</summary>
internal sealed class TurnExample
{
    private readonly Half[] _embeddings;

    public TurnExample(EncodedText encoded, TurnInput input, IReadOnlyList<TurnLabel> labels)
    {
        (Input, Labels) = (input, labels);
        WordOf = encoded.Text.WordOf;
        Sentence = encoded.Sentence;
        _embeddings = new Half[encoded.TokenEmbeddings.Length];
        for (var i = 0; i < _embeddings.Length; i++)
            _embeddings[i] = (Half)encoded.TokenEmbeddings[i];
    }

    public TurnInput Input { get; }

    public IReadOnlyList<TurnLabel> Labels { get; }

    /// <summary>Per token the word, -1 for specials.</summary>
    public int[] WordOf { get; }

    public float[] Sentence { get; }

    public int Tokens => WordOf.Length;

    /// <summary>Copies the embeddings of one token, 512 values.</summary>
    public void CopyEmbedding(int token, Span<float> to) =>
        System.Numerics.Tensors.TensorPrimitives.ConvertToSingle(_embeddings.AsSpan(token * SentenceEncoder.Dimension, SentenceEncoder.Dimension), to);

    /// <summary>Flags of one token, empty for specials.</summary>
    public ReadOnlySpan<float> FlagsOf(int token) =>
        WordOf[token] < 0 ? [] : Input.Flags.AsSpan(WordOf[token] * TurnFeatures.FlagCount, TurnFeatures.FlagCount);
}
