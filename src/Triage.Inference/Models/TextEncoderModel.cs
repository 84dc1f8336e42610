namespace Triage.Inference.Models;

/// <summary>The files of a sentence encoder.</summary>
/// <param name="Name">Its folder below the models folder.</param>
/// <param name="EncoderPath">ONNX graph: input_ids, attention_mask to token_embeddings, sentence_embedding.</param>
/// <param name="TokenizerPath">SentencePiece model.</param>
public sealed record TextEncoderModel(string Name, string EncoderPath, string TokenizerPath);
