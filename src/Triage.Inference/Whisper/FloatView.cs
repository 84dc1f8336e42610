using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Triage.Inference.Whisper;

/// <summary>Reads a float32 or float16 tensor as float32: in place where it can, through its own buffer where it must.</summary>
internal sealed class FloatView(PinnedTensor tensor, TensorElementType type, int capacity)
{
    private readonly float[] _converted = type == TensorElementType.Float16 ? new float[capacity] : [];

    public ReadOnlySpan<float> First(int count)
    {
        if (type != TensorElementType.Float16)
            return tensor.Elements<float>()[..count];
        TensorPrimitives.ConvertToSingle(tensor.Elements<Half>()[..count], _converted);
        return _converted.AsSpan(0, count);
    }

    public static void Write(ReadOnlySpan<float> values, PinnedTensor tensor, TensorElementType type)
    {
        if (type == TensorElementType.Float16)
            TensorPrimitives.ConvertToHalf(values, tensor.Elements<Half>());
        else
            values.CopyTo(tensor.Elements<float>());
    }
}
