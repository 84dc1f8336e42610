using Microsoft.ML.OnnxRuntime;

namespace Triage.Inference.Whisper.PublicExport;

/// <summary>
/// Caches of one recognition in a public export. The cross-attention cache is the first call's and stays for the whole window:
/// what later calls give under the same names is not to be used.
/// </summary>
internal sealed class PublicExportState : IWhisperState
{
    private readonly PublicExportGraphs _graphs;
    private readonly RunOptions _options = new();
    private readonly OrtValue[] _empty;
    private readonly long[] _tokens;
    private readonly long[] _positions;

    private OrtValue? _hidden;
    private OrtValue[] _encoderCache = [];
    private OrtValue[] _tokenCache = [];
    private OrtValue[] _pending = [];
    private int _pendingCount;

    public PublicExportState(PublicExportGraphs graphs)
    {
        _graphs = graphs;
        var info = graphs.Info;
        _tokens = new long[info.MaxTokens];
        _positions = new long[info.MaxTokens];
        var empty = TensorValue.CreateEmpty(graphs.CacheType, [1, info.Heads, 0, info.HeadSize]);
        _empty = [.. Enumerable.Repeat(empty, 2 * info.DecoderLayers)];
    }

    public int PastLength { get; private set; }

    public int EncoderFrames { get; private set; }

    public void Encode(ReadOnlyMemory<float> mel, int frames)
    {
        Clear();
        _hidden = _graphs.Encode(_options, mel.Span, frames);
        EncoderFrames = (int)_hidden.GetTensorTypeAndShape().Shape[1];
    }

    public DecoderOutput Decode(ReadOnlySpan<int> tokens, LogitBias bias)
    {
        if (_hidden is null)
            throw new InvalidOperationException("Decode before Encode");
        if (tokens.IsEmpty || PastLength + tokens.Length > _graphs.Info.MaxTokens)
            throw new ArgumentException($"{tokens.Length} tokens after {PastLength}; at least 1, at most {_graphs.Info.MaxTokens} in all", nameof(tokens));
        Drop(ref _pending);
        _pendingCount = 0;
        _graphs.BeginResults(tokens.Length);
        // The first call takes all its tokens at once; after a cache they go one by one.
        for (var at = 0; at < tokens.Length;)
        {
            var count = PastLength == 0 && at == 0 ? tokens.Length : 1;
            Run(tokens.Slice(at, count), PastLength + at, at, bias);
            at += count;
        }
        _pendingCount = tokens.Length;
        return _graphs.Results(tokens.Length);
    }

    public void Keep(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _pendingCount);
        if (count > 0)
        {
            var kept = count == _pendingCount ? _pending : [.. _pending.Select(c => TensorValue.Head(c, PastLength + count))];
            if (count == _pendingCount)
                _pending = [];
            Drop(ref _tokenCache);
            _tokenCache = kept;
            PastLength += count;
        }
        Drop(ref _pending);
        _pendingCount = 0;
    }

    public void Dispose()
    {
        Clear();
        _empty[0].Dispose();
        _options.Dispose();
    }

    private void Run(ReadOnlySpan<int> tokens, int past, int resultAt, LogitBias bias)
    {
        for (var i = 0; i < tokens.Length; i++)
            (_tokens[i], _positions[i]) = (tokens[i], past + i);
        using var ids = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, _tokens.AsMemory(0, tokens.Length), [1, tokens.Length]);
        using var positions = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, _positions.AsMemory(0, tokens.Length), [tokens.Length]);
        var isFirst = past == 0;
        var cache = isFirst ? _empty : _pending.Length > 0 ? _pending : _tokenCache;
        // The collection is not disposed: its caches live on in this state, and the logits are disposed here.
        var results = _graphs.Decode(_options, new(ids, positions, tokens.Length, past, _hidden!, cache, isFirst ? _empty : _encoderCache));
        using (var logits = results[0])
            _graphs.AddResults(logits, resultAt, tokens.Length, bias);
        var caches = 2 * _graphs.Info.DecoderLayers;
        Drop(ref _pending);
        _pending = [.. results.Skip(1).Take(caches)];
        if (isFirst)
        {
            Drop(ref _encoderCache);
            _encoderCache = [.. results.Skip(1 + caches)];
        }
    }

    private void Clear()
    {
        _hidden?.Dispose();
        _hidden = null;
        Drop(ref _pending);
        Drop(ref _tokenCache);
        Drop(ref _encoderCache);
        (PastLength, EncoderFrames, _pendingCount) = (0, 0, 0);
    }

    private static void Drop(ref OrtValue[] values)
    {
        foreach (var value in values)
            value.Dispose();
        values = [];
    }
}
