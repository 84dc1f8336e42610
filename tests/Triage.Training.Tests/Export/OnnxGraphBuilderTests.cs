using Microsoft.ML.OnnxRuntime;
using Triage.Training.Export;

namespace Triage.Training.Tests.Export;

public sealed class OnnxGraphBuilderTests
{
    [Fact]
    public void ToBytes_LinearLayer_ComputesWhatWasWritten()
    {
        var graph = new OnnxGraphBuilder("linear");
        graph.Input("x", OnnxElement.Float, "batch", 2);
        graph.Initializer("weight", [1f, 2f, 3f, 4f, 5f, 6f], 2, 3);
        graph.Initializer("bias", [0.5f, -0.5f, 0f]);
        graph.Node("Gemm", ["x", "weight", "bias"], "y", OnnxArgument.Of("alpha", 2f));
        graph.Output("y", OnnxElement.Float, "batch", 3);
        graph.Metadata("heads", "motive,priority");

        using var session = new InferenceSession(graph.ToBytes());
        using var x = OrtValue.CreateTensorValueFromMemory(new[] { 1f, 1f, 0f, 1f }, [2, 2]);
        using var options = new RunOptions();
        using var results = session.Run(options, ["x"], [x], ["y"]);

        Assert.Equal([10.5f, 13.5f, 18f, 8.5f, 9.5f, 12f], results[0].GetTensorDataAsSpan<float>().ToArray());
        Assert.Equal("motive,priority", session.ModelMetadata.CustomMetadataMap["heads"]);
        Assert.Equal(["batch", ""], session.InputMetadata["x"].SymbolicDimensions);
    }

    [Theory]
    [InlineData(true, 5L)]
    [InlineData(false, 7L)]
    public void Node_IfWithBranches_TakesTheBranchOfItsCondition(bool condition, long expected)
    {
        var graph = new OnnxGraphBuilder("choice");
        graph.Input("condition", OnnxElement.Bool, 1);
        graph.Input("a", OnnxElement.Int64);
        graph.Input("b", OnnxElement.Int64);
        var yes = OnnxGraphBuilder.Branch("yes");
        yes.Output(yes.Node("Identity", ["a"], "from_a"), OnnxElement.Int64);
        var no = OnnxGraphBuilder.Branch("no");
        no.Output(no.Node("Identity", ["b"], "from_b"), OnnxElement.Int64);
        graph.Node("If", ["condition"], "chosen", OnnxArgument.Branch("then_branch", yes), OnnxArgument.Branch("else_branch", no));
        graph.Output("chosen", OnnxElement.Int64);

        using var session = new InferenceSession(graph.ToBytes());
        using var flag = OrtValue.CreateTensorValueFromMemory(new[] { condition }, [1]);
        using var a = OrtValue.CreateTensorValueFromMemory(new[] { 5L }, []);
        using var b = OrtValue.CreateTensorValueFromMemory(new[] { 7L }, []);
        using var options = new RunOptions();
        using var results = session.Run(options, ["condition", "a", "b"], [flag, a, b], ["chosen"]);

        Assert.Equal(expected, results[0].GetTensorDataAsSpan<long>()[0]);
    }

    [Fact]
    public void Save_MicrosoftOperatorAndZeroAttribute_LoadsFromDisk()
    {
        var graph = new OnnxGraphBuilder("gelu");
        graph.Input("x", OnnxElement.Float, 3);
        graph.Node("com.microsoft:Gelu", ["x"], "g");
        graph.Node("Softmax", ["g"], "y", OnnxArgument.Of("axis", 0));
        graph.Output("y", OnnxElement.Float, 3);
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".onnx");
        try
        {
            graph.Save(path);
            using var session = new InferenceSession(path);
            using var x = OrtValue.CreateTensorValueFromMemory(new[] { 0f, 0f, 0f }, [3]);
            using var options = new RunOptions();
            using var results = session.Run(options, ["x"], [x], ["y"]);
            Assert.All(results[0].GetTensorDataAsSpan<float>().ToArray(), y => Assert.Equal(1f / 3, y, 1e-6f));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Initializer_EachElementType_KeepsItsValues()
    {
        var graph = new OnnxGraphBuilder("constants");
        graph.Initializer("half", [(Half)0.5f, (Half)(-2f)]);
        graph.Initializer("int8", [(sbyte)-3, (sbyte)4]);
        graph.Initializer("uint8", [(byte)200, (byte)1]);
        graph.Scalar("scalar", 10L);
        foreach (var name in (string[])["half", "int8", "uint8", "scalar"])
        {
            graph.Node("Cast", [name], name + "_f", OnnxArgument.To(OnnxElement.Float));
            graph.Output(name + "_f", OnnxElement.Float);
        }
        // The declared rank of the vectors is corrected so that ONNX Runtime accepts them.
        foreach (var output in graph.Graph.Output.Take(3))
            output.Type.TensorType.Shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = 2 });

        using var session = new InferenceSession(graph.ToBytes());
        using var options = new RunOptions();
        using var results = session.Run(options, new Dictionary<string, OrtValue>(), ["half_f", "int8_f", "uint8_f", "scalar_f"]);

        float[][] values = [.. results.Select(r => r.GetTensorDataAsSpan<float>().ToArray())];
        Assert.Equal([[0.5f, -2f], [-3f, 4f], [200f, 1f], [10f]], values);
    }

    [Fact]
    public void ToBytes_SameGraphTwice_IsIdentical()
    {
        Assert.Equal(Build(), Build());

        static byte[] Build()
        {
            var graph = new OnnxGraphBuilder("same");
            graph.Input("x", OnnxElement.Float, 1);
            graph.Output(graph.Node("Identity", ["x"], "y"), OnnxElement.Float, 1);
            graph.Metadata("b", "2");
            graph.Metadata("a", "1");
            return graph.ToBytes();
        }
    }

    [Fact]
    public void Node_UndefinedOrDoubleName_IsRefusedByName()
    {
        var graph = new OnnxGraphBuilder("g");
        graph.Input("x", OnnxElement.Float, 1);

        Assert.Contains("lost", Assert.Throws<InvalidOperationException>(() => graph.Node("Relu", ["lost"], "y")).Message, StringComparison.Ordinal);
        Assert.Contains("x is defined twice", Assert.Throws<InvalidOperationException>(() => graph.Node("Relu", ["x"], "x")).Message, StringComparison.Ordinal);
        Assert.Contains("no output", Assert.Throws<InvalidOperationException>(() => graph.ToBytes()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Node_BranchUsesUnknownOuterName_IsRefusedByName()
    {
        var graph = new OnnxGraphBuilder("g");
        graph.Input("condition", OnnxElement.Bool, 1);
        var branch = OnnxGraphBuilder.Branch("then");
        branch.Output(branch.Node("Identity", ["lost"], "y"), OnnxElement.Float, 1);

        var error = Assert.Throws<InvalidOperationException>(() => graph.Node("If", ["condition"], "z", OnnxArgument.Branch("then_branch", branch)));

        Assert.Contains("lost", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Initializer_WrongCount_IsRefused() =>
        Assert.Contains("3 values for [2,2]", Assert.Throws<ArgumentException>(() => new OnnxGraphBuilder("g").Initializer("w", [1f, 2f, 3f], 2, 2)).Message, StringComparison.Ordinal);
}
