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

    internal WhisperRecognizer(IWhisperGraphs graphs, WhisperModelInfo model, SpeechVocabulary vocabulary)
    {
        _graphs = graphs;
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

    internal void Return(WhisperDecoding decoding) => _free.Push(decoding);

    public void Dispose() => _graphs.Dispose();

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
