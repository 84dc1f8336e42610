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
    public static byte[] Export(TurnEnsemble turn, CallNetwork call)
    {
        var graph = new OnnxGraphBuilder("triage_heads");
        AddTurn(graph, turn);
        AddCall(graph, call);
        return graph.ToBytes();
    }

    private static void AddTurn(OnnxGraphBuilder graph, TurnEnsemble turn)
    {
        var findings = FindingCatalogue.Count;
        graph.Input("tokens", OnnxElement.Float, 1, "tokens_n", SentenceEncoder.Dimension);
        graph.Input("flags", OnnxElement.Float, 1, "tokens_n", TurnFeatures.FlagCount);
        graph.Initializer("turn_split", [findings, 1L, TurnNetwork.Width]);
        graph.Initializer("turn_join", [1L, findings, TurnNetwork.Classes]);
        var members = turn.Members.Select((member, i) => AddMember(graph, member, $"turn{i}")).ToList();
        graph.Node("Mean", [.. members.Select(m => m.Logits)], "finding_logits");
        graph.Node("Mean", [.. members.Select(m => m.Attention)], "attention");
        graph.Output("finding_logits", OnnxElement.Float, 1, findings, TurnNetwork.Classes);
        graph.Output("attention", OnnxElement.Float, 1, findings, "tokens_n");
    }

    /// <summary>One turn network; its names start with the prefix.</summary>
    private static (string Logits, string Attention) AddMember(OnnxGraphBuilder graph, TurnNetwork turn, string at)
    {
        const int width = TurnNetwork.Width;
        const int classes = TurnNetwork.Classes;
        var findings = FindingCatalogue.Count;

        graph.Initializer($"{at}_embed", [.. turn.Embed.Value.Select(v => v * turn.EmbeddingScale)], SentenceEncoder.Dimension, width);
        graph.Initializer($"{at}_flag", turn.Flag.Value, TurnFeatures.FlagCount, width);
        graph.Initializer($"{at}_embed_bias", turn.EmbedBias.Value, width);
        graph.Node("MatMul", ["tokens", $"{at}_embed"], $"{at}_a");
        graph.Node("MatMul", ["flags", $"{at}_flag"], $"{at}_b");
        graph.Node("Add", [$"{at}_a", $"{at}_b"], $"{at}_c");
        graph.Node("Add", [$"{at}_c", $"{at}_embed_bias"], $"{at}_d");
        graph.Node("Relu", [$"{at}_d"], $"{at}_hidden"); // [1, N, width]

        var kernel = new float[width * width * TurnNetwork.Kernel]; // ONNX: [out, in, kernel]
        for (var o = 0; o < TurnNetwork.Kernel; o++)
            for (var i = 0; i < width; i++)
                for (var j = 0; j < width; j++)
                    kernel[(j * width + i) * TurnNetwork.Kernel + o] = turn.Convolution.Value[(o * width + i) * width + j];
        graph.Initializer($"{at}_kernel", kernel, width, width, TurnNetwork.Kernel);
        graph.Initializer($"{at}_kernel_bias", turn.ConvolutionBias.Value, width);
        graph.Node("Transpose", [$"{at}_hidden"], $"{at}_columns", OnnxArgument.Of("perm", [0L, 2L, 1L]));
        graph.Node("Conv", [$"{at}_columns", $"{at}_kernel", $"{at}_kernel_bias"], $"{at}_conv",
            OnnxArgument.Of("kernel_shape", [(long)TurnNetwork.Kernel]), OnnxArgument.Of("pads", [2L, 2L]));
        graph.Node("Relu", [$"{at}_conv"], $"{at}_conv_relu");
        graph.Node("Add", [$"{at}_columns", $"{at}_conv_relu"], $"{at}_mixed"); // [1, width, N]

        var query = new float[findings * width];
        for (var d = 0; d < width; d++)
            for (var f = 0; f < findings; f++)
                query[f * width + d] = turn.Query.Value[d * TurnNetwork.PaddedFindings + f];
        graph.Initializer($"{at}_query", query, findings, width);
        graph.Node("MatMul", [$"{at}_query", $"{at}_mixed"], $"{at}_scores"); // [1, findings, N]
        graph.Node("Softmax", [$"{at}_scores"], $"{at}_attention", OnnxArgument.Of("axis", -1L));
        graph.Node("Transpose", [$"{at}_mixed"], $"{at}_rows", OnnxArgument.Of("perm", [0L, 2L, 1L]));
        graph.Node("MatMul", [$"{at}_attention", $"{at}_rows"], $"{at}_pooled"); // [1, findings, width]

        graph.Initializer($"{at}_output", turn.Output.Value, findings, width, classes);
        graph.Initializer($"{at}_output_bias", turn.OutputBias.Value, 1, findings, classes);
        graph.Node("Reshape", [$"{at}_pooled", "turn_split"], $"{at}_each");
        graph.Node("MatMul", [$"{at}_each", $"{at}_output"], $"{at}_each_logits"); // [findings, 1, 4]
        graph.Node("Reshape", [$"{at}_each_logits", "turn_join"], $"{at}_joined");
        graph.Node("Add", [$"{at}_joined", $"{at}_output_bias"], $"{at}_logits");
        return ($"{at}_logits", $"{at}_attention");
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
