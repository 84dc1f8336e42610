using Microsoft.ML.OnnxRuntime;
using Triage.Inference.Whisper.PublicExport;

namespace Triage.Inference.Models;

/// <summary>One pass of our own two-graph layout, for the trial before an import: names, shapes, and the logits after the prompt.</summary>
internal sealed class TwoGraphListener : SpeechModelTrial.IListener
{
    private static readonly string[] EncoderOutputs = ["cross_k", "cross_v"];
    private static readonly string[] DecoderInputs = ["tokens", "past_len", "self_k", "self_v", "cross_k", "cross_v", "cross_len", "logit_bias"];
    private static readonly string[] DecoderOutputs = ["next_token", "next_logprob", "logits", "new_k", "new_v", "alignment"];

    private readonly SpeechModel _model;
    private readonly InferenceSession _encoder;
    private readonly InferenceSession _decoder;

    public TwoGraphListener(SpeechModel model, Func<SessionOptions> options)
    {
        _model = model;
        using var forEncoder = options();
        using var forDecoder = options();
        _encoder = GraphSession.Open(model.EncoderPath, forEncoder);
        try
        {
            _decoder = GraphSession.Open(model.DecoderPath, forDecoder);
            Require(model.EncoderPath, _encoder.InputMetadata.Keys, ["mel"]);
            Require(model.EncoderPath, _encoder.OutputMetadata.Keys, EncoderOutputs);
            Require(model.DecoderPath, _decoder.InputMetadata.Keys, DecoderInputs);
            Require(model.DecoderPath, _decoder.OutputMetadata.Keys, DecoderOutputs);
            var info = model.Info;
            GraphSession.Expect(model.EncoderPath, "mel", _encoder.InputMetadata["mel"].Dimensions, [null, info.MelBins, null]);
            GraphSession.Expect(model.EncoderPath, "cross_k", _encoder.OutputMetadata["cross_k"].Dimensions, [info.DecoderLayers, null, info.Heads, null, info.HeadSize]);
            GraphSession.Expect(model.DecoderPath, "self_k", _decoder.InputMetadata["self_k"].Dimensions, [info.DecoderLayers, null, info.Heads, null, info.HeadSize]);
            GraphSession.Expect(model.DecoderPath, "logits", _decoder.OutputMetadata["logits"].Dimensions, [null, null, info.Vocabulary]);
        }
        catch (ModelException)
        {
            Dispose();
            throw;
        }
    }

    public int? FixedMelFrames => _encoder.InputMetadata["mel"].Dimensions[2] is > 0 and var frames ? frames : null;

    public float[] Listen(float[] mel, int frames, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var info = _model.Info;
        using var run = new RunOptions();
        var inputs = new List<OrtValue>();
        try
        {
            using var window = TensorValue.Create(_encoder.InputMetadata["mel"].ElementDataType, mel, [1, info.MelBins, frames]);
            using var cross = _encoder.Run(run, ["mel"], [window], EncoderOutputs);
            cancellation.ThrowIfCancellationRequested();
            var prompt = SpeechModelTrial.Prompt(info).Select(t => (long)t).ToArray();
            // An empty cache still has one position, which past_len 0 hides.
            long[] cache = [info.DecoderLayers, 1, info.Heads, 1, info.HeadSize];
            var empty = new float[info.DecoderLayers * info.Heads * info.HeadSize];
            var type = _decoder.InputMetadata["self_k"].ElementDataType;
            inputs.Add(OrtValue.CreateTensorValueFromMemory(prompt, [1, prompt.Length]));
            inputs.Add(OrtValue.CreateTensorValueFromMemory(new long[1], [1]));
            inputs.Add(TensorValue.Create(type, empty, cache));
            inputs.Add(TensorValue.Create(type, empty, cache));
            inputs.Add(OrtValue.CreateTensorValueFromMemory([frames / 2L], [1]));
            inputs.Add(TensorValue.Create(_decoder.InputMetadata["logit_bias"].ElementDataType, new float[info.Vocabulary], [info.Vocabulary]));
            using var results = _decoder.Run(run, DecoderInputs, [.. inputs.Take(4), cross[0], cross[1], .. inputs.Skip(4)], ["logits"]);
            GraphSession.Expect(_model.DecoderPath, "logits", results[0].GetTensorTypeAndShape().Shape, [1, prompt.Length, info.Vocabulary]);
            var logits = new float[prompt.Length * info.Vocabulary];
            TensorValue.CopyTo(results[0], logits);
            return logits[^info.Vocabulary..];
        }
        catch (OnnxRuntimeException e)
        {
            throw new ModelException($"{_model.Name} : ONNX Runtime a refusé une fenêtre d'essai de {frames / 100} s ({e.Message}). Refaire l'export avec models/tools/export_whisper.py.", e);
        }
        finally
        {
            inputs.ForEach(i => i.Dispose());
        }
    }

    public void Dispose()
    {
        _encoder.Dispose();
        // Null when the constructor gave up half-way.
        _decoder?.Dispose();
    }

    private static void Require(string file, IEnumerable<string> found, string[] wanted)
    {
        if (wanted.FirstOrDefault(name => !found.Contains(name)) is { } missing)
            throw new ModelException($"{file} : « {missing} » absent (trouvé : {string.Join(", ", found)}). Refaire l'export avec models/tools/export_whisper.py.");
    }
}
