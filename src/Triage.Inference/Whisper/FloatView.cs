using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Triage.Inference.Whisper;

/// <summary>Reads a float32 or float16 tensor as float32: in place where it can, through its own buffer where it must.</summary>
internal sealed class FloatView(PinnedTensor tensor, TensorElementType type, int capacity)
{
    private readonly float[] _converted = type == TensorElementType.Float16 ? new float[capacity] : [];

    /// <summary>Elements from a place on; a converted view is valid until the next one.</summary>
    public ReadOnlySpan<float> Slice(int start, int count)
    {
        if (type != TensorElementType.Float16)
            return tensor.Elements<float>().Slice(start, count);
        TensorPrimitives.ConvertToSingle(tensor.Elements<Half>().Slice(start, count), _converted);
        return _converted.AsSpan(0, count);
    }

    public static void Write(ReadOnlySpan<float> values, PinnedTensor tensor, int start, TensorElementType type)
    {
        if (type == TensorElementType.Float16)
            TensorPrimitives.ConvertToHalf(values, tensor.Elements<Half>()[start..]);
        else
            values.CopyTo(tensor.Elements<float>()[start..]);
    }
}
