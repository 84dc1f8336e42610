using Triage.Core.Speech;
using Triage.Inference.Models;
using Triage.Inference.Whisper;
using Triage.Training.Export;

namespace Triage.Inference.Tests.Whisper;

/// <summary>
/// A model in our two-graph layout whose every result can be predicted: the next token is (weighted sums of all caches) modulo the
/// vocabulary, computed in whole numbers, so that a shared call must give exactly what a call of its own gives. Every key and value
/// of every layer has its own weight, and what lies beyond past_len or cross_len is masked: mixed-up rows, heads and lengths show.
/// </summary>
internal sealed class TinyTwoGraphs : IDisposable
{
    public const int Vocabulary = 37, Bins = 4;
    private const int Heads = 2, HeadSize = 4, Layers = 2;

    private readonly string _folder = Directory.CreateTempSubdirectory("tiny-two-graphs-").FullName;
    private readonly OnnxElement _element;

    public TinyTwoGraphs(bool half)
    {
        _element = half ? OnnxElement.Float16 : OnnxElement.Float;
        Model = new SpeechModel
        {
            Name = "tiny",
            Layout = SpeechLayout.TwoGraphs,
            EncoderPath = Path.Combine(_folder, "encoder.onnx"),
            DecoderPath = Path.Combine(_folder, "decoder.onnx"),
            Info = Info,
            Vocabulary = new SpeechVocabulary([.. Enumerable.Range(0, Vocabulary).Select(id => id < 27 ? $"{(char)('a' + id % 26)}" : "")]),
        };
        Encoder().Save(Model.EncoderPath);
        Decoder().Save(Model.DecoderPath);
    }

    public SpeechModel Model { get; }

    private static WhisperModelInfo Info { get; } = new()
    {
        MelBins = Bins,
        DecoderLayers = Layers,
        Heads = Heads,
        HeadSize = HeadSize,
        Vocabulary = Vocabulary,
        MaxTokens = 256,
        StartOfTranscript = 28,
        French = 30,
        LanguageFirst = 29,
        LanguageLast = 30,
        Transcribe = 31,
        NoTimestamps = 35,
        FirstTimestamp = 36,
        NoSpeech = 34,
        EndOfText = 27,
        Suppress = [3],
        SuppressAtBegin = [5, 27],
        WindowsS = [1, 2, 3],
    };

    /// <summary>The token after a sequence, prompt included, in a window whose every mel value is <paramref name="mel"/>, before the bias.</summary>
    // Token caches: key t(i+1), value t(i+3), weights 1, 2, 3, 5. Cross-attention: key m(i+1), value m(i+2), the same weights.
    public static int Next(IEnumerable<int> sequence, int mel) => (33 * sequence.Sum() + 26 * mel) % Vocabulary;

    public static RecognitionRequest Request(int windowS, int mel, IReadOnlyList<int>? committed = null, IReadOnlyList<int>? draft = null) => new()
    {
        Mel = Enumerable.Repeat((float)mel, Bins * windowS * 100).ToArray(),
        MelFrames = windowS * 100,
        AudioFrames = windowS * 100,
        Committed = [.. (committed ?? []).Select(id => new RecognizedToken(id, -0.5f))],
        Draft = draft ?? [],
        WantGuards = true,
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private OnnxGraphBuilder Encoder()
    {
        var g = new OnnxGraphBuilder("encoder");
        g.Input("mel", _element, "B", Bins, "T");
        g.Node("Cast", ["mel"], "mel_f", OnnxArgument.To(OnnxElement.Float));
        g.Node("Slice", ["mel_f", g.Initializer("from", [0L, 0L]), g.Initializer("to", [1L, long.MaxValue]), g.Initializer("axes", [1L, 2L]), g.Initializer("steps", [1L, 2L])], "row"); // [B, 1, S]
        g.Node("Unsqueeze", ["row", g.Initializer("outer", [0L, 4L])], "line"); // [1, B, 1, S, 1]
        foreach (var (output, more) in (ReadOnlySpan<(string, float)>)[("cross_k", 1), ("cross_v", 2)])
        {
            // Head 0 holds nothing and head 1 the double: the mean is the value, and mixed-up heads show.
            var factors = new float[Layers * Heads * HeadSize];
            for (var l = 0; l < Layers; l++)
                factors.AsSpan((l * Heads + 1) * HeadSize, HeadSize).Fill(2 * (l + more));
            g.Node("Mul", ["line", g.Initializer(output + "_factors", factors, Layers, 1, Heads, 1, HeadSize)], output + "_f");
            g.Node("Cast", [output + "_f"], output, OnnxArgument.To(_element));
            g.Output(output, _element, Layers, "B", Heads, "S", HeadSize);
        }
        return g;
    }

    private OnnxGraphBuilder Decoder()
    {
        var g = new OnnxGraphBuilder("decoder");
        g.Input("tokens", OnnxElement.Int64, "B", "N");
        g.Input("past_len", OnnxElement.Int64, "B");
        foreach (var (side, length) in (ReadOnlySpan<(string, string)>)[("self", "P"), ("cross", "S")])
            foreach (var part in (ReadOnlySpan<string>)["k", "v"])
                g.Input($"{side}_{part}", _element, Layers, "B", Heads, length, HeadSize);
        g.Input("cross_len", OnnxElement.Int64, "B");
        g.Input("logit_bias", OnnxElement.Float, Vocabulary);
        g.Node("Cast", ["tokens"], "t", OnnxArgument.To(OnnxElement.Float));
        g.Node("CumSum", ["t", g.Scalar("one", 1L)], "cumulative");
        var sum = g.Node("Mul", ["cumulative", g.Scalar("all_weights", 33f)], "sum_new"); // [B, N]
        g.Node("Unsqueeze", ["t", g.Initializer("token_axes", [0L, 2L, 4L])], "t5"); // [1, B, 1, N, 1]
        foreach (var (part, more, weights) in (ReadOnlySpan<(string, float, float[])>)[("k", 1, [1, 3]), ("v", 3, [2, 5])])
        {
            var factors = new float[Layers * Heads * HeadSize];
            for (var l = 0; l < Layers; l++)
                factors.AsSpan((l * Heads + 1) * HeadSize, HeadSize).Fill(2 * (l + more));
            g.Node("Mul", ["t5", g.Initializer($"factors_{part}", factors, Layers, 1, Heads, 1, HeadSize)], $"new_{part}_f");
            g.Node("Cast", [$"new_{part}_f"], $"new_{part}", OnnxArgument.To(_element));
            var layerWeights = g.Initializer($"weights_{part}", weights, Layers, 1, 1);
            sum = g.Node("Add", [sum, Weighted(g, $"self_{part}", "past_len", layerWeights, mean: false)], $"sum_self_{part}");
            sum = g.Node("Add", [sum, Weighted(g, $"cross_{part}", "cross_len", layerWeights, mean: true)], $"sum_cross_{part}");
        }
        g.Node("Round", [sum], "whole");
        g.Node("Mod", ["whole", g.Scalar("modulus", (float)Vocabulary)], "target", OnnxArgument.Of("fmod", 1L));
        g.Node("Unsqueeze", ["target", g.Initializer("last", [2L])], "targets");
        g.Node("Sub", ["targets", g.Initializer("range", [.. Enumerable.Range(0, Vocabulary).Select(v => (float)v)])], "distance");
        g.Node("Mul", ["distance", "distance"], "square");
        g.Node("Mul", ["square", g.Scalar("sharpness", -0.25f)], "scores");
        g.Node("Cast", ["scores"], "logits", OnnxArgument.To(_element));
        g.Node("Add", ["scores", "logit_bias"], "biased");
        g.Node("ArgMax", ["biased"], "next_token", OnnxArgument.Of("axis", 2L), OnnxArgument.Of("keepdims", 0L));
        g.Node("ReduceMax", ["biased", "last"], "best", OnnxArgument.Of("keepdims", 0L));
        g.Node("ReduceLogSumExp", ["biased", "last"], "total", OnnxArgument.Of("keepdims", 0L));
        g.Node("Sub", ["best", "total"], "next_logprob");
        // Row of a token: the token times what is heard in each frame.
        g.Node("Gather", ["cross_k_line", g.Scalar("layer0", 0L)], "heard"); // [B, S]
        g.Node("Unsqueeze", ["heard", g.Initializer("rows", [1L])], "heard_rows");
        g.Node("Unsqueeze", ["t", "last"], "token_rows");
        g.Node("Mul", ["token_rows", "heard_rows"], "alignment_f");
        g.Node("Cast", ["alignment_f"], "alignment", OnnxArgument.To(_element));
        g.Output("next_token", OnnxElement.Int64, "B", "N");
        g.Output("next_logprob", OnnxElement.Float, "B", "N");
        g.Output("logits", _element, "B", "N", Vocabulary);
        g.Output("new_k", _element, Layers, "B", Heads, "N", HeadSize);
        g.Output("new_v", _element, Layers, "B", Heads, "N", HeadSize);
        g.Output("alignment", _element, "B", "N", "S");
        return g;
    }

    /// <summary>[B, 1]: what the valid part of a cache adds to the sum, its layers weighted.</summary>
    private static string Weighted(OnnxGraphBuilder g, string cache, string length, string weights, bool mean)
    {
        g.Node("Cast", [cache], cache + "_f", OnnxArgument.To(OnnxElement.Float));
        g.Node("ReduceMean", [cache + "_f", g.Initializer(cache + "_axes", [2L, 4L])], cache + "_line", OnnxArgument.Of("keepdims", 0L)); // [L, B, P]
        g.Node("Shape", [cache], cache + "_shape");
        g.Node("Gather", [cache + "_shape", g.Scalar(cache + "_3", 3L)], cache + "_length");
        g.Node("Range", [g.Scalar(cache + "_0", 0L), cache + "_length", g.Scalar(cache + "_1", 1L)], cache + "_positions");
        g.Node("Unsqueeze", [length, g.Initializer(cache + "_column", [1L])], cache + "_valid"); // [B, 1]
        g.Node("Less", [cache + "_positions", cache + "_valid"], cache + "_mask");
        g.Node("Cast", [cache + "_mask"], cache + "_mask_f", OnnxArgument.To(OnnxElement.Float));
        g.Node("Mul", [cache + "_line", cache + "_mask_f"], cache + "_masked");
        g.Node("Mul", [cache + "_masked", weights], cache + "_weighted");
        g.Node("ReduceSum", [cache + "_weighted", g.Initializer(cache + "_sum_axes", [0L, 2L])], cache + "_sum", OnnxArgument.Of("keepdims", 0L)); // [B]
        g.Node("Unsqueeze", [cache + "_sum", cache + "_column"], cache + "_total");
        if (!mean)
            return cache + "_total";
        g.Node("Cast", [cache + "_valid"], cache + "_valid_f", OnnxArgument.To(OnnxElement.Float));
        return g.Node("Div", [cache + "_total", cache + "_valid_f"], cache + "_mean");
    }
}
