using Microsoft.ML.OnnxRuntime;
using Triage.Inference.Providers;

namespace Triage.Inference.Whisper;

/// <summary>Cross- and self-attention memory of one recognition, with the bindings over it.</summary>
internal sealed class WindowCache : IDisposable
{
    private const int InitialTokens = 64;
    private readonly TwoGraphWhisper _owner;
    private readonly PinnedTensor? _crossKeys, _crossValues;
    private readonly List<GraphTensor> _onDevice = [];
    private readonly Dictionary<int, (OrtValue Keys, OrtValue Values, OrtIoBinding Encoder)> _windows = [];
    private PinnedTensor _selfKeys, _selfValues;
    private int _capacity;

    /// <param name="maxFrames">Encoder frames of the longest window it can hold.</param>
    public WindowCache(TwoGraphWhisper owner, int maxFrames)
    {
        _owner = owner;
        MaxFrames = maxFrames;
        if (owner.CrossMemory.IsHost)
        {
            var size = owner.Model.DecoderLayers * owner.Model.Heads * maxFrames * owner.Model.HeadSize;
            (_crossKeys, _crossValues) = (new PinnedTensor(owner.Element, size), new PinnedTensor(owner.Element, size));
        }
        (_selfKeys, _selfValues) = Allocate(_capacity = InitialTokens);
    }

    public int MaxFrames { get; }

    /// <summary>
    /// It can hold windows of this many encoder frames. Host memory holds any that fit; on a device each length has tensors of its own,
    /// which should not be made for every length in every memory.
    /// </summary>
    public bool Holds(int frames) => _crossKeys is null ? MaxFrames == frames : MaxFrames >= frames;

    /// <summary>Encoder frames of the window it holds.</summary>
    public int EncoderFrames { get; private set; }

    public OrtIoBinding EncoderBinding => _windows[EncoderFrames].Encoder;

    /// <summary>Makes room for this many tokens: doubles the self-attention memory and drops the bindings over the old one.</summary>
    public void Reserve(int tokens)
    {
        if (tokens <= _capacity)
            return;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tokens, _owner.Model.MaxTokens);
        var old = (_selfKeys, _selfValues, _capacity);
        while (_capacity < tokens)
            _capacity = Math.Min(_capacity * 2, _owner.Model.MaxTokens);
        (_selfKeys, _selfValues) = Allocate(_capacity);
        Relayout(old._selfKeys, _selfKeys, old._capacity);
        Relayout(old._selfValues, _selfValues, old._capacity);
        _owner.Bindings.DropOver(this);
        old._selfKeys.Dispose();
        old._selfValues.Dispose();
    }

    public OrtIoBinding DecoderBinding(int n, LogitBias bias)
    {
        var key = new DecoderBindingKey(this, 1, n, EncoderFrames, _capacity, bias);
        if (_owner.Bindings.Find(key) is { } found)
            return found;
        var (o, m) = (_owner, _owner.Model);
        var binding = o.Decoder.CreateIoBinding();
        binding.BindInput("self_k", _selfKeys.Shape(m.DecoderLayers, 1, m.Heads, _capacity, m.HeadSize));
        binding.BindInput("self_v", _selfValues.Shape(m.DecoderLayers, 1, m.Heads, _capacity, m.HeadSize));
        binding.BindInput("cross_k", _windows[EncoderFrames].Keys);
        binding.BindInput("cross_v", _windows[EncoderFrames].Values);
        o.BindCall(binding, 1, n, EncoderFrames, bias);
        return o.Bindings.Add(key, binding);
    }

    /// <summary>Counts the windows encoded into this memory: tells a copy of it that it is out of date.</summary>
    public int Generation { get; private set; }

    /// <summary>A new window of this many encoder frames is about to be written.</summary>
    public void BeginWindow(int frames)
    {
        Generation++;
        EncoderFrames = frames;
        if (_windows.ContainsKey(frames))
            return;
        var m = _owner.Model;
        var (keys, values) = (Cross(_crossKeys, frames), Cross(_crossValues, frames));
        var encoder = _owner.Encoder.CreateIoBinding();
        encoder.BindInput("mel", _owner.Mel.Shape(1, m.MelBins, frames * 2));
        encoder.BindOutput("cross_k", keys);
        encoder.BindOutput("cross_v", values);
        _windows[frames] = (keys, values, encoder);
    }

    /// <summary>[layers, 1, heads, frames, head size] over the memory on the host, or of its own on a device.</summary>
    private OrtValue Cross(PinnedTensor? host, int frames)
    {
        var m = _owner.Model;
        if (host is not null)
            return host.Shape(m.DecoderLayers, 1, m.Heads, frames, m.HeadSize);
        var tensor = _owner.CrossMemory.Allocate(_owner.Element, m.DecoderLayers, 1, m.Heads, frames, m.HeadSize);
        _onDevice.Add(tensor);
        return tensor.Value;
    }

    /// <summary>Copies the first rows of one row of the last call's keys and values behind the cached ones.</summary>
    /// <param name="slot">Row of the call, of <paramref name="rows"/>.</param>
    public void Append(int past, int count, int decoded, int slot, int rows)
    {
        var m = _owner.Model;
        var row = m.HeadSize * _selfKeys.ElementSize;
        for (var block = 0; block < m.DecoderLayers * m.Heads; block++)
        {
            var (layer, head) = Math.DivRem(block, m.Heads);
            var from = ((layer * rows + slot) * m.Heads + head) * decoded * row;
            var to = (block * _capacity + past) * row;
            _owner.NewKeys.Bytes.Slice(from, count * row).CopyTo(_selfKeys.Bytes[to..]);
            _owner.NewValues.Bytes.Slice(from, count * row).CopyTo(_selfValues.Bytes[to..]);
        }
    }

    /// <summary>Copies cached tokens into a row of [layers, rows, heads, tokens, head size] memory.</summary>
    public void CopyTokensTo(PinnedTensor keys, PinnedTensor values, int slot, int rows, int tokens, int from, int to)
    {
        var m = _owner.Model;
        var row = m.HeadSize * _selfKeys.ElementSize;
        for (var block = 0; block < m.DecoderLayers * m.Heads; block++)
        {
            var (layer, head) = Math.DivRem(block, m.Heads);
            var source = (block * _capacity + from) * row;
            var target = (((layer * rows + slot) * m.Heads + head) * tokens + from) * row;
            _selfKeys.Bytes.Slice(source, (to - from) * row).CopyTo(keys.Bytes[target..]);
            _selfValues.Bytes.Slice(source, (to - from) * row).CopyTo(values.Bytes[target..]);
        }
    }

    /// <summary>Copies the window into a row of [layers, rows, heads, frames, head size] memory, frames at least its own.</summary>
    public void CopyWindowTo(PinnedTensor keys, PinnedTensor values, int slot, int rows, int frames) =>
        CopyWindow(keys, values, slot, rows, frames, into: true);

    /// <summary>Takes the window from a row of such memory.</summary>
    public void CopyWindowFrom(PinnedTensor keys, PinnedTensor values, int slot, int rows, int frames) =>
        CopyWindow(keys, values, slot, rows, frames, into: false);

    public void Dispose()
    {
        _owner.Bindings.DropOver(this);
        foreach (var (_, _, encoder) in _windows.Values)
            encoder.Dispose();
        foreach (var tensor in (ReadOnlySpan<IDisposable?>)[_crossKeys, _crossValues, _selfKeys, _selfValues, .. _onDevice])
            tensor?.Dispose();
    }

    private void CopyWindow(PinnedTensor keys, PinnedTensor values, int slot, int rows, int frames, bool into)
    {
        var m = _owner.Model;
        // Memory of the same length is one block a layer, longer memory one a head.
        var blocks = frames == EncoderFrames ? 1 : m.Heads;
        var row = m.Heads / blocks * m.HeadSize * keys.ElementSize;
        for (var block = 0; block < m.DecoderLayers * blocks; block++)
        {
            var (layer, head) = Math.DivRem(block, blocks);
            var own = block * EncoderFrames * row;
            var other = ((layer * rows + slot) * blocks + head) * frames * row;
            var length = EncoderFrames * row;
            if (into)
            {
                _crossKeys!.Bytes.Slice(own, length).CopyTo(keys.Bytes[other..]);
                _crossValues!.Bytes.Slice(own, length).CopyTo(values.Bytes[other..]);
            }
            else
            {
                keys.Bytes.Slice(other, length).CopyTo(_crossKeys!.Bytes[own..]);
                values.Bytes.Slice(other, length).CopyTo(_crossValues!.Bytes[own..]);
            }
        }
    }

    private (PinnedTensor, PinnedTensor) Allocate(int tokens)
    {
        var size = _owner.Model.DecoderLayers * _owner.Model.Heads * tokens * _owner.Model.HeadSize;
        return (new PinnedTensor(_owner.Element, size), new PinnedTensor(_owner.Element, size));
    }

    private void Relayout(PinnedTensor from, PinnedTensor to, int oldCapacity)
    {
        var block = oldCapacity * _owner.Model.HeadSize * from.ElementSize;
        var wide = _capacity * _owner.Model.HeadSize * from.ElementSize;
        for (var i = 0; i < _owner.Model.DecoderLayers * _owner.Model.Heads; i++)
            from.Bytes.Slice(i * block, block).CopyTo(to.Bytes[(i * wide)..]);
    }
}
