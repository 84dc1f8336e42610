using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Triage.Inference;

/// <summary>
/// A tensor over pinned managed memory, made once and handed to the runtime by address at every call: no copy, no allocation.
/// Several shapes over the same memory are several <see cref="Shape"/> values, one a shape, kept and freed here.
/// </summary>
internal sealed class PinnedTensor : IDisposable
{
    private readonly byte[] _memory;
    private readonly TensorElementType _type;
    private readonly int _elementSize;
    private readonly List<(long[] Shape, OrtValue Value)> _values = [];

    /// <param name="capacity">Elements it can hold.</param>
    public PinnedTensor(TensorElementType type, int capacity)
    {
        _type = type;
        _elementSize = type switch
        {
            TensorElementType.Float or TensorElementType.Int32 => 4,
            TensorElementType.Int64 => 8,
            TensorElementType.Float16 => 2,
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, "not an element type of these graphs"),
        };
        _memory = GC.AllocateArray<byte>(capacity * _elementSize, pinned: true);
    }

    /// <summary>The elements; <typeparamref name="T"/> must have the size of the element type.</summary>
    public Span<T> Elements<T>() where T : unmanaged => MemoryMarshal.Cast<byte, T>(_memory.AsSpan());

    /// <summary>The raw bytes, for copies that need not know the element type.</summary>
    public Span<byte> Bytes => _memory;

    public int ElementSize => _elementSize;

    /// <summary>Shapes that were asked for.</summary>
    public int Shapes => _values.Count;

    /// <summary>A view of the first elements with this shape; lives as long as the tensor.</summary>
    public OrtValue Shape(params ReadOnlySpan<long> shape)
    {
        foreach (var (known, made) in _values)
            if (shape.SequenceEqual(known))
                return made;
        var bytes = (long)_elementSize;
        foreach (var d in shape)
            bytes = checked(bytes * d);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, _memory.Length);
        var kept = shape.ToArray();
        var value = OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, _type, kept,
            Marshal.UnsafeAddrOfPinnedArrayElement(_memory, 0), bytes);
        _values.Add((kept, value));
        return value;
    }

    public void Dispose()
    {
        foreach (var (_, value) in _values)
            value.Dispose();
        _values.Clear();
    }
}
