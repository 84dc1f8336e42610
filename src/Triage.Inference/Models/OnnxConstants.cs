using System.Text;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Triage.Inference.Models;

/// <summary>Where a constant of a graph lies in its file.</summary>
/// <param name="Offset">Of its first byte in the file; not aligned.</param>
internal sealed record OnnxConstant(string Name, TensorElementType Type, long[] Shape, long Offset, long Bytes);

/// <summary>
/// Finds the larger constants of a graph file without loading it. Only those whose bytes are in the file as they are in memory
/// (<c>raw_data</c>); others are left out. Wire format: protocol buffers; field numbers of the ONNX IR specification.
/// </summary>
internal static class OnnxConstants
{
    private const int ModelGraph = 7, GraphInitializer = 5, TensorDims = 1, TensorType = 2, TensorName = 8, TensorRaw = 9;

    /// <exception cref="ModelException">The file cannot be read or is no ONNX graph.</exception>
    public static IReadOnlyList<OnnxConstant> Read(string file, int minBytes)
    {
        try
        {
            using var stream = File.OpenRead(file);
            var found = new List<OnnxConstant>();
            foreach (var (_, graph, graphEnd, _) in Fields(stream, 0, stream.Length, ModelGraph))
                foreach (var (_, start, end, _) in Fields(stream, graph, graphEnd, GraphInitializer))
                    if (Constant(stream, start, end) is { } constant && constant.Bytes >= minBytes)
                        found.Add(constant);
            return found;
        }
        catch (Exception e) when (e is EndOfStreamException or InvalidDataException)
        {
            throw new ModelException($"{file} : pas un graphe ONNX, ou fichier coupé. Recopier le modèle.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"{file} : absent ou illisible ({e.Message}). Recopier le modèle.", e);
        }
    }

    private static OnnxConstant? Constant(Stream stream, long start, long end)
    {
        var (name, type, shape, raw, bytes) = ("", 0, new List<long>(), -1L, 0L);
        foreach (var (field, from, to, value) in Fields(stream, start, end))
            switch (field)
            {
                case TensorDims when to < 0:
                    shape.Add((long)value);
                    break;
                case TensorDims:
                    stream.Position = from;
                    while (stream.Position < to)
                        shape.Add((long)ProtobufVarint.Read(stream));
                    break;
                case TensorType:
                    type = (int)value;
                    break;
                case TensorName:
                    var text = new byte[to - from];
                    stream.Position = from;
                    stream.ReadExactly(text);
                    name = Encoding.UTF8.GetString(text);
                    break;
                case TensorRaw:
                    (raw, bytes) = (from, to - from);
                    break;
            }
        return raw < 0 ? null : new OnnxConstant(name, (TensorElementType)type, [.. shape], raw, bytes);
    }

    /// <summary>The fields of a message, or those with one number: a place for contents, a value (and no place: -1) for numbers.</summary>
    private static List<(int Field, long Start, long End, ulong Value)> Fields(Stream stream, long start, long end, int only = 0)
    {
        var fields = new List<(int, long, long, ulong)>();
        stream.Position = start;
        while (stream.Position < end)
        {
            var key = ProtobufVarint.Read(stream);
            var field = (int)(key >> 3);
            var (from, to, value) = (stream.Position, -1L, 0UL);
            switch (key & 7)
            {
                case 0:
                    value = ProtobufVarint.Read(stream);
                    break;
                case 1:
                    stream.Position += 8;
                    break;
                case 5:
                    stream.Position += 4;
                    break;
                case 2:
                    var length = ProtobufVarint.Read(stream);
                    from = stream.Position;
                    if (length > (ulong)(end - from))
                        throw new EndOfStreamException();
                    stream.Position = to = from + (long)length;
                    break;
                default:
                    throw new InvalidDataException($"wire type {key & 7}");
            }
            if (only == 0 || only == field && to >= 0)
                fields.Add((field, from, to, value));
        }
        return fields;
    }
}
