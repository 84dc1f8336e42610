using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Triage.Inference.Whisper.PublicExport;

/// <summary>Moves values between our float32 and a graph's float32 or float16 tensors.</summary>
internal static class TensorValue
{
    /// <summary>A new tensor of the graph's element type, owned by ONNX Runtime, holding these values.</summary>
    public static OrtValue Create(TensorElementType type, ReadOnlySpan<float> values, long[] shape)
    {
        var tensor = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, type, shape);
        if (type == TensorElementType.Float16)
            TensorPrimitives.ConvertToHalf(values, Halves(tensor.GetTensorMutableDataAsSpan<Float16>()));
        else
            values.CopyTo(tensor.GetTensorMutableDataAsSpan<float>());
        return tensor;
    }

    /// <summary>A tensor without elements, which stands for an empty cache.</summary>
    public static OrtValue CreateEmpty(TensorElementType type, long[] shape) =>
        OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, type, shape);

    /// <summary>Copies a tensor's values out as float32.</summary>
    public static void CopyTo(OrtValue tensor, Span<float> target)
    {
        if (tensor.GetTensorTypeAndShape().ElementDataType == TensorElementType.Float16)
            TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<Float16, Half>(tensor.GetTensorDataAsSpan<Float16>()), target);
        else
            tensor.GetTensorDataAsSpan<float>().CopyTo(target);
    }

    /// <summary>The same values in another element type.</summary>
    public static OrtValue Convert(OrtValue tensor, TensorElementType type)
    {
        var shape = tensor.GetTensorTypeAndShape();
        var values = new float[shape.ElementCount];
        CopyTo(tensor, values);
        return Create(type, values, shape.Shape);
    }

    /// <summary>The first positions of a cache. cache: [1, heads, length, size] to [1, heads, count, size].</summary>
    public static OrtValue Head(OrtValue cache, int count)
    {
        var info = cache.GetTensorTypeAndShape();
        var (heads, length, size) = ((int)info.Shape[1], (int)info.Shape[2], (int)info.Shape[3]);
        var cut = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, info.ElementDataType, [1, heads, count, size]);
        if (info.ElementDataType == TensorElementType.Float16)
            CopyHeads(cache.GetTensorDataAsSpan<Float16>(), cut.GetTensorMutableDataAsSpan<Float16>(), heads, length * size, count * size);
        else
            CopyHeads(cache.GetTensorDataAsSpan<float>(), cut.GetTensorMutableDataAsSpan<float>(), heads, length * size, count * size);
        return cut;
    }

    private static void CopyHeads<T>(ReadOnlySpan<T> from, Span<T> to, int heads, int fromStride, int toStride)
    {
        for (var head = 0; head < heads; head++)
            from.Slice(head * fromStride, toStride).CopyTo(to[(head * toStride)..]);
    }

    private static Span<Half> Halves(Span<Float16> values) => MemoryMarshal.Cast<Float16, Half>(values);
}
