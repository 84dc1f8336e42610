using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Triage.Inference.Models;

namespace Triage.Inference;

/// <summary>
/// Weights of graph files, once for all lanes of this process: the lanes' sessions read them from the mapped file, and what the
/// runtime packs from them for this processor is kept once as well. For sessions on the CPU only: another provider wants the
/// weights in its own memory. Weights in a file beside the graph are left to the runtime. Thread-safe; dispose after the sessions.
/// </summary>
public sealed class LaneWeights : IDisposable
{
    /// <summary>Smaller constants are not worth a share: shapes, axes, scales of whole tensors.</summary>
    private const int MinBytes = 4096;

    private readonly Lock _gate = new();
    private readonly PrePackedWeightsContainer _packed = new();
    private readonly Dictionary<string, List<(string Name, OrtValue Value)>> _files = [];
    private readonly List<IDisposable> _mappings = [];

    /// <summary>Opens a session over the shared weights, or over its own when there is no holder.</summary>
    internal static InferenceSession Open(LaneWeights? weights, string path, SessionOptions options) =>
        weights is null ? new InferenceSession(path, options) : weights.Open(path, options);

    public void Dispose()
    {
        foreach (var (_, value) in _files.Values.SelectMany(v => v))
            value.Dispose();
        foreach (var mapping in _mappings)
            mapping.Dispose();
        _packed.Dispose();
    }

    private InferenceSession Open(string path, SessionOptions options)
    {
        lock (_gate)
        {
            if (!_files.TryGetValue(path, out var values))
                _files[path] = values = Map(path);
            foreach (var (name, value) in values)
                options.AddInitializer(name, value);
            return new InferenceSession(path, options, _packed);
        }
    }

    private List<(string, OrtValue)> Map(string path)
    {
        var weights = OnnxConstants.Read(path, MinBytes);
        var file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        _mappings.Add(file);
        var view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        _mappings.Insert(0, view);
        var start = view.SafeMemoryMappedViewHandle.DangerousGetHandle();
        var values = new List<(string, OrtValue)>(weights.Count);
        foreach (var weight in weights)
        {
            var address = start + (nint)weight.Offset;
            // The format does not align numbers; kernels may expect it of anything wider than a byte. Those few are small.
            if (weight.Type is not (TensorElementType.Int8 or TensorElementType.UInt8) && address % 8 != 0)
                address = Copy(address, (int)weight.Bytes);
            values.Add((weight.Name, OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, weight.Type, weight.Shape, address, weight.Bytes)));
        }
        return values;
    }

    private nint Copy(nint address, int bytes)
    {
        var memory = new AlignedCopy(bytes);
        _mappings.Add(memory);
        Marshal.Copy(address, memory.Memory, 0, bytes);
        return Marshal.UnsafeAddrOfPinnedArrayElement(memory.Memory, 0);
    }

    /// <summary>Keeps pinned memory alive until the holder goes.</summary>
    private sealed class AlignedCopy(int bytes) : IDisposable
    {
        public byte[] Memory { get; } = GC.AllocateUninitializedArray<byte>(bytes, pinned: true);

        public void Dispose() => GC.KeepAlive(Memory);
    }
}
