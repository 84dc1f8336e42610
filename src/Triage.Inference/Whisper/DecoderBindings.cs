using Microsoft.ML.OnnxRuntime;

namespace Triage.Inference.Whisper;

/// <summary>What a decoder call is bound to.</summary>
/// <param name="Memory">Owner of the keys and values it reads, by reference.</param>
/// <param name="N">Tokens of each row.</param>
/// <param name="Frames">Encoder frames of each row.</param>
/// <param name="Tokens">Tokens that each row's memory can hold.</param>
internal readonly record struct DecoderBindingKey(object Memory, int Rows, int N, int Frames, int Tokens, LogitBias Bias);

/// <summary>
/// The decoder bindings a lane used last. Counts of tokens, windows and memories multiply to thousands, of which few are in use:
/// the one not used for longest goes when a new one comes. Finding one allocates nothing. Owned by its lane.
/// </summary>
internal sealed class DecoderBindings(int capacity) : IDisposable
{
    private readonly Dictionary<DecoderBindingKey, LinkedListNode<Entry>> _byKey = new(capacity);
    private readonly LinkedList<Entry> _newestFirst = new();

    /// <summary>At most the capacity.</summary>
    public int Count => _byKey.Count;

    /// <summary>Bindings made so far, those that are gone included.</summary>
    public int Made { get; private set; }

    public OrtIoBinding? Find(in DecoderBindingKey key)
    {
        if (!_byKey.TryGetValue(key, out var node))
            return null;
        if (node != _newestFirst.First)
        {
            _newestFirst.Remove(node);
            _newestFirst.AddFirst(node);
        }
        return node.Value.Binding;
    }

    /// <summary>Takes over a new binding; it may be used until the next is added.</summary>
    public OrtIoBinding Add(in DecoderBindingKey key, OrtIoBinding binding)
    {
        if (_byKey.Count == capacity)
            Remove(_newestFirst.Last!);
        _byKey.Add(key, _newestFirst.AddFirst(new Entry(key, binding)));
        Made++;
        return binding;
    }

    /// <summary>The memory moves or goes: so do the bindings over it.</summary>
    public void DropOver(object memory)
    {
        for (var node = _newestFirst.First; node is not null;)
        {
            var next = node.Next;
            if (ReferenceEquals(node.Value.Key.Memory, memory))
                Remove(node);
            node = next;
        }
    }

    public void Dispose()
    {
        while (_newestFirst.First is { } node)
            Remove(node);
    }

    private void Remove(LinkedListNode<Entry> node)
    {
        _newestFirst.Remove(node);
        _byKey.Remove(node.Value.Key);
        node.Value.Binding.Dispose();
    }

    private readonly record struct Entry(DecoderBindingKey Key, OrtIoBinding Binding);
}
