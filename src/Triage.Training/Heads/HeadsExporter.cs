using Triage.Core.Assessment;
using Triage.Inference.TextEncoder;
using Triage.Training.Export;

namespace Triage.Training.Heads;

/// <summary>
/// Writes the trained networks as one ONNX graph, the averages over their members included; ONNX Runtime computes only what the
/// wanted outputs need. The call part is row-wise, so that several what-if rows go through at once.
/// </summary>
internal static class HeadsExporter
{
    public static byte[] Export(TurnEnsemble turn, CallEnsemble call)
    {
        var graph = new OnnxGraphBuilder("triage_heads");
        AddTurns(graph, turn);
        AddCalls(graph, call);
        return graph.ToBytes();
    }

    private static void AddTurns(OnnxGraphBuilder graph, TurnEnsemble turn)
    {
        graph.Input("tokens", OnnxElement.Float, 1, "tokens_n", SentenceEncoder.Dimension);
        graph.Input("flags", OnnxElement.Float, 1, "tokens_n", TurnFeatures.FlagCount);
        var members = turn.Members.Select((network, m) => AddTurn(graph, network, $"turn{m}")).ToList();
        graph.Node("Mean", [.. members.Select(m => m.Logits)], "finding_logits");
        graph.Node("Mean", [.. members.Select(m => m.Attention)], "attention");
        graph.Output("finding_logits", OnnxElement.Float, 1, FindingCatalogue.Count, TurnNetwork.Classes);
        graph.Output("attention", OnnxElement.Float, 1, FindingCatalogue.Count, "tokens_n");
    }

    /// <summary>One member; returns the names of its logits [1, findings, 4] and attention [1, findings, N].</summary>
    private static (string Logits, string Attention) AddTurn(OnnxGraphBuilder graph, TurnNetwork turn, string name)
    {
        const int width = TurnNetwork.Width;
        const int classes = TurnNetwork.Classes;
        var findings = FindingCatalogue.Count;
        graph.Initializer($"{name}_embed", [.. turn.Embed.Value.Select(v => v * turn.EmbeddingScale)], SentenceEncoder.Dimension, width);
        graph.Initializer($"{name}_flag", turn.Flag.Value, TurnFeatures.FlagCount, width);
        graph.Initializer($"{name}_embed_bias", turn.EmbedBias.Value, width);
        graph.Node("MatMul", ["tokens", $"{name}_embed"], $"{name}_a");
        graph.Node("MatMul", ["flags", $"{name}_flag"], $"{name}_b");
        graph.Node("Add", [$"{name}_a", $"{name}_b"], $"{name}_c");
        graph.Node("Add", [$"{name}_c", $"{name}_embed_bias"], $"{name}_d");
        graph.Node("Relu", [$"{name}_d"], $"{name}_hidden"); // [1, N, width]

        var kernel = new float[width * width * TurnNetwork.Kernel]; // ONNX: [out, in, kernel]
        for (var o = 0; o < TurnNetwork.Kernel; o++)
            for (var i = 0; i < width; i++)
                for (var j = 0; j < width; j++)
                    kernel[(j * width + i) * TurnNetwork.Kernel + o] = turn.Convolution.Value[(o * width + i) * width + j];
        graph.Initializer($"{name}_kernel", kernel, width, width, TurnNetwork.Kernel);
        graph.Initializer($"{name}_kernel_bias", turn.ConvolutionBias.Value, width);
        graph.Node("Transpose", [$"{name}_hidden"], $"{name}_columns", OnnxArgument.Of("perm", [0L, 2L, 1L]));
        graph.Node("Conv", [$"{name}_columns", $"{name}_kernel", $"{name}_kernel_bias"], $"{name}_conv",
            OnnxArgument.Of("kernel_shape", [(long)TurnNetwork.Kernel]), OnnxArgument.Of("pads", [2L, 2L]));
        graph.Node("Relu", [$"{name}_conv"], $"{name}_conv_relu");
        graph.Node("Add", [$"{name}_columns", $"{name}_conv_relu"], $"{name}_mixed"); // [1, width, N]

        var query = new float[findings * width];
        for (var d = 0; d < width; d++)
            for (var f = 0; f < findings; f++)
                query[f * width + d] = turn.Query.Value[d * TurnNetwork.PaddedFindings + f];
        graph.Initializer($"{name}_query", query, findings, width);
        graph.Node("MatMul", [$"{name}_query", $"{name}_mixed"], $"{name}_scores"); // [1, findings, N]
        var attention = graph.Node("Softmax", [$"{name}_scores"], $"{name}_attention", OnnxArgument.Of("axis", -1L));
        graph.Node("Transpose", [$"{name}_mixed"], $"{name}_rows", OnnxArgument.Of("perm", [0L, 2L, 1L]));
        graph.Node("MatMul", [$"{name}_attention", $"{name}_rows"], $"{name}_pooled"); // [1, findings, width]

        graph.Initializer($"{name}_output", turn.Output.Value, findings, width, classes);
        graph.Initializer($"{name}_output_bias", turn.OutputBias.Value, 1, findings, classes);
        graph.Initializer($"{name}_split", [findings, 1L, width]);
        graph.Initializer($"{name}_join", [1L, findings, classes]);
        graph.Node("Reshape", [$"{name}_pooled", $"{name}_split"], $"{name}_each");
        graph.Node("MatMul", [$"{name}_each", $"{name}_output"], $"{name}_each_logits"); // [findings, 1, 4]
        graph.Node("Reshape", [$"{name}_each_logits", $"{name}_join"], $"{name}_logits");
        var logits = graph.Node("Add", [$"{name}_logits", $"{name}_output_bias"], $"{name}_finding_logits");
        return (logits, attention);
    }

    /// <summary>The members' hidden layers lie side by side in one; its output weights carry the division by their number.</summary>
    private static void AddCalls(OnnxGraphBuilder graph, CallEnsemble call)
    {
        const int hidden = CallNetwork.Hidden;
        var members = call.Members;
        var width = hidden * members.Count;
        var input = new float[CallFeatures.Count * width];
        for (var m = 0; m < members.Count; m++)
            for (var i = 0; i < CallFeatures.Count; i++)
                members[m].Input.Value.AsSpan(i * hidden, hidden).CopyTo(input.AsSpan(i * width + m * hidden));
        graph.Input("call", OnnxElement.Float, "calls_n", CallFeatures.Count);
        graph.Initializer("call_input", input, CallFeatures.Count, width);
        graph.Initializer("call_input_bias", [.. members.SelectMany(m => m.InputBias.Value)], width);
        graph.Node("Gemm", ["call", "call_input", "call_input_bias"], "call_a");
        graph.Node("Relu", ["call_a"], "call_hidden"); // [C, members x 128]
        var outputBias = Average.Of([.. members.Select(m => m.OutputBias.Value)]);
        var first = 0;
        foreach (var (name, count) in new[] { ("motive_logits", CallNetwork.Motives), ("priority_logits", CallNetwork.Priorities), ("care_logits", CallNetwork.Cares) })
        {
            var weights = new float[width * count];
            for (var h = 0; h < width; h++)
                for (var o = 0; o < count; o++)
                    weights[h * count + o] = members[h / hidden].Output.Value[h % hidden * CallNetwork.PaddedOutputs + first + o] / members.Count;
            graph.Initializer(name + "_w", weights, width, count);
            graph.Initializer(name + "_b", outputBias.AsSpan(first, count), count);
            graph.Node("Gemm", ["call_hidden", name + "_w", name + "_b"], name);
            graph.Output(name, OnnxElement.Float, "calls_n", count);
            first += count;
        }
    }
}
