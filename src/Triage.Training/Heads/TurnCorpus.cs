using Triage.Inference.TextEncoder;

namespace Triage.Training.Heads;

/// <summary>
/// All exchanges of the training calls, each distinct one encoded once: the encoder is frozen, so its output is data.
/// </summary>
internal sealed class TurnCorpus(SentenceEncoder encoder)
{
    private const int EncoderBatch = 8;

    private readonly Dictionary<string, TurnExample> _byKey = new(StringComparer.Ordinal);

    public int Distinct => _byKey.Count;

    /// <summary>Encodes what is new; texts of similar length together, because a batch is as long as its longest.</summary>
    public void Add(IEnumerable<LabelledExchange> exchanges, CancellationToken cancellation)
    {
        var fresh = exchanges.Where(e => !_byKey.ContainsKey(e.Key)).DistinctBy(e => e.Key)
            .Select(e => (Exchange: e, Text: encoder.Tokenize([.. e.Input.Words.Select(w => w.EncoderText)])))
            .Where(e => e.Text.PieceCount > 0)
            .OrderBy(e => e.Text.Ids.Length).ThenBy(e => e.Exchange.Key, StringComparer.Ordinal).ToList();
        foreach (var batch in fresh.Chunk(EncoderBatch))
        {
            cancellation.ThrowIfCancellationRequested();
            var encoded = encoder.Encode([.. batch.Select(b => b.Text)]);
            for (var i = 0; i < batch.Length; i++)
                _byKey[batch[i].Exchange.Key] = new TurnExample(encoded[i], batch[i].Exchange.Input, batch[i].Exchange.Labels);
        }
    }

    /// <summary>The encoded exchange; null when it has no piece.</summary>
    public TurnExample? Find(LabelledExchange exchange) => _byKey.GetValueOrDefault(exchange.Key);

    /// <summary>Root mean square of the token embeddings, over a sample.</summary>
    public static float EmbeddingScale(IReadOnlyList<TurnExample> examples)
    {
        var sum = 0.0;
        var count = 0L;
        var token = new float[SentenceEncoder.Dimension];
        foreach (var example in examples.Take(500))
            for (var t = 1; t < example.Tokens - 1; t++)
            {
                example.CopyEmbedding(t, token);
                sum += System.Numerics.Tensors.TensorPrimitives.SumOfSquares<float>(token);
                count += token.Length;
            }
        return count == 0 ? 1 : (float)(1 / Math.Sqrt(sum / count));
    }
}
