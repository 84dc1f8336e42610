using System.Text;

namespace Triage.Inference.Models;

/// <summary>
/// Reads the declared shape of a graph's input without loading the graph: weights are skipped over, so that a file of gigabytes
/// costs milliseconds. Wire format: protocol buffers; field numbers of the ONNX IR specification.
/// </summary>
internal static class OnnxInputShape
{
    private const int ModelGraph = 7, GraphInput = 11, ValueName = 1, ValueType = 2, TypeTensor = 1, TensorShape = 2, ShapeDim = 1, DimValue = 1;

    /// <summary>Lengths of the dimensions of one input, null where the length is free; null when there is no such input.</summary>
    /// <exception cref="ModelException">The file cannot be read or is no ONNX graph.</exception>
    public static IReadOnlyList<long?>? Read(string file, string input)
    {
        try
        {
            using var stream = File.OpenRead(file);
            foreach (var value in Fields(stream, stream.Length, ModelGraph, GraphInput))
                if (Encoding.UTF8.GetString(Fields(value, ValueName).SingleOrDefault() ?? []) == input)
                    return [.. Fields(value, ValueType, TypeTensor, TensorShape, ShapeDim).Select(Length)];
            return null;
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

    private static long? Length(byte[] dimension)
    {
        using var stream = new MemoryStream(dimension);
        while (stream.Position < stream.Length)
        {
            var key = ProtobufVarint.Read(stream);
            if (key == DimValue << 3)
                return (long)ProtobufVarint.Read(stream);
            Skip(stream, key);
        }
        return null;
    }

    private static List<byte[]> Fields(byte[] message, params ReadOnlySpan<int> path)
    {
        using var stream = new MemoryStream(message);
        return Fields(stream, stream.Length, path);
    }

    /// <summary>Contents of all length-delimited fields at the end of a path of field numbers.</summary>
    private static List<byte[]> Fields(Stream stream, long end, params ReadOnlySpan<int> path)
    {
        var found = new List<byte[]>();
        while (stream.Position < end)
        {
            var key = ProtobufVarint.Read(stream);
            if (key != ((ulong)path[0] << 3 | 2))
            {
                Skip(stream, key);
                continue;
            }
            var length = LengthOf(stream);
            if (path.Length > 1)
            {
                found.AddRange(Fields(stream, stream.Position + length, path[1..]));
            }
            else
            {
                var content = new byte[length];
                stream.ReadExactly(content);
                found.Add(content);
            }
        }
        return found;
    }

    private static void Skip(Stream stream, ulong key)
    {
        switch (key & 7)
        {
            case 0: ProtobufVarint.Read(stream); break;
            case 1: Advance(stream, 8); break;
            case 2: Advance(stream, LengthOf(stream)); break;
            case 5: Advance(stream, 4); break;
            default: throw new InvalidDataException($"wire type {key & 7}");
        }
    }

    private static long LengthOf(Stream stream)
    {
        var length = ProtobufVarint.Read(stream);
        return length <= (ulong)(stream.Length - stream.Position) ? (long)length : throw new EndOfStreamException();
    }

    private static void Advance(Stream stream, long bytes)
    {
        if (bytes > stream.Length - stream.Position)
            throw new EndOfStreamException();
        stream.Seek(bytes, SeekOrigin.Current);
    }
}
