using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Triage.Core.Scheduling;
using Triage.Inference.Models;

namespace Triage.Inference.Whisper.PublicExport;

/// <summary>
/// Whisper in the layout of the public ONNX exports: an encoder, and a merged decoder or a pair of decoders. Slower than our own
/// layout (caches grow by copying, drafts are not verified), but lets a site drop in a larger model. Owned by one lane.
/// </summary>
internal sealed class PublicExportGraphs : IWhisperGraphs
{
    private const string Mel = "input_features", HiddenStates = "last_hidden_state";

    private readonly string _encoderFile;
    private readonly InferenceSession _encoder;
    private readonly TensorElementType _melType;
    private readonly DecoderGraph _first;
    private readonly DecoderGraph _later;
    private readonly float[] _scratch;

    private float[] _logits = [];
    private long[] _nextTokens = [];
    private float[] _nextLogProbabilities = [];

    /// <param name="model">A model in a public layout.</param>
    /// <param name="options">Makes the options of one session: threads and providers are the lane's affair.</param>
    /// <param name="weights">Weights kept once for all lanes of this process; null: this lane has its own.</param>
    /// <exception cref="ModelException">A graph is absent, cannot be loaded, or is not what the layout says; named.</exception>
    public PublicExportGraphs(SpeechModel model, Func<SessionOptions> options, LaneWeights? weights = null)
    {
        if (model.Layout == SpeechLayout.TwoGraphs)
            throw new ArgumentException($"{model.Name} is not in a public layout", nameof(model));
        Info = model.Info;
        _scratch = new float[Info.Vocabulary];
        _encoderFile = model.EncoderPath;
        _encoder = OpenSession(_encoderFile, options, weights);
        try
        {
            (_melType, FixedMelFrames) = CheckEncoder();
            _first = OpenDecoder(model.DecoderPath, options, weights);
            _later = model.DecoderWithPastPath is { } withPast ? OpenDecoder(withPast, options, weights) : _first;
            CheckDecoders(model);
        }
        catch (ModelException)
        {
            Dispose();
            throw;
        }
    }

    public WhisperModelInfo Info { get; }

    public int? FixedMelFrames { get; }

    /// <summary>False: public decoders are only sure to be right for one token after a cache, so several are run one by one.</summary>
    public bool VerifiesDrafts => false;

    public TensorElementType HiddenType => _first.HiddenType;

    public TensorElementType CacheType => _first.CacheType;

    public IWhisperState CreateState() => new PublicExportState(this);

    /// <summary>One: the caches of a public decoder grow by copying and all rows must have the same length.</summary>
    public int MaxTogether(StepKind kind, int size) => 1;

    public void EncodeTogether(ReadOnlySpan<IWhisperState> states, ReadOnlySpan<ReadOnlyMemory<float>> mels, int frames) => throw Alone();

    public void DecodeTogether(ReadOnlySpan<IWhisperState> states, ReadOnlySpan<int> tokens, LogitBias bias) => throw Alone();

    public DecoderOutput ResultOf(IWhisperState state) => throw Alone();

    public void Dispose()
    {
        // Null when the constructor gave up half-way.
        _first?.Dispose();
        if (!ReferenceEquals(_later, _first))
            _later?.Dispose();
        _encoder.Dispose();
    }

    /// <summary>Runs the encoder. Result: [1, frames / 2, width] in the type that the decoder wants.</summary>
    public OrtValue Encode(RunOptions options, ReadOnlySpan<float> mel, int frames)
    {
        if (frames < 2 || frames % 2 != 0 || frames != (FixedMelFrames ?? frames) || mel.Length != Info.MelBins * frames)
            throw new ArgumentException($"window of {frames} frames with {mel.Length} values; the encoder wants {FixedMelFrames?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "an even number of"} frames of {Info.MelBins} bins");
        // mel: [1, bins, frames]
        using var input = TensorValue.Create(_melType, mel, [1, Info.MelBins, frames]);
        OrtValue hidden;
        try
        {
            // One result, handed on to the state: the collection itself holds nothing else.
            hidden = _encoder.Run(options, [Mel], [input], [HiddenStates])[0];
        }
        catch (OnnxRuntimeException e)
        {
            throw new ModelException($"{_encoderFile} : l'encodeur a refusé une fenêtre de {frames / 100.0:0.##} s ({e.Message}). Réimporter le modèle, ou refaire l'export.", e);
        }
        if (hidden.GetTensorTypeAndShape().ElementDataType == _first.HiddenType)
            return hidden;
        using (hidden)
            return TensorValue.Convert(hidden, _first.HiddenType);
    }

    public IDisposableReadOnlyCollection<OrtValue> Decode(RunOptions options, DecoderCall call) => (call.IsFirst ? _first : _later).Run(options, call);

    /// <summary>Makes room for the results of a call on several tokens.</summary>
    public void BeginResults(int count)
    {
        if (_nextTokens.Length >= count)
            return;
        _logits = new float[count * Info.Vocabulary];
        _nextTokens = new long[count];
        _nextLogProbabilities = new float[count];
    }

    /// <summary>Takes the logits of some positions and chooses each one's next token.</summary>
    /// <param name="logits">[1, count, vocabulary]</param>
    public void AddResults(OrtValue logits, int at, int count, LogitBias bias)
    {
        var rows = _logits.AsSpan(at * Info.Vocabulary, count * Info.Vocabulary);
        TensorValue.CopyTo(logits, rows);
        for (var i = 0; i < count; i++)
        {
            try
            {
                (_nextTokens[at + i], _nextLogProbabilities[at + i]) = TokenChoice.Greedy(rows.Slice(i * Info.Vocabulary, Info.Vocabulary), bias.Values, _scratch);
            }
            catch (NotFiniteNumberException e)
            {
                throw new ModelException($"{_encoderFile} : le modèle calcule des valeurs impossibles ({e.Message}). Prendre une autre précision du modèle (float16 peut déborder) ou refaire l'export.", e);
            }
        }
    }

    public DecoderOutput Results(int count) =>
        new(_nextTokens.AsSpan(0, count), _nextLogProbabilities.AsSpan(0, count), _logits.AsSpan(0, count * Info.Vocabulary), [], 0);

    private static NotSupportedException Alone() => new("a public export decodes one recognition at a time");

    private static InferenceSession OpenSession(string file, Func<SessionOptions> options, LaneWeights? weights)
    {
        using var made = options();
        return GraphSession.Open(file, made, weights);
    }

    private DecoderGraph OpenDecoder(string file, Func<SessionOptions> options, LaneWeights? weights)
    {
        using var made = options();
        return new(file, Info, made, weights);
    }

    private (TensorElementType, int?) CheckEncoder()
    {
        if (!_encoder.InputMetadata.TryGetValue(Mel, out var mel) || _encoder.InputMetadata.Count != 1)
            throw new ModelException($"{_encoderFile} : il faut une seule entrée « {Mel} » (trouvé : {string.Join(", ", _encoder.InputMetadata.Keys)}). Ce n'est pas l'encodeur d'un export public de Whisper.");
        if (!_encoder.OutputMetadata.TryGetValue(HiddenStates, out var hidden))
            throw new ModelException($"{_encoderFile} : sortie « {HiddenStates} » absente. Ce n'est pas l'encodeur d'un export public de Whisper.");
        GraphSession.Expect(_encoderFile, Mel, mel.Dimensions, [null, Info.MelBins, null]);
        GraphSession.Expect(_encoderFile, HiddenStates, hidden.Dimensions, [null, null, Info.Heads * Info.HeadSize]);
        GraphSession.FloatType(_encoderFile, HiddenStates, hidden);
        var declared = mel.Dimensions[2];
        int? frames = declared > 0 ? declared
            // Many exports declare a free length and still fail on any but 30 s; the import found out and left only that window.
            : Info.WindowsS is [30] ? PublicExportConfiguration.FullFrames : null;
        return (GraphSession.FloatType(_encoderFile, Mel, mel), frames);
    }

    private void CheckDecoders(SpeechModel model)
    {
        if (ReferenceEquals(_first, _later) && !(_first.IsMerged && _first.TakesPast))
            throw new ModelException($"{model.DecoderPath} : ni « use_cache_branch » ni cache : il faut decoder_model_merged, ou decoder_model avec decoder_with_past_model.");
        if (!_first.GivesEncoderCache)
            throw new ModelException($"{model.DecoderPath} : sorties « present.*.encoder.* » absentes. Refaire l'export avec les caches.");
        if (!_later.TakesPast || !ReferenceEquals(_first, _later) && _first.TakesPast)
            throw new ModelException($"{model.DecoderWithPastPath} : les entrées « past_key_values.* » ne sont pas celles attendues. decoder_model et decoder_with_past_model sont peut-être intervertis.");
        if (_later.CacheType != _first.CacheType || _later.TakesHidden && _later.HiddenType != _first.HiddenType)
            throw new ModelException($"{model.DecoderWithPastPath} : précision différente de {Path.GetFileName(model.DecoderPath)}. Garder des fichiers de même précision.");
    }
}
