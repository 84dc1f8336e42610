using System.Runtime.InteropServices;
using Google.Protobuf;

namespace Triage.Training.Export;

/// <summary>
/// Writes an ONNX model: inputs, constants, nodes in order of computation, outputs. A name that nothing defines, or that is
/// defined twice, is refused where it is written and not when the file is loaded. Format: ONNX IR version 10, operator set 18.
/// </summary>
public sealed class OnnxGraphBuilder
{
    private const int IrVersion = 10;
    private const int OperatorSet = 18;
    private const string Microsoft = "com.microsoft";

    private readonly HashSet<string> _defined = new(StringComparer.Ordinal);
    private readonly HashSet<string> _outerNames = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private readonly bool _isBranch;
    private bool _usesMicrosoft;

    /// <param name="name">Name of the graph, seen in viewers.</param>
    public OnnxGraphBuilder(string name) : this(name, isBranch: false)
    {
    }

    private OnnxGraphBuilder(string name, bool isBranch)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Graph = new GraphProto { Name = name };
        _isBranch = isBranch;
    }

    internal GraphProto Graph { get; }

    /// <summary>Begins a branch for If: no inputs; names it does not define itself are looked for in the graph that gets the If node.</summary>
    public static OnnxGraphBuilder Branch(string name) => new(name, isBranch: true);

    /// <summary>Declares an input; returns its name. dims: fixed lengths and names of free ones, none for a scalar.</summary>
    public string Input(string name, OnnxElement type, params OnnxDimension[] dims)
    {
        if (_isBranch)
            throw new InvalidOperationException($"branch {Graph.Name}: a branch has no inputs of its own ({name})");
        Define(name);
        Graph.Input.Add(Value(name, type, dims));
        return name;
    }

    /// <summary>Declares an output, a name that an earlier call defined.</summary>
    public void Output(string name, OnnxElement type, params OnnxDimension[] dims)
    {
        Use(name, "output");
        if (Graph.Output.Any(o => o.Name == name))
            throw new InvalidOperationException($"graph {Graph.Name}: output {name} is declared twice");
        Graph.Output.Add(Value(name, type, dims));
    }

    /// <summary>A constant, row-major; returns its name. Without dims it is a vector.</summary>
    /// <exception cref="ArgumentException">The number of values is not the product of dims.</exception>
    public string Initializer(string name, ReadOnlySpan<float> values, params long[] dims) => Constant(name, OnnxElement.Float, values, dims);

    /// <inheritdoc cref="Initializer(string, ReadOnlySpan{float}, long[])"/>
    public string Initializer(string name, ReadOnlySpan<long> values, params long[] dims) => Constant(name, OnnxElement.Int64, values, dims);

    /// <inheritdoc cref="Initializer(string, ReadOnlySpan{float}, long[])"/>
    public string Initializer(string name, ReadOnlySpan<Half> values, params long[] dims) => Constant(name, OnnxElement.Float16, values, dims);

    /// <inheritdoc cref="Initializer(string, ReadOnlySpan{float}, long[])"/>
    public string Initializer(string name, ReadOnlySpan<sbyte> values, params long[] dims) => Constant(name, OnnxElement.Int8, values, dims);

    /// <inheritdoc cref="Initializer(string, ReadOnlySpan{float}, long[])"/>
    public string Initializer(string name, ReadOnlySpan<byte> values, params long[] dims) => Constant(name, OnnxElement.UInt8, values, dims);

    /// <summary>A constant without dimensions; returns its name.</summary>
    public string Scalar(string name, float value) => Constant(name, OnnxElement.Float, [value], null);

    /// <inheritdoc cref="Scalar(string, float)"/>
    public string Scalar(string name, long value) => Constant(name, OnnxElement.Int64, [value], null);

    /// <summary>Adds an operator. An empty input name leaves an optional input out.</summary>
    /// <param name="op">ONNX's name, or <c>com.microsoft:Name</c> for an operator of ONNX Runtime.</param>
    /// <param name="inputs">Names defined before.</param>
    /// <param name="outputs">New names.</param>
    public void Node(string op, IReadOnlyList<string> inputs, IReadOnlyList<string> outputs, params OnnxArgument[] arguments)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(op);
        var node = new NodeProto { OpType = op };
        if (op.StartsWith(Microsoft + ":", StringComparison.Ordinal))
        {
            (node.OpType, node.Domain) = (op[(Microsoft.Length + 1)..], Microsoft);
            _usesMicrosoft = true;
        }
        foreach (var input in inputs.Where(i => i.Length > 0))
            Use(input, op);
        foreach (var branch in arguments.Select(a => a.Inner).OfType<OnnxGraphBuilder>())
        {
            foreach (var outer in branch._outerNames)
                Use(outer, $"{op} branch {branch.Graph.Name}");
            _usesMicrosoft |= branch._usesMicrosoft;
        }
        foreach (var output in outputs.Where(o => o.Length > 0))
            Define(output);
        node.Name = $"{node.OpType}_{Graph.Node.Count}";
        node.Input.AddRange(inputs);
        node.Output.AddRange(outputs);
        node.Attribute.AddRange(arguments.Select(a => a.Proto));
        Graph.Node.Add(node);
    }

    /// <summary>Adds an operator with one output and returns that output's name.</summary>
    public string Node(string op, IReadOnlyList<string> inputs, string output, params OnnxArgument[] arguments)
    {
        Node(op, inputs, [output], arguments);
        return output;
    }

    /// <summary>A property of the model file, read back through ONNX Runtime's custom metadata.</summary>
    public void Metadata(string key, string value) => _metadata[key] = value;

    /// <summary>The model file; equal calls give equal bytes.</summary>
    public byte[] ToBytes() => Model().ToByteArray();

    /// <summary>Writes the model file, replacing an earlier one.</summary>
    public void Save(string path)
    {
        using var file = File.Create(path);
        Model().WriteTo(file);
    }

    private ModelProto Model()
    {
        if (_isBranch)
            throw new InvalidOperationException($"branch {Graph.Name}: only a whole graph can be saved");
        if (Graph.Output.Count == 0)
            throw new InvalidOperationException($"graph {Graph.Name}: no output");
        var model = new ModelProto { IrVersion = IrVersion, ProducerName = "triage", Graph = Graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = OperatorSet });
        if (_usesMicrosoft)
            model.OpsetImport.Add(new OperatorSetIdProto { Domain = Microsoft, Version = 1 });
        model.MetadataProps.AddRange(_metadata.Select(p => new StringStringEntryProto { Key = p.Key, Value = p.Value }));
        return model;
    }

    /// <param name="dims">Null: a scalar. Empty: a vector of all values.</param>
    private string Constant<T>(string name, OnnxElement type, ReadOnlySpan<T> values, long[]? dims) where T : unmanaged
    {
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("ONNX constants are written as little-endian bytes");
        var shape = dims is null ? [] : dims.Length == 0 ? [values.Length] : dims;
        var count = shape.Aggregate(1L, (product, length) => checked(product * length));
        if (count != values.Length)
            throw new ArgumentException($"constant {name}: {values.Length} values for [{string.Join(',', shape)}]", nameof(values));
        Define(name);
        var tensor = new TensorProto { Name = name, DataType = (int)type, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values)) };
        tensor.Dims.AddRange(shape);
        Graph.Initializer.Add(tensor);
        return name;
    }

    private static ValueInfoProto Value(string name, OnnxElement type, OnnxDimension[] dims)
    {
        var shape = new TensorShapeProto();
        foreach (var dim in dims)
            shape.Dim.Add(dim.Length is { } length
                ? new TensorShapeProto.Types.Dimension { DimValue = length }
                : new TensorShapeProto.Types.Dimension { DimParam = dim.Name });
        return new() { Name = name, Type = new() { TensorType = new() { ElemType = (int)type, Shape = shape } } };
    }

    private void Define(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (_outerNames.Contains(name) || !_defined.Add(name))
            throw new InvalidOperationException($"graph {Graph.Name}: {name} is defined twice");
    }

    private void Use(string name, string user)
    {
        if (_defined.Contains(name))
            return;
        if (!_isBranch)
            throw new InvalidOperationException($"graph {Graph.Name}: {user} uses {name}, which nothing defines");
        _outerNames.Add(name);
    }
}
