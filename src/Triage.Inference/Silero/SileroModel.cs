using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Triage.Core.Speech;

namespace Triage.Inference.Silero;

/// <summary>
/// Silero voice activity (v5 and v6 share their interface): one session for all channels, one <see cref="Channel"/> of memory
/// for each. A channel runs on its call's own loop; the session may be called from several threads. Source: models/silero-vad.
/// </summary>
public sealed class SileroModel : IDisposable
{
    private const int StateSize = 2 * 128;
    private readonly InferenceSession _session;

    /// <exception cref="OnnxRuntimeException">The file is not a graph the runtime can load.</exception>
    public SileroModel(string path)
    {
        using var options = new ComputeOptions().CreateSessionOptions();
        _session = new InferenceSession(path, options);
    }

    /// <summary>Speech activity of one more channel at 8 kHz (256-sample frames) or 16 kHz (512-sample frames).</summary>
    public ISpeechActivityModel OpenChannel(int sampleRateHz = 8000) => new Channel(_session, sampleRateHz);

    public void Dispose() => _session.Dispose();

    private sealed class Channel : ISpeechActivityModel
    {
        private readonly InferenceSession _session;
        private readonly int _context;
        private readonly PinnedTensor _input, _rate, _output;
        private readonly PinnedTensor[] _state;
        private readonly OrtIoBinding[] _bindings;
        private readonly RunOptions _run = new();
        private int _turn;

        public Channel(InferenceSession session, int sampleRateHz)
        {
            if (sampleRateHz is not (8000 or 16000))
                throw new ArgumentOutOfRangeException(nameof(sampleRateHz), sampleRateHz, "Silero takes 8000 or 16000 Hz");
            _session = session;
            SampleRateHz = sampleRateHz;
            FrameSamples = sampleRateHz * 32 / 1000;
            // The model wants the last samples of the frame before in front of each frame; without them it misses onsets.
            _context = FrameSamples / 8;
            _input = new PinnedTensor(TensorElementType.Float, _context + FrameSamples);
            _rate = new PinnedTensor(TensorElementType.Int64, 1);
            _rate.Elements<long>()[0] = sampleRateHz;
            _output = new PinnedTensor(TensorElementType.Float, 1);
            _state = [new PinnedTensor(TensorElementType.Float, StateSize), new PinnedTensor(TensorElementType.Float, StateSize)];
            var (input, rate, output) = (_input.Shape(1, _context + FrameSamples), _rate.Shape(), _output.Shape(1, 1));
            var states = _state.Select(s => s.Shape(2, 1, 128)).ToArray();
            // Two bindings take turns, so that the state written by one call is read by the next without a copy.
            _bindings = [.. Enumerable.Range(0, 2).Select(turn =>
            {
                var binding = session.CreateIoBinding();
                binding.BindInput("input", input);
                binding.BindInput("state", states[turn]);
                binding.BindInput("sr", rate);
                binding.BindOutput("output", output);
                binding.BindOutput("stateN", states[1 - turn]);
                return binding;
            })];
        }

        public int SampleRateHz { get; }

        public int FrameSamples { get; }

        public float Push(ReadOnlySpan<float> frame)
        {
            if (frame.Length != FrameSamples)
                throw new ArgumentException($"a frame has {FrameSamples} samples, not {frame.Length}", nameof(frame));
            // input: [1, context + frame] float32
            var input = _input.Elements<float>();
            frame.CopyTo(input[_context..]);
            _session.RunWithBinding(_run, _bindings[_turn]);
            _turn = 1 - _turn;
            frame[^_context..].CopyTo(input);
            return _output.Elements<float>()[0];
        }

        public void Reset()
        {
            foreach (var state in _state)
                state.Bytes.Clear();
            _input.Bytes.Clear();
            _turn = 0;
        }

        public void Dispose()
        {
            foreach (var binding in _bindings)
                binding.Dispose();
            foreach (var tensor in (ReadOnlySpan<PinnedTensor>)[_input, _rate, _output, .. _state])
                tensor.Dispose();
            _run.Dispose();
        }
    }
}
