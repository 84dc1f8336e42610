using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Triage.Inference.Providers;

/// <summary>
/// Where tensors live that one graph writes and another reads, and that no code of ours touches: pinned host memory, or memory
/// that a session's provider allocates on its device, so that they never travel. Owned by one lane; dispose the tensors first.
/// </summary>
internal sealed class TensorMemory : IDisposable
{
    private readonly OrtAllocator? _allocator;

    private TensorMemory(OrtAllocator? allocator) => _allocator = allocator;

    /// <summary>Pinned managed memory. Needs no disposal.</summary>
    public static TensorMemory Host { get; } = new(null);

    public bool IsHost => _allocator is null;

    /// <summary>Memory from the allocator that a session has for this kind of memory.</summary>
    /// <exception cref="OnnxRuntimeException">The session has none.</exception>
    public static TensorMemory Allocated(InferenceSession session, OrtMemoryInfo memory) => new(new OrtAllocator(session, memory));

    /// <summary>A tensor of this shape with undefined content.</summary>
    public GraphTensor Allocate(TensorElementType type, params ReadOnlySpan<long> shape)
    {
        if (_allocator is not null)
            return new(OrtValue.CreateAllocatedTensorValue(_allocator, type, shape.ToArray()), null);
        long elements = 1;
        foreach (var d in shape)
            elements = checked(elements * d);
        var pinned = new PinnedTensor(type, checked((int)elements));
        return new(pinned.Shape(shape), pinned);
    }

    public void Dispose() => _allocator?.Dispose();
}

/// <summary>A tensor that graphs exchange; its values cannot be read from here.</summary>
internal sealed class GraphTensor(OrtValue value, PinnedTensor? pinned) : IDisposable
{
    /// <summary>To be bound as an output of one graph and as an input of another.</summary>
    public OrtValue Value { get; } = value;

    public void Dispose()
    {
        if (pinned is null)
            Value.Dispose();
        else
            pinned.Dispose();
    }
}
