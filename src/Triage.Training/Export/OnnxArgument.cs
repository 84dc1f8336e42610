using Google.Protobuf;
using Kind = Triage.Training.Export.AttributeProto.Types.AttributeType;

namespace Triage.Training.Export;

/// <summary>A named constant of a node; ONNX calls it an attribute.</summary>
public sealed class OnnxArgument
{
    private OnnxArgument(AttributeProto proto) => Proto = proto;

    internal AttributeProto Proto { get; }

    /// <summary>The branch when the argument is one, so that the outer graph can check the names it uses.</summary>
    internal OnnxGraphBuilder? Inner { get; private init; }

    public static OnnxArgument Of(string name, long value) => new(new() { Name = name, Type = Kind.Int, I = value });

    public static OnnxArgument Of(string name, float value) => new(new() { Name = name, Type = Kind.Float, F = value });

    public static OnnxArgument Of(string name, string value) => new(new() { Name = name, Type = Kind.String, S = ByteString.CopyFromUtf8(value) });

    public static OnnxArgument Of(string name, params long[] values) => new(new() { Name = name, Type = Kind.Ints, Ints = { values } });

    public static OnnxArgument Of(string name, params float[] values) => new(new() { Name = name, Type = Kind.Floats, Floats = { values } });

    /// <summary>The element type that a Cast gives.</summary>
    public static OnnxArgument To(OnnxElement type) => Of("to", (long)type);

    /// <summary>A branch (then_branch, else_branch of If): a graph without inputs that may use the names of the graph around it.</summary>
    public static OnnxArgument Branch(string name, OnnxGraphBuilder branch) =>
        new(new() { Name = name, Type = Kind.Graph, G = branch.Graph }) { Inner = branch };
}
