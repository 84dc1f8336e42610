using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Triage.Inference.Providers;

namespace Triage.Inference.Whisper;

/// <summary>
/// Our layout: the encoder gives the cross-attention keys and values, one decoder serves prompt, step and verification
/// (models/tools/export_whisper.py describes every tensor). Owned by one lane; caches come from a pool by window length.
/// </summary>
internal sealed class TwoGraphWhisper : IWhisperGraphs
{
    /// <summary>Tokens one decoder call takes at most: bounds the logits buffer (64 x vocabulary) of the lane.</summary>
    public const int MaxTokensPerCall = 64;

    private readonly WhisperModelInfo _model;
    private readonly InferenceSession _encoder, _decoder;
    private readonly TensorMemory _crossMemory;
    private readonly RunOptions _run = new();
    private readonly TensorElementType _element;
    private readonly PinnedTensor _mel, _tokens, _pastLength, _crossLength, _nextTokens, _nextLogProbabilities, _logits, _newKeys, _newValues, _alignment;
    private readonly FloatView _logitsView, _alignmentView;
    private readonly Dictionary<LogitBias, PinnedTensor> _biases = [];
    private readonly Dictionary<int, Stack<WindowCache>> _pool = [];
    private readonly List<WindowCache> _caches = [];

    public TwoGraphWhisper(string encoderPath, string decoderPath, WhisperModelInfo model, ComputeOptions compute)
    {
        _model = model;
        using var options = compute.CreateSessionOptions();
        _encoder = new InferenceSession(encoderPath, options);
        _decoder = new InferenceSession(decoderPath, options);
        _crossMemory = compute.OpenMemory(_encoder);
        _element = _encoder.InputMetadata["mel"].ElementDataType;
        int maxFrames = 30 * 100, cacheRow = model.DecoderLayers * model.Heads * model.HeadSize;
        _mel = new PinnedTensor(_element, model.MelBins * maxFrames);
        _tokens = new PinnedTensor(TensorElementType.Int64, MaxTokensPerCall);
        _pastLength = new PinnedTensor(TensorElementType.Int64, 1);
        _crossLength = new PinnedTensor(TensorElementType.Int64, 1);
        _nextTokens = new PinnedTensor(TensorElementType.Int64, MaxTokensPerCall);
        _nextLogProbabilities = new PinnedTensor(TensorElementType.Float, MaxTokensPerCall);
        _logits = new PinnedTensor(_element, MaxTokensPerCall * model.Vocabulary);
        _newKeys = new PinnedTensor(_element, MaxTokensPerCall * cacheRow);
        _newValues = new PinnedTensor(_element, MaxTokensPerCall * cacheRow);
        _alignment = new PinnedTensor(_element, MaxTokensPerCall * maxFrames / 2);
        _logitsView = new FloatView(_logits, _element, model.Vocabulary);
        _alignmentView = new FloatView(_alignment, _element, MaxTokensPerCall * maxFrames / 2);
    }

    public int? FixedMelFrames => null;

    public bool VerifiesDrafts => true;

    public IWhisperState CreateState() => new State(this);

    public void Dispose()
    {
        foreach (var cache in _caches)
            cache.Dispose();
        foreach (var tensor in (ReadOnlySpan<PinnedTensor>)[_mel, _tokens, _pastLength, _crossLength, _nextTokens, _nextLogProbabilities,
            _logits, _newKeys, _newValues, _alignment, .. _biases.Values])
            tensor.Dispose();
        _run.Dispose();
        _crossMemory.Dispose();
        _encoder.Dispose();
        _decoder.Dispose();
    }

    private WindowCache Rent(int encoderFrames)
    {
        if (!_pool.TryGetValue(encoderFrames, out var free))
            _pool[encoderFrames] = free = new Stack<WindowCache>();
        if (free.TryPop(out var cache))
            return cache;
        cache = new WindowCache(this, encoderFrames);
        _caches.Add(cache);
        return cache;
    }

    private void Return(WindowCache cache) => _pool[cache.EncoderFrames].Push(cache);

    private PinnedTensor BiasTensor(LogitBias bias)
    {
        if (_biases.TryGetValue(bias, out var tensor))
            return tensor;
        tensor = new PinnedTensor(TensorElementType.Float, bias.Values.Length);
        bias.Values.CopyTo(tensor.Elements<float>());
        return _biases[bias] = tensor;
    }

    private sealed class State(TwoGraphWhisper owner) : IWhisperState
    {
        private WindowCache? _cache;
        private int _decoded;

        public int PastLength { get; private set; }

        public int EncoderFrames => _cache?.EncoderFrames ?? 0;

        public void Encode(ReadOnlyMemory<float> mel, int frames)
        {
            if (frames % 2 != 0 || frames is < 2 or > 3000)
                throw new ArgumentOutOfRangeException(nameof(frames), frames, "a window has an even number of frames, at most 3000");
            if (_cache is not null && _cache.EncoderFrames != frames / 2)
                Release();
            _cache ??= owner.Rent(frames / 2);
            PastLength = 0;
            FloatView.Write(mel.Span[..(owner._model.MelBins * frames)], owner._mel, owner._element);
            owner._encoder.RunWithBinding(owner._run, _cache.EncoderBinding);
        }

        public DecoderOutput Decode(ReadOnlySpan<int> tokens, LogitBias bias)
        {
            if (_cache is null)
                throw new InvalidOperationException("nothing is encoded yet");
            ArgumentOutOfRangeException.ThrowIfGreaterThan(tokens.Length, MaxTokensPerCall);
            var input = owner._tokens.Elements<long>();
            for (var i = 0; i < tokens.Length; i++)
                input[i] = tokens[i];
            owner._pastLength.Elements<long>()[0] = PastLength;
            owner._crossLength.Elements<long>()[0] = _cache.EncoderFrames;
            _cache.Reserve(PastLength + tokens.Length);
            owner._decoder.RunWithBinding(owner._run, _cache.DecoderBinding(tokens.Length, bias));
            _decoded = tokens.Length;
            return new DecoderOutput(
                owner._nextTokens.Elements<long>()[.._decoded],
                owner._nextLogProbabilities.Elements<float>()[.._decoded],
                owner._logitsView.First(owner._model.Vocabulary),
                owner._alignmentView.First(_decoded * _cache.EncoderFrames));
        }

        public void Keep(int count)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _decoded);
            _cache!.Append(PastLength, count, _decoded);
            PastLength += count;
            _decoded = 0;
        }

        public void Dispose() => Release();

        private void Release()
        {
            if (_cache is not null)
                owner.Return(_cache);
            _cache = null;
            PastLength = 0;
        }
    }

    /// <summary>Cross- and self-attention memory for one window length, with the bindings over it.</summary>
    private sealed class WindowCache : IDisposable
    {
        private const int InitialTokens = 64;
        private readonly TwoGraphWhisper _owner;
        private readonly GraphTensor _crossKeys, _crossValues;
        private readonly Dictionary<(int Tokens, LogitBias Bias), OrtIoBinding> _bindings = [];
        private PinnedTensor _selfKeys, _selfValues;
        private int _capacity;

        public WindowCache(TwoGraphWhisper owner, int encoderFrames)
        {
            _owner = owner;
            EncoderFrames = encoderFrames;
            var m = owner._model;
            // cross_k, cross_v: [layers, 1, heads, frames, head size]; on a GPU they never leave it.
            _crossKeys = owner._crossMemory.Allocate(owner._element, m.DecoderLayers, 1, m.Heads, encoderFrames, m.HeadSize);
            _crossValues = owner._crossMemory.Allocate(owner._element, m.DecoderLayers, 1, m.Heads, encoderFrames, m.HeadSize);
            EncoderBinding = owner._encoder.CreateIoBinding();
            EncoderBinding.BindInput("mel", owner._mel.Shape(1, m.MelBins, encoderFrames * 2));
            EncoderBinding.BindOutput("cross_k", _crossKeys.Value);
            EncoderBinding.BindOutput("cross_v", _crossValues.Value);
            (_selfKeys, _selfValues) = Allocate(_capacity = InitialTokens);
        }

        public int EncoderFrames { get; }

        public OrtIoBinding EncoderBinding { get; }

        /// <summary>Makes room for this many tokens: doubles the self-attention memory and drops the bindings over the old one.</summary>
        public void Reserve(int tokens)
        {
            if (tokens <= _capacity)
                return;
            ArgumentOutOfRangeException.ThrowIfGreaterThan(tokens, _owner._model.MaxTokens);
            var old = (_selfKeys, _selfValues, _capacity);
            while (_capacity < tokens)
                _capacity = Math.Min(_capacity * 2, _owner._model.MaxTokens);
            (_selfKeys, _selfValues) = Allocate(_capacity);
            Relayout(old._selfKeys, _selfKeys, old._capacity);
            Relayout(old._selfValues, _selfValues, old._capacity);
            DropBindings();
            old._selfKeys.Dispose();
            old._selfValues.Dispose();
        }

        public OrtIoBinding DecoderBinding(int n, LogitBias bias)
        {
            if (_bindings.TryGetValue((n, bias), out var binding))
                return binding;
            var (o, m) = (_owner, _owner._model);
            binding = o._decoder.CreateIoBinding();
            binding.BindInput("tokens", o._tokens.Shape(1, n));
            binding.BindInput("past_len", o._pastLength.Shape(1));
            binding.BindInput("self_k", _selfKeys.Shape(m.DecoderLayers, 1, m.Heads, _capacity, m.HeadSize));
            binding.BindInput("self_v", _selfValues.Shape(m.DecoderLayers, 1, m.Heads, _capacity, m.HeadSize));
            binding.BindInput("cross_k", _crossKeys.Value);
            binding.BindInput("cross_v", _crossValues.Value);
            binding.BindInput("cross_len", o._crossLength.Shape(1));
            binding.BindInput("logit_bias", o.BiasTensor(bias).Shape(m.Vocabulary));
            binding.BindOutput("next_token", o._nextTokens.Shape(1, n));
            binding.BindOutput("next_logprob", o._nextLogProbabilities.Shape(1, n));
            binding.BindOutput("logits", o._logits.Shape(1, n, m.Vocabulary));
            binding.BindOutput("new_k", o._newKeys.Shape(m.DecoderLayers, 1, m.Heads, n, m.HeadSize));
            binding.BindOutput("new_v", o._newValues.Shape(m.DecoderLayers, 1, m.Heads, n, m.HeadSize));
            binding.BindOutput("alignment", o._alignment.Shape(1, n, EncoderFrames));
            return _bindings[(n, bias)] = binding;
        }

        /// <summary>Copies the first rows of the last call's keys and values behind the cached ones.</summary>
        public void Append(int past, int count, int decoded)
        {
            var m = _owner._model;
            var row = m.HeadSize * _selfKeys.ElementSize;
            for (var block = 0; block < m.DecoderLayers * m.Heads; block++)
            {
                var from = block * decoded * row;
                var to = (block * _capacity + past) * row;
                _owner._newKeys.Bytes.Slice(from, count * row).CopyTo(_selfKeys.Bytes[to..]);
                _owner._newValues.Bytes.Slice(from, count * row).CopyTo(_selfValues.Bytes[to..]);
            }
        }

        public void Dispose()
        {
            DropBindings();
            EncoderBinding.Dispose();
            foreach (var tensor in (ReadOnlySpan<IDisposable>)[_crossKeys, _crossValues, _selfKeys, _selfValues])
                tensor.Dispose();
        }

        private (PinnedTensor, PinnedTensor) Allocate(int tokens)
        {
            var size = _owner._model.DecoderLayers * _owner._model.Heads * tokens * _owner._model.HeadSize;
            return (new PinnedTensor(_owner._element, size), new PinnedTensor(_owner._element, size));
        }

        private void Relayout(PinnedTensor from, PinnedTensor to, int oldCapacity)
        {
            var block = oldCapacity * _owner._model.HeadSize * from.ElementSize;
            var wide = _capacity * _owner._model.HeadSize * from.ElementSize;
            for (var i = 0; i < _owner._model.DecoderLayers * _owner._model.Heads; i++)
                from.Bytes.Slice(i * block, block).CopyTo(to.Bytes[(i * wide)..]);
        }

        private void DropBindings()
        {
            foreach (var binding in _bindings.Values)
                binding.Dispose();
            _bindings.Clear();
        }
    }
}
