using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Triage.Inference.Models;

namespace Triage.Inference.Whisper.PublicExport;

/// <summary>
/// One decoder file of a public export. The names of its inputs and outputs come from the file itself; an input it does not know
/// is an error, never a guess. Not thread-safe.
/// </summary>
internal sealed partial class DecoderGraph : IDisposable
{
    private const string Tokens = "input_ids", Hidden = "encoder_hidden_states", Branch = "use_cache_branch", Position = "cache_position", Logits = "logits";

    private readonly InferenceSession _session;
    private readonly string _file;
    private readonly WhisperModelInfo _info;
    private readonly List<string> _inputNames = [];
    private readonly List<Func<DecoderCall, OrtValue>> _inputs = [];
    private readonly string[] _stepOutputs;
    private readonly string[] _firstOutputs;
    private readonly bool[] _branch = new bool[1];
    private readonly OrtValue _branchValue;

    public DecoderGraph(string file, WhisperModelInfo info, SessionOptions options, LaneWeights? weights = null)
    {
        (_file, _info) = (file, info);
        _session = GraphSession.Open(file, options, weights);
        _branchValue = OrtValue.CreateTensorValueFromMemory(_branch, [1]);
        try
        {
            CacheType = OutputType("present.0.decoder.key");
            foreach (var (name, meta) in _session.InputMetadata)
                AddInput(name, meta);
            (_stepOutputs, GivesEncoderCache) = FindOutputs();
            _firstOutputs = GivesEncoderCache ? [.. _stepOutputs, .. CacheNames("present", "encoder")] : _stepOutputs;
        }
        catch (ModelException)
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Element type of the encoder's result it wants.</summary>
    public TensorElementType HiddenType { get; private set; } = TensorElementType.Float;

    /// <summary>False in many decoders for the later calls: the cross-attention cache is all they need.</summary>
    public bool TakesHidden => _inputNames.Contains(Hidden);

    /// <summary>Element type of its caches.</summary>
    public TensorElementType CacheType { get; }

    /// <summary>True when one graph serves the first call and the others.</summary>
    public bool IsMerged { get; private set; }

    /// <summary>True when it takes a token cache.</summary>
    public bool TakesPast { get; private set; }

    /// <summary>True when a first call gives the cross-attention keys and values.</summary>
    public bool GivesEncoderCache { get; }

    /// <summary>
    /// Runs the graph. Results in order: logits [1, N, vocabulary], then key and value of each layer's token cache
    /// [1, heads, past + N, size], then, on a first call, key and value of each layer's cross-attention.
    /// </summary>
    /// <exception cref="ModelException">ONNX Runtime refuses the call; names the file.</exception>
    public IDisposableReadOnlyCollection<OrtValue> Run(RunOptions options, DecoderCall call)
    {
        _branch[0] = !call.IsFirst;
        var inputs = new OrtValue[_inputs.Count];
        for (var i = 0; i < inputs.Length; i++)
            inputs[i] = _inputs[i](call);
        IDisposableReadOnlyCollection<OrtValue> results;
        try
        {
            results = _session.Run(options, _inputNames, inputs, call.IsFirst ? _firstOutputs : _stepOutputs);
        }
        catch (OnnxRuntimeException e)
        {
            throw new ModelException($"{_file} : le décodeur a refusé un appel ({e.Message}). Le modèle ne convient pas : refaire l'export ou choisir un autre modèle.", e);
        }
        try
        {
            CheckShapes(results, call);
            return results;
        }
        catch (ModelException)
        {
            results.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _branchValue.Dispose();
        _session.Dispose();
    }

    private void AddInput(string name, NodeMetadata meta)
    {
        var cache = PastName().Match(name);
        if (cache.Success)
        {
            var layer = int.Parse(cache.Groups["layer"].ValueSpan, CultureInfo.InvariantCulture);
            var isEncoder = cache.Groups["side"].ValueSpan is "encoder";
            if (layer >= _info.DecoderLayers)
                throw Wrong($"entrée « {name} » : le modèle n'a que {_info.DecoderLayers} couches d'après config.json");
            GraphSession.Expect(_file, name, meta.Dimensions, [null, _info.Heads, null, _info.HeadSize]);
            if (GraphSession.FloatType(_file, name, meta) != CacheType)
                throw Wrong($"entrée « {name} » de type {meta.ElementDataType}, les sorties « present.* » sont {CacheType}");
            TakesPast = true;
            var at = 2 * layer + (cache.Groups["part"].ValueSpan is "key" ? 0 : 1);
            Add(name, call => isEncoder ? call.EncoderCache[at] : call.TokenCache[at]);
            return;
        }
        switch (name)
        {
            case Tokens:
                Add(name, call => call.Tokens);
                break;
            case Hidden:
                HiddenType = GraphSession.FloatType(_file, name, meta);
                Add(name, call => call.Hidden);
                break;
            case Branch:
                IsMerged = true;
                Add(name, _ => _branchValue);
                break;
            case Position:
                Add(name, call => call.Positions);
                break;
            default:
                throw Wrong($"entrée inconnue « {name} »");
        }
    }

    private TensorElementType OutputType(string name) =>
        _session.OutputMetadata.TryGetValue(name, out var meta) ? GraphSession.FloatType(_file, name, meta) : throw Wrong($"sortie « {name} » absente");

    private void Add(string name, Func<DecoderCall, OrtValue> value)
    {
        _inputNames.Add(name);
        _inputs.Add(value);
    }

    private (string[] Step, bool GivesEncoderCache) FindOutputs()
    {
        var outputs = _session.OutputMetadata;
        string[] step = [Logits, .. CacheNames("present", "decoder")];
        if (step.FirstOrDefault(name => !outputs.ContainsKey(name)) is { } missing)
            throw Wrong($"sortie « {missing} » absente");
        if (TakesPast && CacheNames("past_key_values", "decoder").FirstOrDefault(name => !_inputNames.Contains(name)) is { } lost)
            throw Wrong($"entrée « {lost} » absente");
        if (!_inputNames.Contains(Tokens))
            throw Wrong($"entrée « {Tokens} » absente");
        GraphSession.FloatType(_file, Logits, outputs[Logits]);
        GraphSession.Expect(_file, Logits, outputs[Logits].Dimensions, [null, null, _info.Vocabulary]);
        return (step, CacheNames("present", "encoder").All(outputs.ContainsKey));
    }

    /// <summary>Names of the caches in our order: key and value of layer 0, of layer 1, and so on.</summary>
    private IEnumerable<string> CacheNames(string prefix, string side) =>
        Enumerable.Range(0, _info.DecoderLayers).SelectMany(layer => (string[])[$"{prefix}.{layer}.{side}.key", $"{prefix}.{layer}.{side}.value"]);

    private void CheckShapes(IDisposableReadOnlyCollection<OrtValue> results, DecoderCall call)
    {
        GraphSession.Expect(_file, Logits, results[0].GetTensorTypeAndShape().Shape, [1, call.Count, _info.Vocabulary]);
        for (var i = 1; i < _stepOutputs.Length; i++)
            GraphSession.Expect(_file, _stepOutputs[i], results[i].GetTensorTypeAndShape().Shape, [1, _info.Heads, call.PastLength + call.Count, _info.HeadSize]);
        if (call.IsFirst)
            for (var i = _stepOutputs.Length; i < results.Count; i++)
                GraphSession.Expect(_file, _firstOutputs[i], results[i].GetTensorTypeAndShape().Shape, [1, _info.Heads, null, _info.HeadSize]);
    }

    private ModelException Wrong(string what) => new($"{_file} : {what}. Ce n'est pas un décodeur d'export public de Whisper pris en charge : refaire l'export ou choisir un autre modèle.");

    [GeneratedRegex(@"^past_key_values\.(?<layer>\d{1,3})\.(?<side>decoder|encoder)\.(?<part>key|value)$", RegexOptions.CultureInvariant)]
    private static partial Regex PastName();
}

/// <summary>The values of one call of a decoder graph.</summary>
/// <param name="Tokens">[1, N] int64.</param>
/// <param name="Positions">[N] int64, positions of the tokens in the sequence.</param>
/// <param name="Count">N.</param>
/// <param name="PastLength">Tokens in the cache; the first call has none.</param>
/// <param name="Hidden">[1, encoder frames, width] in the graph's type.</param>
/// <param name="TokenCache">Key and value of each layer, [1, heads, past, size]; empty tensors on a first call.</param>
/// <param name="EncoderCache">Key and value of each layer, [1, heads, encoder frames, size]; empty tensors on a first call.</param>
internal sealed record DecoderCall(
    OrtValue Tokens, OrtValue Positions, int Count, int PastLength, OrtValue Hidden, IReadOnlyList<OrtValue> TokenCache, IReadOnlyList<OrtValue> EncoderCache)
{
    public bool IsFirst => PastLength == 0;
}
