namespace Triage.Inference.Whisper;

/// <summary>The caches of one recognition in our layout: window memory rented from the lane while it lasts.</summary>
internal sealed class TwoGraphState(TwoGraphWhisper owner) : IWhisperState
{
    private WindowCache? _cache;
    private int _decoded, _slot, _rows;

    public int PastLength { get; private set; }

    public int EncoderFrames => _cache?.EncoderFrames ?? 0;

    /// <exception cref="InvalidOperationException">Nothing is encoded yet.</exception>
    public WindowCache Cache => _cache ?? throw new InvalidOperationException("nothing is encoded yet");

    /// <summary>Row of the last shared call it was in.</summary>
    public int Slot => _slot;

    public void Encode(ReadOnlyMemory<float> mel, int frames) => owner.Encode(BeginWindow(frames), mel, frames);

    /// <summary>Memory for a new window; the token cache is empty from here on.</summary>
    public WindowCache BeginWindow(int frames)
    {
        if (frames % 2 != 0 || frames is < 2 or > TwoGraphWhisper.MaxFrames)
            throw new ArgumentOutOfRangeException(nameof(frames), frames, "a window has an even number of frames, at most 3000");
        if (_cache is not null && !_cache.Holds(TwoGraphWhisper.MemoryFor(frames / 2)))
            Release();
        _cache ??= owner.Rent(frames / 2);
        _cache.BeginWindow(frames / 2);
        (PastLength, _decoded) = (0, 0);
        return _cache;
    }

    public DecoderOutput Decode(ReadOnlySpan<int> tokens, LogitBias bias)
    {
        var output = owner.Decode(Cache, PastLength, tokens, bias);
        SetDecoded(tokens.Length, 0, 1);
        return output;
    }

    /// <summary>A call of <paramref name="rows"/> rows has decoded this many tokens of this state in one of them.</summary>
    public void SetDecoded(int count, int slot, int rows) => (_decoded, _slot, _rows) = (count, slot, rows);

    public void Keep(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _decoded);
        Cache.Append(PastLength, count, _decoded, _slot, _rows);
        PastLength += count;
        _decoded = 0;
    }

    public void Dispose() => Release();

    private void Release()
    {
        if (_cache is not null)
            owner.Return(_cache);
        _cache = null;
        (PastLength, _decoded) = (0, 0);
    }
}
