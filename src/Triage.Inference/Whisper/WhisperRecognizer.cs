using Triage.Core.Scheduling;
using Triage.Core.Speech;

namespace Triage.Inference.Whisper;

/// <summary>
/// Whisper for one lane: greedy decoding with verified drafts, pinned language, suppression lists. Station of the spine between the
/// scheduler and the transcript; owned by its lane's thread. Decoding rules: models/whisper-base-fr/README.md.
/// </summary>
public sealed class WhisperRecognizer : ISpeechRecognizer
{
    private readonly IWhisperGraphs _graphs;
    private readonly Stack<WhisperDecoding> _free = new();
    private readonly List<int> _left = new(16), _group = new(16);
    private readonly IWhisperState[] _states;
    private readonly ReadOnlyMemory<float>[] _mels;
    private readonly int[] _tokens = new int[TwoGraphWhisper.MaxTokensPerCall];

    /// <param name="batching">What <see cref="StepTogether"/> may put into one call; the graphs may allow less.</param>
    internal WhisperRecognizer(IWhisperGraphs graphs, WhisperModelInfo model, SpeechVocabulary vocabulary, BatchLimits? batching = null)
    {
        _graphs = graphs;
        batching ??= BatchLimits.None;
        Batching = new BatchLimits(
            Math.Min(batching.Encode, graphs.MaxTogether(StepKind.Encode, 1)), Math.Min(batching.Decode, graphs.MaxTogether(StepKind.Decode, 1)));
        _states = new IWhisperState[Math.Max(Batching.Encode, Batching.Decode)];
        _mels = new ReadOnlyMemory<float>[Batching.Encode];
        Model = model;
        Vocabulary = vocabulary;
        WindowsS = graphs.FixedMelFrames is int frames ? [frames / 100] : model.WindowsS;
        Bias = Suppressing([]);
        BeginBias = Suppressing(model.SuppressAtBegin);
        Prompt = [model.StartOfTranscript, model.French, model.Transcribe, model.NoTimestamps];
    }

    public SpeechVocabulary Vocabulary { get; }

    public int MelBins => Model.MelBins;

    public IReadOnlyList<int> WindowsS { get; }

    public BatchLimits Batching { get; }

    internal WhisperModelInfo Model { get; }

    /// <summary>-inf on the suppressed tokens and on every special and timestamp token but the end of text.</summary>
    internal LogitBias Bias { get; }

    /// <summary>The same and the tokens that may not come first.</summary>
    internal LogitBias BeginBias { get; }

    internal int[] Prompt { get; }

    internal bool VerifiesDrafts => _graphs.VerifiesDrafts;

    public IRecognition Begin(RecognitionRequest request)
    {
        if (request.MelFrames % 2 != 0 || request.Mel.Length < request.MelFrames * MelBins)
            throw new ArgumentException($"a window of {request.MelFrames} frames needs {request.MelFrames * MelBins} even-framed mel values, not {request.Mel.Length}", nameof(request));
        var decoding = _free.TryPop(out var used) ? used : new WhisperDecoding(this, _graphs.CreateState());
        decoding.Start(request);
        return decoding;
    }

    public void StepTogether(ReadOnlySpan<IRecognition> recognitions, Span<bool> done)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(done.Length, recognitions.Length);
        _left.Clear();
        for (var i = 0; i < recognitions.Length; i++)
        {
            if (Of(recognitions[i]).Owner != this)
                throw new ArgumentException("a recognition belongs to the recogniser that began it", nameof(recognitions));
            _left.Add(i);
        }
        while (_left.Count > 0)
        {
            TakeGroup(recognitions);
            if (_group.Count == 1)
                done[_group[0]] = recognitions[_group[0]].Step();
            else if (recognitions[_group[0]].Next.Kind == StepKind.Encode)
                EncodeGroup(recognitions, done);
            else
                DecodeGroup(recognitions, done);
        }
    }

    internal void Return(WhisperDecoding decoding) => _free.Push(decoding);

    public void Dispose() => _graphs.Dispose();

    private static WhisperDecoding Of(IRecognition recognition) => (WhisperDecoding)recognition;

    /// <summary>Moves the first of those left and all that can share its call from <see cref="_left"/> to <see cref="_group"/>.</summary>
    private void TakeGroup(ReadOnlySpan<IRecognition> recognitions)
    {
        var first = Of(recognitions[_left[0]]);
        var shape = first.Next;
        var limit = Math.Min(Batching.Of(shape.Kind), _graphs.MaxTogether(shape.Kind, shape.Size));
        _group.Clear();
        for (var at = 0; at < _left.Count && _group.Count < Math.Max(1, limit);)
        {
            var other = Of(recognitions[_left[at]]);
            if (other.Next != shape || (shape.Kind == StepKind.Encode ? other.Request.MelFrames != first.Request.MelFrames : other.InputBias != first.InputBias))
            {
                at++;
                continue;
            }
            _group.Add(_left[at]);
            _left.RemoveAt(at);
        }
    }

    private void EncodeGroup(ReadOnlySpan<IRecognition> recognitions, Span<bool> done)
    {
        for (var i = 0; i < _group.Count; i++)
            (_states[i], _mels[i]) = (Of(recognitions[_group[i]]).State, Of(recognitions[_group[i]]).Request.Mel);
        _graphs.EncodeTogether(_states.AsSpan(0, _group.Count), _mels.AsSpan(0, _group.Count), Of(recognitions[_group[0]]).Request.MelFrames);
        foreach (var index in _group)
        {
            Of(recognitions[index]).TakeEncoded();
            done[index] = false;
        }
    }

    private void DecodeGroup(ReadOnlySpan<IRecognition> recognitions, Span<bool> done)
    {
        var n = recognitions[_group[0]].Next.Size;
        for (var i = 0; i < _group.Count; i++)
        {
            _states[i] = Of(recognitions[_group[i]]).State;
            Of(recognitions[_group[i]]).Input.CopyTo(_tokens.AsSpan(i * n));
        }
        _graphs.DecodeTogether(_states.AsSpan(0, _group.Count), _tokens.AsSpan(0, _group.Count * n), Of(recognitions[_group[0]]).InputBias);
        foreach (var index in _group)
            done[index] = Of(recognitions[index]).TakeIn(_graphs.ResultOf(Of(recognitions[index]).State));
    }

    private LogitBias Suppressing(IReadOnlyList<int> more)
    {
        var bias = new float[Model.Vocabulary];
        foreach (var id in Model.Suppress.Concat(more))
            bias[id] = float.NegativeInfinity;
        for (var id = Math.Min(Model.EndOfText, Model.StartOfTranscript); id < bias.Length; id++)
            if (id != Model.EndOfText || more.Contains(id))
                bias[id] = float.NegativeInfinity;
        return new LogitBias(bias);
    }
}
