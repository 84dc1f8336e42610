using Microsoft.ML.OnnxRuntime;

namespace Triage.Inference.Whisper;

/// <summary>
/// The memory of a group that shares decoder calls, in the graph's layout. It holds copies: each recognition's own memory stays the
/// truth, so that members come and go, run alone and come back. A row that is still up to date is not copied again: a step of an
/// unchanged group copies one token a row. Owned by one lane; grows to the largest group seen.
/// </summary>
internal sealed class BatchArena(TwoGraphWhisper owner, int maxRows) : IDisposable
{
    private const int InitialTokens = 64;

    private readonly Slot[] _slots = new Slot[maxRows];
    private readonly bool[] _used = new bool[maxRows];
    private readonly int[] _slotOf = new int[maxRows];
    private readonly Dictionary<(int Rows, int Frames), OrtIoBinding> _encoders = [];
    private PinnedTensor? _crossKeys, _crossValues, _selfKeys, _selfValues;
    private int _crossRows, _selfRows;

    /// <summary>Rows of the current group.</summary>
    public int Rows { get; private set; }

    /// <summary>Encoder frames of each row; shorter windows are padded.</summary>
    public int Frames { get; private set; }

    /// <summary>Tokens that each row's memory can hold.</summary>
    public int Tokens { get; private set; }

    /// <summary>Brings each state's memory into a row.</summary>
    /// <returns>The row of each state.</returns>
    public ReadOnlySpan<int> Gather(ReadOnlySpan<IWhisperState> states)
    {
        var (frames, past) = (0, 1);
        foreach (var state in states)
            (frames, past) = (Math.Max(frames, state.EncoderFrames), Math.Max(past, state.PastLength));
        // Longer rows than needed cost a little; laying everything out again costs more, while the group holds.
        var keep = states.Length == Rows && frames <= Frames && FindSeats(states) > 0;
        Layout(states.Length, keep ? Frames : frames, TokensFor(past, keep ? Tokens : InitialTokens));
        FindSeats(states);
        for (var i = 0; i < states.Length; i++)
        {
            var state = (TwoGraphState)states[i];
            if (_slotOf[i] < 0)
            {
                var free = Array.IndexOf(_used, false, 0, Rows);
                (_slotOf[i], _used[free]) = (free, true);
                state.Cache.CopyWindowTo(_crossKeys!, _crossValues!, free, Rows, Frames);
                _slots[free] = new Slot(state.Cache, state.Cache.Generation, 0);
            }
            ref var slot = ref _slots[_slotOf[i]];
            if (slot.Past < state.PastLength)
                state.Cache.CopyTokensTo(_selfKeys!, _selfValues!, _slotOf[i], Rows, Tokens, slot.Past, state.PastLength);
            slot.Past = state.PastLength;
        }
        return _slotOf.AsSpan(0, states.Length);
    }

    /// <summary>Makes room for a shared encode; the windows come out in rows 0, 1, ...</summary>
    public OrtIoBinding PrepareEncode(int rows, int frames)
    {
        Layout(rows, frames, Math.Max(Tokens, InitialTokens));
        Array.Clear(_slots);
        if (_encoders.TryGetValue((rows, frames), out var binding))
            return binding;
        var m = owner.Model;
        binding = owner.Encoder.CreateIoBinding();
        binding.BindInput("mel", owner.Mel.Shape(rows, m.MelBins, frames * 2));
        binding.BindOutput("cross_k", _crossKeys!.Shape(m.DecoderLayers, rows, m.Heads, frames, m.HeadSize));
        binding.BindOutput("cross_v", _crossValues!.Shape(m.DecoderLayers, rows, m.Heads, frames, m.HeadSize));
        return _encoders[(rows, frames)] = binding;
    }

    /// <summary>Gives a window of a shared encode to its recognition; the row stays its copy.</summary>
    public void Scatter(WindowCache cache, int slot)
    {
        cache.CopyWindowFrom(_crossKeys!, _crossValues!, slot, Rows, Frames);
        _slots[slot] = new Slot(cache, cache.Generation, 0);
    }

    public OrtIoBinding DecoderBinding(int n, LogitBias bias)
    {
        var key = new DecoderBindingKey(this, Rows, n, Frames, Tokens, bias);
        if (owner.Bindings.Find(key) is { } found)
            return found;
        var m = owner.Model;
        var binding = owner.Decoder.CreateIoBinding();
        // self_k, self_v: [layers, rows, heads, tokens, head size]; cross_k, cross_v: [layers, rows, heads, frames, head size]
        binding.BindInput("self_k", _selfKeys!.Shape(m.DecoderLayers, Rows, m.Heads, Tokens, m.HeadSize));
        binding.BindInput("self_v", _selfValues!.Shape(m.DecoderLayers, Rows, m.Heads, Tokens, m.HeadSize));
        binding.BindInput("cross_k", _crossKeys!.Shape(m.DecoderLayers, Rows, m.Heads, Frames, m.HeadSize));
        binding.BindInput("cross_v", _crossValues!.Shape(m.DecoderLayers, Rows, m.Heads, Frames, m.HeadSize));
        owner.BindCall(binding, Rows, n, Frames, bias);
        return owner.Bindings.Add(key, binding);
    }

    public void Dispose()
    {
        DropBindings();
        foreach (var tensor in (ReadOnlySpan<PinnedTensor?>)[_crossKeys, _crossValues, _selfKeys, _selfValues])
            tensor?.Dispose();
    }

    private int TokensFor(int past, int tokens)
    {
        while (tokens < past)
            tokens *= 2;
        return Math.Min(tokens, owner.Model.MaxTokens);
    }

    /// <summary>Which states have an up-to-date window in a row; -1 in <see cref="_slotOf"/> for the others.</summary>
    private int FindSeats(ReadOnlySpan<IWhisperState> states)
    {
        var found = 0;
        Array.Clear(_used);
        for (var i = 0; i < states.Length; i++)
        {
            var cache = ((TwoGraphState)states[i]).Cache;
            _slotOf[i] = -1;
            for (var slot = 0; slot < Rows; slot++)
                if (_slots[slot].Cache == cache && _slots[slot].Generation == cache.Generation)
                {
                    (_slotOf[i], _used[slot]) = (slot, true);
                    found++;
                    break;
                }
        }
        return found;
    }

    /// <summary>Another number of rows or length of windows moves everything; another number of tokens moves the tokens.</summary>
    private void Layout(int rows, int frames, int tokens)
    {
        if (rows != Rows || frames != Frames)
            Array.Clear(_slots);
        else if (tokens != Tokens)
            foreach (ref var slot in _slots.AsSpan())
                slot.Past = 0;
        (Rows, Frames, Tokens) = (rows, frames, tokens);
        Reserve(ref _crossKeys, ref _crossValues, ref _crossRows, rows * frames);
        Reserve(ref _selfKeys, ref _selfValues, ref _selfRows, rows * tokens);
    }

    private void Reserve(ref PinnedTensor? keys, ref PinnedTensor? values, ref int capacity, int wanted)
    {
        if (wanted <= capacity)
            return;
        DropBindings();
        Array.Clear(_slots);
        keys?.Dispose();
        values?.Dispose();
        capacity = wanted;
        var size = checked(wanted * owner.Model.DecoderLayers * owner.Model.Heads * owner.Model.HeadSize);
        (keys, values) = (new PinnedTensor(owner.Element, size), new PinnedTensor(owner.Element, size));
    }

    private void DropBindings()
    {
        owner.Bindings.DropOver(this);
        foreach (var binding in _encoders.Values)
            binding.Dispose();
        _encoders.Clear();
    }

    private record struct Slot(WindowCache? Cache, int Generation, int Past);
}
