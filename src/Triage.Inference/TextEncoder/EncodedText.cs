namespace Triage.Inference.TextEncoder;

/// <summary>Words as SentencePiece ids, <c>&lt;s&gt;</c> first and <c>&lt;/s&gt;</c> last.</summary>
/// <param name="Ids">At most <see cref="SentenceEncoder.MaxIds"/>.</param>
/// <param name="WordOf">Per id, the index of the word it belongs to; -1 for the two specials.</param>
public sealed record TokenizedText(int[] Ids, int[] WordOf)
{
    /// <summary>Pieces without the two specials.</summary>
    public int PieceCount => Ids.Length - 2;

    public override string ToString() => $"tokens[{Ids.Length}]";
}

/// <summary>The encoder's view of one text.</summary>
/// <param name="Text">Its ids.</param>
/// <param name="TokenEmbeddings">[ids, 512] row-major float32: per-token terms before the output network.</param>
/// <param name="Sentence">[512] float32, L2 norm 1.</param>
public sealed record EncodedText(TokenizedText Text, float[] TokenEmbeddings, float[] Sentence)
{
    public override string ToString() => $"encoded {Text}";
}
