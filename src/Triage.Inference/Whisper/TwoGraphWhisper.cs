using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Triage.Core.Scheduling;
using Triage.Inference.Providers;

namespace Triage.Inference.Whisper;

/// <summary>
/// Our layout: the encoder gives the cross-attention keys and values, one decoder serves prompt, step and verification
/// (models/tools/export_whisper.py describes every tensor). Owned by one lane; window memory comes from a pool, the smallest that holds the window.
/// </summary>
internal sealed class TwoGraphWhisper : IWhisperGraphs
{
    /// <summary>Tokens one decoder call takes at most, over all its rows: bounds the logits buffer (64 x vocabulary) of the lane.</summary>
    public const int MaxTokensPerCall = 64;

    /// <summary>Mel frames of the longest window, 30 s.</summary>
    public const int MaxFrames = 3000;

    /// <summary>
    /// Windows of more frames than this (10 s) are rare and large: attention over 30 s takes 72 MB a tensor, its keys and values 37 MB.
    /// After their encode the runtime's free memory is given back. Measured on the embedded model: no slower.
    /// </summary>
    private const int LongFrames = 1000;

    /// <summary>
    /// Bindings kept. Chosen, not measured: four for each count of tokens a call may have. One that has gone is made again when it is
    /// needed, which allocates.
    /// </summary>
    public const int BindingsKept = 256;

    private readonly RunOptions _run = new(), _runAndShrink = new();
    private readonly BatchLimits _batching;
    private readonly PinnedTensor _tokens, _pastLength, _crossLength, _nextTokens, _nextLogProbabilities, _logits, _alignment;
    private readonly FloatView _logitsView, _alignmentView;
    private readonly Dictionary<LogitBias, PinnedTensor> _biases = [];
    private readonly List<WindowCache> _free = [];
    private readonly List<WindowCache> _caches = [];
    private readonly BatchArena _arena;
    private int _togetherTokens;

    /// <param name="batching">Rows a shared call may have: sizes the buffers.</param>
    /// <param name="weights">Weights kept once for all lanes of this process; null: this lane has its own.</param>
    public TwoGraphWhisper(string encoderPath, string decoderPath, WhisperModelInfo model, ComputeOptions compute,
        BatchLimits? batching = null, LaneWeights? weights = null)
    {
        (Model, _batching) = (model, batching ?? BatchLimits.None);
        using var encoderOptions = compute.CreateSessionOptions();
        // Patterns keep one block for each window length; ten lengths make them the larger part of the lane's memory.
        encoderOptions.EnableMemoryPattern = false;
        _runAndShrink.AddRunConfigEntry("memory.enable_memory_arena_shrinkage", "cpu:0");
        using var decoderOptions = compute.CreateSessionOptions();
        Encoder = LaneWeights.Open(weights, encoderPath, encoderOptions);
        Decoder = LaneWeights.Open(weights, decoderPath, decoderOptions);
        // A shared call gathers windows of several recognitions, which takes memory that can be copied here.
        CrossMemory = _batching == BatchLimits.None ? compute.OpenMemory(Encoder) : TensorMemory.Host;
        Element = Encoder.InputMetadata["mel"].ElementDataType;
        var cacheRow = model.DecoderLayers * model.Heads * model.HeadSize;
        Mel = new PinnedTensor(Element, model.MelBins * MaxFrames * _batching.Encode);
        _tokens = new PinnedTensor(TensorElementType.Int64, MaxTokensPerCall);
        _pastLength = new PinnedTensor(TensorElementType.Int64, MaxTokensPerCall);
        _crossLength = new PinnedTensor(TensorElementType.Int64, MaxTokensPerCall);
        _nextTokens = new PinnedTensor(TensorElementType.Int64, MaxTokensPerCall);
        _nextLogProbabilities = new PinnedTensor(TensorElementType.Float, MaxTokensPerCall);
        _logits = new PinnedTensor(Element, MaxTokensPerCall * model.Vocabulary);
        NewKeys = new PinnedTensor(Element, MaxTokensPerCall * cacheRow);
        NewValues = new PinnedTensor(Element, MaxTokensPerCall * cacheRow);
        _alignment = new PinnedTensor(Element, MaxTokensPerCall * MaxFrames / 2);
        _logitsView = new FloatView(_logits, Element, model.Vocabulary);
        _alignmentView = new FloatView(_alignment, Element, MaxTokensPerCall * MaxFrames / 2);
        _arena = new BatchArena(this, Math.Max(_batching.Encode, _batching.Decode));
    }

    public WhisperModelInfo Model { get; }

    public InferenceSession Encoder { get; }

    public InferenceSession Decoder { get; }

    public DecoderBindings Bindings { get; } = new(BindingsKept);

    /// <summary>Shapes of the lane's own tensors that the runtime was given.</summary>
    public int Shapes => Mel.Shapes + _tokens.Shapes + _pastLength.Shapes + _crossLength.Shapes + _nextTokens.Shapes + _nextLogProbabilities.Shapes
        + _logits.Shapes + NewKeys.Shapes + NewValues.Shapes + _alignment.Shapes + _biases.Values.Sum(b => b.Shapes);

    /// <summary>Type of mel, caches, logits and alignment: float32 or float16.</summary>
    public TensorElementType Element { get; }

    /// <summary>Where windows' keys and values of cross-attention lie: on a GPU they need not travel.</summary>
    public TensorMemory CrossMemory { get; }

    /// <summary>[rows, mel bins, frames]</summary>
    public PinnedTensor Mel { get; }

    /// <summary>[layers, rows, heads, N, head size] of the last decoder call.</summary>
    public PinnedTensor NewKeys { get; }

    /// <inheritdoc cref="NewKeys"/>
    public PinnedTensor NewValues { get; }

    public int? FixedMelFrames => null;

    public bool VerifiesDrafts => true;

    public IWhisperState CreateState() => new TwoGraphState(this);

    public int MaxTogether(StepKind kind, int size) =>
        Math.Min(_batching.Of(kind), kind == StepKind.Decode ? MaxTokensPerCall / size : int.MaxValue);

    public void Encode(WindowCache cache, ReadOnlyMemory<float> mel, int frames)
    {
        FloatView.Write(mel.Span[..(Model.MelBins * frames)], Mel, 0, Element);
        Encoder.RunWithBinding(RunFor(frames), cache.EncoderBinding);
    }

    public void EncodeTogether(ReadOnlySpan<IWhisperState> states, ReadOnlySpan<ReadOnlyMemory<float>> mels, int frames)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(states.Length, _batching.Encode);
        for (var i = 0; i < states.Length; i++)
        {
            ((TwoGraphState)states[i]).BeginWindow(frames);
            FloatView.Write(mels[i].Span[..(Model.MelBins * frames)], Mel, i * Model.MelBins * frames, Element);
        }
        Encoder.RunWithBinding(RunFor(frames), _arena.PrepareEncode(states.Length, frames / 2));
        for (var i = 0; i < states.Length; i++)
            _arena.Scatter(((TwoGraphState)states[i]).Cache, i);
    }

    public DecoderOutput Decode(WindowCache cache, int past, ReadOnlySpan<int> tokens, LogitBias bias)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tokens.Length, MaxTokensPerCall);
        SetRow(0, tokens, past, cache.EncoderFrames);
        cache.Reserve(past + tokens.Length);
        Decoder.RunWithBinding(_run, cache.DecoderBinding(tokens.Length, bias));
        return Output(0, tokens.Length, cache.EncoderFrames);
    }

    public void DecodeTogether(ReadOnlySpan<IWhisperState> states, ReadOnlySpan<int> tokens, LogitBias bias)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(states.Length, _batching.Decode);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tokens.Length, MaxTokensPerCall);
        var n = tokens.Length / states.Length;
        foreach (var state in states)
            ((TwoGraphState)state).Cache.Reserve(state.PastLength + n);
        var slots = _arena.Gather(states);
        for (var i = 0; i < states.Length; i++)
            SetRow(slots[i], tokens.Slice(i * n, n), states[i].PastLength, states[i].EncoderFrames);
        Decoder.RunWithBinding(_run, _arena.DecoderBinding(n, bias));
        for (var i = 0; i < states.Length; i++)
            ((TwoGraphState)states[i]).SetDecoded(n, slots[i], states.Length);
        _togetherTokens = n;
    }

    public DecoderOutput ResultOf(IWhisperState state) => Output(((TwoGraphState)state).Slot, _togetherTokens, _arena.Frames);

    /// <summary>Binds what a call has besides the memory of its rows.</summary>
    public void BindCall(OrtIoBinding binding, int rows, int n, int frames, LogitBias bias)
    {
        binding.BindInput("tokens", _tokens.Shape(rows, n));
        binding.BindInput("past_len", _pastLength.Shape(rows));
        binding.BindInput("cross_len", _crossLength.Shape(rows));
        binding.BindInput("logit_bias", BiasTensor(bias).Shape(Model.Vocabulary));
        binding.BindOutput("next_token", _nextTokens.Shape(rows, n));
        binding.BindOutput("next_logprob", _nextLogProbabilities.Shape(rows, n));
        binding.BindOutput("logits", _logits.Shape(rows, n, Model.Vocabulary));
        binding.BindOutput("new_k", NewKeys.Shape(Model.DecoderLayers, rows, Model.Heads, n, Model.HeadSize));
        binding.BindOutput("new_v", NewValues.Shape(Model.DecoderLayers, rows, Model.Heads, n, Model.HeadSize));
        binding.BindOutput("alignment", _alignment.Shape(rows, n, frames));
    }

    /// <summary>Encoder frames of the memory that a window gets: long windows, which are rare, share memory for 30 s.</summary>
    public static int MemoryFor(int encoderFrames) => 2 * encoderFrames > LongFrames ? MaxFrames / 2 : encoderFrames;

    public WindowCache Rent(int encoderFrames)
    {
        var size = MemoryFor(encoderFrames);
        var best = -1;
        // From the newest: what was used last is warm.
        for (var i = _free.Count - 1; i >= 0; i--)
            if (_free[i].Holds(size) && (best < 0 || _free[i].MaxFrames < _free[best].MaxFrames))
                best = i;
        if (best < 0)
        {
            _caches.Add(new WindowCache(this, size));
            return _caches[^1];
        }
        var cache = _free[best];
        _free.RemoveAt(best);
        return cache;
    }

    public void Return(WindowCache cache) => _free.Add(cache);

    /// <summary>Window memories made so far; they stay.</summary>
    public int Caches => _caches.Count;

    public void Dispose()
    {
        _arena.Dispose();
        foreach (var cache in _caches)
            cache.Dispose();
        Bindings.Dispose();
        foreach (var tensor in (ReadOnlySpan<PinnedTensor>)[Mel, _tokens, _pastLength, _crossLength, _nextTokens, _nextLogProbabilities,
            _logits, NewKeys, NewValues, _alignment, .. _biases.Values])
            tensor.Dispose();
        _run.Dispose();
        _runAndShrink.Dispose();
        CrossMemory.Dispose();
        Encoder.Dispose();
        Decoder.Dispose();
    }

    private RunOptions RunFor(int frames) => frames > LongFrames ? _runAndShrink : _run;

    private void SetRow(int row, ReadOnlySpan<int> tokens, int past, int frames)
    {
        var input = _tokens.Elements<long>()[(row * tokens.Length)..];
        for (var i = 0; i < tokens.Length; i++)
            input[i] = tokens[i];
        _pastLength.Elements<long>()[row] = past;
        _crossLength.Elements<long>()[row] = frames;
    }

    private DecoderOutput Output(int row, int n, int frames) => new(
        _nextTokens.Elements<long>().Slice(row * n, n),
        _nextLogProbabilities.Elements<float>().Slice(row * n, n),
        _logitsView.Slice(row * n * Model.Vocabulary, Model.Vocabulary),
        _alignmentView.Slice(row * n * frames, n * frames),
        frames);

    private PinnedTensor BiasTensor(LogitBias bias)
    {
        if (_biases.TryGetValue(bias, out var tensor))
            return tensor;
        tensor = new PinnedTensor(TensorElementType.Float, bias.Values.Length);
        bias.Values.CopyTo(tensor.Elements<float>());
        return _biases[bias] = tensor;
    }
}
