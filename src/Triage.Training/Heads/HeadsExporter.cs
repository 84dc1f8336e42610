using Triage.Core.Assessment;
using Triage.Inference.TextEncoder;
using Triage.Training.Export;

namespace Triage.Training.Heads;

/// <summary>
/// Writes both trained networks as one ONNX graph; ONNX Runtime computes only what the wanted outputs need. The call part is
/// row-wise, so that several what-if rows go through at once.
/// </summary>
internal static class HeadsExporter
{
    public static byte[] Export(TurnNetwork turn, CallNetwork call)
    {
        var graph = new OnnxGraphBuilder("triage_heads");
        AddTurn(graph, turn);
        AddCall(graph, call);
        return graph.ToBytes();
    }

    private static void AddTurn(OnnxGraphBuilder graph, TurnNetwork turn)
    {
        const int width = TurnNetwork.Width;
        const int classes = TurnNetwork.Classes;
        var findings = FindingCatalogue.Count;
        graph.Input("tokens", OnnxElement.Float, 1, "tokens_n", SentenceEncoder.Dimension);
        graph.Input("flags", OnnxElement.Float, 1, "tokens_n", TurnFeatures.FlagCount);

        graph.Initializer("turn_embed", [.. turn.Embed.Value.Select(v => v * turn.EmbeddingScale)], SentenceEncoder.Dimension, width);
        graph.Initializer("turn_flag", turn.Flag.Value, TurnFeatures.FlagCount, width);
        graph.Initializer("turn_embed_bias", turn.EmbedBias.Value, width);
        graph.Node("MatMul", ["tokens", "turn_embed"], "turn_a");
        graph.Node("MatMul", ["flags", "turn_flag"], "turn_b");
        graph.Node("Add", ["turn_a", "turn_b"], "turn_c");
        graph.Node("Add", ["turn_c", "turn_embed_bias"], "turn_d");
        graph.Node("Relu", ["turn_d"], "turn_hidden"); // [1, N, width]

        var kernel = new float[width * width * TurnNetwork.Kernel]; // ONNX: [out, in, kernel]
        for (var o = 0; o < TurnNetwork.Kernel; o++)
            for (var i = 0; i < width; i++)
                for (var j = 0; j < width; j++)
                    kernel[(j * width + i) * TurnNetwork.Kernel + o] = turn.Convolution.Value[(o * width + i) * width + j];
        graph.Initializer("turn_kernel", kernel, width, width, TurnNetwork.Kernel);
        graph.Initializer("turn_kernel_bias", turn.ConvolutionBias.Value, width);
        graph.Node("Transpose", ["turn_hidden"], "turn_columns", OnnxArgument.Of("perm", [0L, 2L, 1L]));
        graph.Node("Conv", ["turn_columns", "turn_kernel", "turn_kernel_bias"], "turn_conv",
            OnnxArgument.Of("kernel_shape", [(long)TurnNetwork.Kernel]), OnnxArgument.Of("pads", [2L, 2L]));
        graph.Node("Relu", ["turn_conv"], "turn_conv_relu");
        graph.Node("Add", ["turn_columns", "turn_conv_relu"], "turn_mixed"); // [1, width, N]

        var query = new float[findings * width];
        for (var d = 0; d < width; d++)
            for (var f = 0; f < findings; f++)
                query[f * width + d] = turn.Query.Value[d * TurnNetwork.PaddedFindings + f];
        graph.Initializer("turn_query", query, findings, width);
        graph.Node("MatMul", ["turn_query", "turn_mixed"], "turn_scores"); // [1, findings, N]
        graph.Node("Softmax", ["turn_scores"], "attention", OnnxArgument.Of("axis", -1L));
        graph.Node("Transpose", ["turn_mixed"], "turn_rows", OnnxArgument.Of("perm", [0L, 2L, 1L]));
        graph.Node("MatMul", ["attention", "turn_rows"], "turn_pooled"); // [1, findings, width]

        graph.Initializer("turn_output", turn.Output.Value, findings, width, classes);
        graph.Initializer("turn_output_bias", turn.OutputBias.Value, 1, findings, classes);
        graph.Initializer("turn_split", [findings, 1L, width]);
        graph.Initializer("turn_join", [1L, findings, classes]);
        graph.Node("Reshape", ["turn_pooled", "turn_split"], "turn_each");
        graph.Node("MatMul", ["turn_each", "turn_output"], "turn_each_logits"); // [findings, 1, 4]
        graph.Node("Reshape", ["turn_each_logits", "turn_join"], "turn_logits");
        graph.Node("Add", ["turn_logits", "turn_output_bias"], "finding_logits");
        graph.Output("finding_logits", OnnxElement.Float, 1, findings, classes);
        graph.Output("attention", OnnxElement.Float, 1, findings, "tokens_n");
    }

    private static void AddCall(OnnxGraphBuilder graph, CallNetwork call)
    {
        graph.Input("call", OnnxElement.Float, "calls_n", CallFeatures.Count);
        graph.Initializer("call_input", call.Input.Value, CallFeatures.Count, CallNetwork.Hidden);
        graph.Initializer("call_input_bias", call.InputBias.Value, CallNetwork.Hidden);
        graph.Node("Gemm", ["call", "call_input", "call_input_bias"], "call_a");
        graph.Node("Relu", ["call_a"], "call_hidden");
        var first = 0;
        foreach (var (name, count) in new[] { ("motive_logits", CallNetwork.Motives), ("priority_logits", CallNetwork.Priorities), ("care_logits", CallNetwork.Cares) })
        {
            var weights = new float[CallNetwork.Hidden * count];
            for (var h = 0; h < CallNetwork.Hidden; h++)
                for (var o = 0; o < count; o++)
                    weights[h * count + o] = call.Output.Value[h * CallNetwork.PaddedOutputs + first + o];
            graph.Initializer(name + "_w", weights, CallNetwork.Hidden, count);
            graph.Initializer(name + "_b", call.OutputBias.Value.AsSpan(first, count), count);
            graph.Node("Gemm", ["call_hidden", name + "_w", name + "_b"], name);
            graph.Output(name, OnnxElement.Float, "calls_n", count);
            first += count;
        }
    }
}
