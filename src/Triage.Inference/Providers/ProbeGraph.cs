using System.Text;

namespace Triage.Inference.Providers;

/// <summary>
/// A graph of two nodes, written here as ONNX bytes: c = Conv(x, w), y = MatMul(c, m). Convolution and product are what a
/// recogniser lives on, and they load cuDNN and cuBLAS, whose absence is the commonest fault of an installation.
/// x: [1, 2, 8], w: [3, 2, 3] (pads 1), m: [8, 4] -> y: [1, 3, 4], all float32.
/// </summary>
internal static class ProbeGraph
{
    // Fields of the messages of onnx.proto that the graph needs; wire type 0 is a varint, 2 is bytes.
    private const int ModelIrVersion = 1, ModelGraph = 7, ModelOpset = 8, OpsetVersion = 2;
    private const int GraphNode = 1, GraphName = 2, GraphInput = 11, GraphOutput = 12;
    private const int NodeInput = 1, NodeOutput = 2, NodeType = 4, NodeAttribute = 5;
    private const int AttributeName = 1, AttributeInts = 8, AttributeType = 20, AttributeTypeInts = 7;
    private const int ValueName = 1, ValueType = 2, TypeTensor = 1, TensorElement = 1, TensorShape = 2, ShapeDimension = 1, DimensionValue = 1;
    private const int Float = 1;

    // IR 8 and opset 13: old enough for every release of the runtime that has provider libraries.
    private const int IrVersion = 8, Opset = 13;

    public static byte[] Bytes() => Message(
        Number(ModelIrVersion, IrVersion),
        Nested(ModelGraph,
            Nested(GraphNode, Text(NodeInput, "x"), Text(NodeInput, "w"), Text(NodeOutput, "c"), Text(NodeType, "Conv"),
                Nested(NodeAttribute, Text(AttributeName, "pads"), Number(AttributeInts, 1), Number(AttributeInts, 1), Number(AttributeType, AttributeTypeInts))),
            Nested(GraphNode, Text(NodeInput, "c"), Text(NodeInput, "m"), Text(NodeOutput, "y"), Text(NodeType, "MatMul")),
            Text(GraphName, "probe"),
            Value(GraphInput, "x", 1, 2, 8), Value(GraphInput, "w", 3, 2, 3), Value(GraphInput, "m", 8, 4), Value(GraphOutput, "y", 1, 3, 4)),
        Nested(ModelOpset, Number(OpsetVersion, Opset)));

    private static byte[] Value(int field, string name, params ReadOnlySpan<int> shape)
    {
        var dimensions = new byte[shape.Length][];
        for (var i = 0; i < dimensions.Length; i++)
            dimensions[i] = Nested(ShapeDimension, Number(DimensionValue, shape[i]));
        return Nested(field, Text(ValueName, name),
            Nested(ValueType, Nested(TypeTensor, Number(TensorElement, Float), Nested(TensorShape, dimensions))));
    }

    private static byte[] Message(params byte[][] fields) => [.. fields.SelectMany(f => f)];

    private static byte[] Nested(int field, params byte[][] fields) => Field(field, Message(fields));

    private static byte[] Text(int field, string text) => Field(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Field(int field, byte[] content) => [.. Varint((uint)(field << 3 | 2)), .. Varint((uint)content.Length), .. content];

    private static byte[] Number(int field, int value) => [.. Varint((uint)(field << 3)), .. Varint((uint)value)];

    private static List<byte> Varint(uint value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
            bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        return bytes;
    }
}
