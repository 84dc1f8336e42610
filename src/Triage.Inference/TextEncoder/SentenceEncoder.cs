using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.Tokenizers;

namespace Triage.Inference.TextEncoder;

/// <summary>
/// The frozen French sentence encoder (Universal Sentence Encoder multilingual v3, pruned to French; models/text-encoder).
/// Words in, ids and embeddings out. Thread-safe: the session and the tokenizer are only read.
/// </summary>
public sealed class SentenceEncoder : IDisposable
{
    /// <summary>Longest input in ids, the two specials included; longer text is cut at the end.</summary>
    public const int MaxIds = 512;

    /// <summary>Width of both embeddings.</summary>
    public const int Dimension = 512;

    private const int BosId = 1;
    private const int EosId = 2;
    private const int PadId = 3;

    private readonly InferenceSession _session;
    private readonly SentencePieceTokenizer _tokenizer;

    /// <param name="encoderPath">The ONNX graph.</param>
    /// <param name="tokenizerPath">The SentencePiece model.</param>
    /// <param name="threads">Intra-op threads; 1 in serving, where calls are the parallelism.</param>
    public SentenceEncoder(string encoderPath, string tokenizerPath, int threads = 1)
    {
        using var options = new ComputeOptions(threads).CreateSessionOptions();
        _session = new InferenceSession(encoderPath, options);
        using var stream = File.OpenRead(tokenizerPath);
        _tokenizer = SentencePieceTokenizer.Create(stream, addBeginningOfSentence: false, addEndOfSentence: false);
    }

    /// <summary>Loads <c>encoder.int8.onnx</c> and <c>tokenizer.model</c> of a folder.</summary>
    public static SentenceEncoder Load(string folder, int threads = 1) =>
        new(Path.Combine(folder, "encoder.int8.onnx"), Path.Combine(folder, "tokenizer.model"), threads);

    /// <summary>
    /// Ids of the words in order. A piece never spans a space, so word by word gives the ids of the whole text, and the word of
    /// every id is known exactly. Control characters and white space inside a word are dropped; empty words give no id.
    /// </summary>
    public TokenizedText Tokenize(IReadOnlyList<string> words)
    {
        var ids = new List<int>(words.Count * 2 + 2) { BosId };
        var wordOf = new List<int>(words.Count * 2 + 2) { -1 };
        for (var w = 0; w < words.Count && ids.Count < MaxIds - 1; w++)
        {
            var word = Clean(words[w]);
            if (word.Length == 0)
                continue;
            foreach (var id in _tokenizer.EncodeToIds(word))
            {
                if (ids.Count == MaxIds - 1)
                    break;
                ids.Add(id);
                wordOf.Add(w);
            }
        }
        ids.Add(EosId);
        wordOf.Add(-1);
        return new TokenizedText([.. ids], [.. wordOf]);
    }

    /// <summary>Encodes one text of at least one piece.</summary>
    /// <exception cref="ArgumentException">The text has no piece: the graph would divide by zero.</exception>
    public EncodedText Encode(TokenizedText text) => Encode([text])[0];

    /// <summary>Encodes texts together, right-padded; each comes out as if alone (to 1e-6).</summary>
    /// <exception cref="ArgumentException">A text has no piece.</exception>
    public EncodedText[] Encode(IReadOnlyList<TokenizedText> texts)
    {
        if (texts.Count == 0)
            return [];
        var longest = texts.Max(t => t.Ids.Length);
        var ids = new long[texts.Count * longest];
        var mask = new long[ids.Length];
        Array.Fill(ids, PadId);
        for (var t = 0; t < texts.Count; t++)
        {
            if (texts[t].PieceCount < 1)
                throw new ArgumentException("a text without a piece cannot be encoded", nameof(texts));
            for (var i = 0; i < texts[t].Ids.Length; i++)
            {
                ids[t * longest + i] = texts[t].Ids[i];
                mask[t * longest + i] = 1;
            }
        }
        long[] shape = [texts.Count, longest];
        using var idTensor = OrtValue.CreateTensorValueFromMemory(ids, shape);
        using var maskTensor = OrtValue.CreateTensorValueFromMemory(mask, shape);
        using var run = new RunOptions();
        using var outputs = _session.Run(run, ["input_ids", "attention_mask"], [idTensor, maskTensor], ["token_embeddings", "sentence_embedding"]);
        var tokens = outputs[0].GetTensorDataAsSpan<float>(); // [batch, longest, 512]
        var sentences = outputs[1].GetTensorDataAsSpan<float>(); // [batch, 512]
        var encoded = new EncodedText[texts.Count];
        for (var t = 0; t < encoded.Length; t++)
            encoded[t] = new EncodedText(
                texts[t],
                tokens.Slice(t * longest * Dimension, texts[t].Ids.Length * Dimension).ToArray(),
                sentences.Slice(t * Dimension, Dimension).ToArray());
        return encoded;
    }

    public void Dispose() => _session.Dispose();

    /// <summary>Controls and format characters would become unknown pieces; spaces would begin another word.</summary>
    private static string Clean(string word)
    {
        if (!word.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || c is '\u200B' or '\uFEFF'))
            return word;
        return string.Concat(word.Where(c => !char.IsControl(c) && !char.IsWhiteSpace(c) && c is not ('\u200B' or '\uFEFF')));
    }
}
