using System.Text.Json;
using Triage.Inference.Models;
using Triage.Inference.Whisper.PublicExport;
using Triage.Training.Export;

namespace Triage.Inference.Tests.Whisper.PublicExport;

/// <summary>
/// A model in the layout of the public exports, small enough to predict by hand: the next token is (weighted sums of all caches)
/// modulo the vocabulary. Every key and value of every layer has its own weight, so that swapped or lost caches change the result;
/// the branch with a cache is right for one token only and gives worthless cross-attention caches, as public decoders do.
/// </summary>
internal sealed class TinyExport : IDisposable
{
    public const int Vocabulary = 37, Heads = 2, HeadSize = 64, Layers = 2, Bins = 80, Sharpness = 4;

    public string Folder { get; } = Directory.CreateTempSubdirectory("tiny-export-").FullName;

    public bool Half { get; init; }
    public bool CachePosition { get; init; }
    public bool Separate { get; init; }
    public bool FreeFrames { get; init; }

    /// <summary>The encoder declares a free length and fails on any but 30 s.</summary>
    public bool OnlyFullWindows { get; init; }

    public int DeclaredHeads { get; init; } = Heads;
    public string? ExtraInput { get; init; }
    public bool GivesNaN { get; init; }

    /// <summary>The encoder gives zeros whatever it hears.</summary>
    public bool Deaf { get; init; }

    private OnnxElement Element => Half ? OnnxElement.Float16 : OnnxElement.Float;
    private string Suffix => Half ? "_fp16" : "";

    /// <summary>The token that follows a sequence in a window whose every mel value is <paramref name="mel"/>.</summary>
    // Token caches: key t(i+1), value t(i+3), weights 1, 2, 3, 5. Cross-attention: key m(i+1), value m(i+2), the same weights.
    public static int Next(IEnumerable<int> sequence, int mel) => (33 * sequence.Sum() + 26 * mel) % Vocabulary;

    /// <summary>Logits are -(v - t)²/4: the log-probability of the top token is known.</summary>
    public static double LogProbability(int next, IReadOnlyCollection<int> banned) =>
        -Math.Log(Enumerable.Range(0, Vocabulary).Where(v => !banned.Contains(v)).Sum(v => Math.Exp(-(double)(v - next) * (v - next) / Sharpness)));

    public TinyExport Write()
    {
        WriteConfiguration();
        Encoder().Save(Path.Combine(Folder, $"encoder_model{Suffix}.onnx"));
        if (Separate)
        {
            Decoder("first", past: false, merged: false).Save(Path.Combine(Folder, $"decoder_model{Suffix}.onnx"));
            Decoder("later", past: true, merged: false).Save(Path.Combine(Folder, $"decoder_with_past_model{Suffix}.onnx"));
        }
        else
        {
            Decoder("merged", past: true, merged: true).Save(Path.Combine(Folder, $"decoder_model_merged{Suffix}.onnx"));
        }
        return this;
    }

    public SpeechModel Read() => SpeechModelReader.Read("tiny", Folder, Files(), GraphPreference.Cpu);

    public HashSet<string> Files() => [.. Directory.EnumerateFiles(Folder).Select(p => Path.GetFileName(p))];

    public PublicExportGraphs Open() => OpenFrom(Read());

    public static PublicExportGraphs OpenFrom(SpeechModel model) => new(model, () => new() { IntraOpNumThreads = 1 });

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private void WriteConfiguration()
    {
        Json("config.json", new
        {
            num_mel_bins = Bins,
            d_model = DeclaredHeads * HeadSize,
            decoder_layers = Layers,
            decoder_attention_heads = DeclaredHeads,
            vocab_size = Vocabulary,
            max_target_positions = 32,
            eos_token_id = 27,
        });
        Json("generation_config.json", new
        {
            decoder_start_token_id = 28,
            eos_token_id = new[] { 27 },
            lang_to_id = new Dictionary<string, int> { ["<|en|>"] = 29, ["<|fr|>"] = 30 },
            task_to_id = new Dictionary<string, int> { ["transcribe"] = 31, ["translate"] = 32 },
            no_timestamps_token_id = 35,
            suppress_tokens = new[] { -1, 3 },
            begin_suppress_tokens = new[] { 5, 27 },
        });
        // Id 26 has no text, as the id before the end of text in the multilingual vocabulary.
        Json("vocab.json", Enumerable.Range(0, 26).ToDictionary(id => id == 1 ? "Ġb" : $"{(char)('a' + id)}", id => id));
        Json("added_tokens.json", new Dictionary<string, int> { ["<|endoftext|>"] = 27, ["<|fr|>"] = 30 });
    }

    private void Json(string file, object content) => File.WriteAllText(Path.Combine(Folder, file), JsonSerializer.Serialize(content));

    private OnnxGraphBuilder Encoder()
    {
        var g = new OnnxGraphBuilder("encoder");
        g.Input("input_features", Element, "batch_size", Bins, FreeFrames || OnlyFullWindows ? "encoder_sequence_length" : PublicExportConfiguration.FullFrames);
        g.Node("Cast", ["input_features"], "mel", OnnxArgument.To(OnnxElement.Float));
        g.Node("Slice", ["mel", g.Initializer("from", [0L, 0L]), g.Initializer("to", [1L, long.MaxValue]), g.Initializer("axes", [1L, 2L]), g.Initializer("steps", [1L, 2L])], "row"); // [B, 1, T/2]
        g.Node("Transpose", ["row"], "column", OnnxArgument.Of("perm", 0L, 2L, 1L));
        g.Node("Tile", ["column", g.Initializer("tiles", [1L, 1L, Heads * HeadSize])], "wide");
        var last = Deaf ? g.Node("Mul", ["wide", g.Scalar("nothing", 0f)], "deaf") : "wide";
        if (OnlyFullWindows)
            last = g.Node("Add", [last, g.Initializer("positions", new float[1500 * Heads * HeadSize], 1, 1500, Heads * HeadSize)], "placed");
        g.Node("Cast", [last], "last_hidden_state", OnnxArgument.To(Element));
        g.Output("last_hidden_state", Element, "batch_size", "frames", Heads * HeadSize);
        return g;
    }

    private OnnxGraphBuilder Decoder(string name, bool past, bool merged)
    {
        var g = new OnnxGraphBuilder(name);
        g.Input("input_ids", OnnxElement.Int64, "batch_size", "decoder_sequence_length");
        if (merged || !past)
            g.Input("encoder_hidden_states", Element, "batch_size", "frames", Heads * HeadSize);
        if (past)
            foreach (var (side, length) in (ReadOnlySpan<(string, string)>)[("decoder", "past_decoder_sequence_length"), ("encoder", "encoder_sequence_length_out")])
                for (var i = 0; i < Layers; i++)
                    foreach (var part in (ReadOnlySpan<string>)["key", "value"])
                        g.Input($"past_key_values.{i}.{side}.{part}", Element, "batch_size", Heads, length, HeadSize);
        if (CachePosition)
            g.Input("cache_position", OnnxElement.Int64, "decoder_sequence_length");
        if (ExtraInput is not null)
            g.Input(ExtraInput, OnnxElement.Int64, "batch_size");
        string[] names = ["logits", .. Caches("present", "decoder"), .. Caches("present", "encoder")];
        if (merged)
        {
            g.Input("use_cache_branch", OnnxElement.Bool, 1);
            var (with, without) = (OnnxGraphBuilder.Branch("with_past"), OnnxGraphBuilder.Branch("without_past"));
            Body(with, "w_", past: true, encoderOutputs: true);
            Body(without, "n_", past: false, encoderOutputs: true);
            g.Node("If", ["use_cache_branch"], names, OnnxArgument.Branch("then_branch", with), OnnxArgument.Branch("else_branch", without));
            foreach (var output in names)
                Declare(g, output, output);
        }
        else
        {
            Body(g, "", past, encoderOutputs: !past);
        }
        return g;
    }

    private static IEnumerable<string> Caches(string prefix, string side) =>
        Enumerable.Range(0, Layers).SelectMany(i => (string[])[$"{prefix}.{i}.{side}.key", $"{prefix}.{i}.{side}.value"]);

    private void Declare(OnnxGraphBuilder g, string output, string kind)
    {
        if (kind == "logits")
            g.Output(output, Element, "batch_size", "decoder_sequence_length", Vocabulary);
        else
            g.Output(output, Element, "batch_size", Heads, kind.Contains("encoder", StringComparison.Ordinal) ? "encoder_sequence_length_out" : "total_length", HeadSize);
    }

    private void Body(OnnxGraphBuilder g, string p, bool past, bool encoderOutputs)
    {
        g.Node("Cast", ["input_ids"], p + "ids", OnnxArgument.To(OnnxElement.Float));
        g.Node("Reshape", [p + "ids", g.Initializer(p + "column", [0L, 1L, -1L, 1L])], p + "tokens"); // [B, 1, N, 1]
        string? sum = null;
        float[] weights = [1, 2, 3, 5];
        var outputs = new List<(string Name, string Kind)>();
        for (var i = 0; i < Layers; i++)
            for (var part = 0; part < 2; part++)
            {
                var (kv, id) = (part == 0 ? "key" : "value", $"{p}{i}{part}");
                var weight = g.Scalar(id + "_weight", weights[2 * i + part]);
                // Token cache: t(i+1) or t(i+3), appended to the past.
                g.Node("Mul", [p + "tokens", g.Scalar(id + "_factor", part == 0 ? i + 1f : i + 3f)], id + "_new1");
                // Head 0 holds nothing and head 1 the double: the mean is the value, and mixed-up heads show.
                g.Node("Mul", [id + "_new1", g.Initializer(id + "_heads0", [.. Enumerable.Repeat(0f, HeadSize), .. Enumerable.Repeat(2f, HeadSize)], 1, Heads, 1, HeadSize)], id + "_new");
                var all = id + "_new";
                if (past)
                {
                    g.Node("Cast", [$"past_key_values.{i}.decoder.{kv}"], id + "_past", OnnxArgument.To(OnnxElement.Float));
                    all = g.Node("Concat", [id + "_past", id + "_new"], id + "_all", OnnxArgument.Of("axis", 2L));
                }
                outputs.Add((g.Node("Cast", [all], Name($"present.{i}.decoder.{kv}"), OnnxArgument.To(Element)), "decoder"));
                // Mean over heads and size, then over positions: cumulative without a past, everything with one.
                g.Node("ReduceMean", [all, g.Initializer(id + "_axes", [1L, 3L])], id + "_line", OnnxArgument.Of("keepdims", 0L)); // [B, P+N]
                if (past)
                    g.Node("ReduceSum", [id + "_line", g.Initializer(id + "_last", [1L])], id + "_sum");
                else
                    g.Node("CumSum", [id + "_line", g.Scalar(id + "_axis", 1L)], id + "_sum");
                sum = Accumulate(sum, g.Node("Mul", [id + "_sum", weight], id + "_term"), id + "_a");
                // Cross-attention cache: m(i+1) or m(i+2).
                string cross;
                if (past)
                {
                    cross = g.Node("Cast", [$"past_key_values.{i}.encoder.{kv}"], id + "_cross", OnnxArgument.To(OnnxElement.Float));
                    if (encoderOutputs)
                        outputs.Add((g.Node("Cast", [g.Initializer(id + "_worthless", new float[Heads * HeadSize], 1, Heads, 1, HeadSize)], Name($"present.{i}.encoder.{kv}"), OnnxArgument.To(Element)), "encoder"));
                }
                else
                {
                    g.Node("Cast", ["encoder_hidden_states"], id + "_hidden", OnnxArgument.To(OnnxElement.Float));
                    g.Node("Reshape", [id + "_hidden", g.Initializer(id + "_split", [0L, -1L, Heads, HeadSize])], id + "_heads");
                    g.Node("Transpose", [id + "_heads"], id + "_turned", OnnxArgument.Of("perm", 0L, 2L, 1L, 3L));
                    cross = g.Node("Mul", [id + "_turned", g.Scalar(id + "_cfactor", part == 0 ? i + 1f : i + 2f)], id + "_cross");
                    if (encoderOutputs)
                        outputs.Add((g.Node("Cast", [cross], Name($"present.{i}.encoder.{kv}"), OnnxArgument.To(Element)), "encoder"));
                }
                g.Node("ReduceMean", [cross, g.Initializer(id + "_caxes", [1L, 2L, 3L])], id + "_cmean", OnnxArgument.Of("keepdims", 0L));
                g.Node("Reshape", [id + "_cmean", g.Initializer(id + "_cshape", [-1L, 1L])], id + "_cline");
                sum = Accumulate(sum, g.Node("Mul", [id + "_cline", weight], id + "_cterm"), id + "_b");
            }
        if (CachePosition)
            sum = PositionPenalty(g, p, past, sum!);
        g.Node("Round", [sum!], p + "whole");
        g.Node("Mod", [p + "whole", g.Scalar(p + "modulus", (float)Vocabulary)], p + "next", OnnxArgument.Of("fmod", 1L));
        // The branch with a past has one column; it repeats it for every token, which is right for a single one only.
        g.Node("Mul", [p + "ids", g.Scalar(p + "zero", 0f)], p + "zeros");
        g.Node("Add", [p + "next", p + "zeros"], p + "row");
        g.Node("Unsqueeze", [p + "row", g.Initializer(p + "last", [2L])], p + "targets");
        g.Node("Sub", [p + "targets", g.Initializer(p + "range", [.. Enumerable.Range(0, Vocabulary).Select(v => (float)v)])], p + "distance");
        g.Node("Mul", [p + "distance", p + "distance"], p + "square");
        g.Node("Div", [p + "square", g.Scalar(p + "sharpness", GivesNaN ? float.NaN : -Sharpness)], p + "scores");
        outputs.Insert(0, (g.Node("Cast", [p + "scores"], Name("logits"), OnnxArgument.To(Element)), "logits"));
        foreach (var kind in (string[])["logits", "decoder", "encoder"])
            foreach (var output in outputs.Where(o => o.Kind == kind))
                Declare(g, output.Name, output.Kind);

        string Name(string output) => p.Length == 0 ? output : p + output;

        string Accumulate(string? so, string term, string id) => so is null ? term : g.Node("Add", [so, term], id);
    }

    /// <summary>Adds 7 for every position by which the last cache_position misses past + N - 1.</summary>
    private static string PositionPenalty(OnnxGraphBuilder g, string p, bool past, string sum)
    {
        g.Node("Cast", ["cache_position"], p + "positions", OnnxArgument.To(OnnxElement.Float));
        g.Node("ReduceMax", [p + "positions", g.Initializer(p + "paxes", [0L])], p + "last_position", OnnxArgument.Of("keepdims", 0L));
        g.Node("Shape", [past ? p + "00_all" : p + "00_new"], p + "shape");
        g.Node("Gather", [p + "shape", g.Scalar(p + "two", 2L)], p + "length");
        g.Node("Cast", [p + "length"], p + "length_f", OnnxArgument.To(OnnxElement.Float));
        g.Node("Sub", [p + "length_f", p + "last_position"], p + "ahead");
        g.Node("Sub", [p + "ahead", g.Scalar(p + "one", 1f)], p + "miss");
        g.Node("Mul", [p + "miss", g.Scalar(p + "seven", 7f)], p + "penalty");
        return g.Node("Add", [sum, p + "penalty"], p + "penalised");
    }
}
