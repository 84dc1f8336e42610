using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;
using Triage.Core.Assessment;
using Triage.Inference.TextEncoder;

namespace Triage.Inference.Triage;

/// <summary>Raw outputs of the turn network for one exchange.</summary>
/// <param name="Logits">[findings, 4]: not mentioned, present, absent, uncertain.</param>
/// <param name="Attention">[findings, tokens].</param>
public sealed record TurnOutputs(float[] Logits, float[] Attention)
{
    public override string ToString() => "turn outputs";
}

/// <summary>
/// The trained heads (models/triage/triage-heads.onnx): turn network and call head in one graph. Thread-safe.
/// tokens [1,N,512], flags [1,N,24], call [C,features] -> finding_logits [1,33,4], attention [1,33,N], motive/priority/care logits.
/// </summary>
public sealed class TriageHeads : ICallHead, IDisposable
{
    private static readonly string[] Inputs = ["tokens", "flags", "call"];
    private static readonly float[] NoToken = new float[SentenceEncoder.Dimension];
    private static readonly float[] NoFlag = new float[TurnFeatures.FlagCount];
    private static readonly float[] NoCall = new float[CallFeatures.Count];

    private readonly InferenceSession _session;
    private readonly TriageModelCard.Calibration _temperatures;

    public TriageHeads(byte[] graph, TriageModelCard.Calibration temperatures, ComputeOptions? compute = null)
    {
        using var options = (compute ?? new ComputeOptions()).CreateSessionOptions();
        _session = new InferenceSession(graph, options);
        _temperatures = temperatures;
    }

    /// <summary>Runs the turn network on one encoded exchange.</summary>
    public TurnOutputs ReadTurn(EncodedText encoded, TurnInput input)
    {
        var tokens = encoded.Text.Ids.Length;
        var flags = new float[tokens * TurnFeatures.FlagCount];
        for (var t = 0; t < tokens; t++)
            if (encoded.Text.WordOf[t] is >= 0 and var word)
                input.Flags.AsSpan(word * TurnFeatures.FlagCount, TurnFeatures.FlagCount).CopyTo(flags.AsSpan(t * TurnFeatures.FlagCount));
        var outputs = Run(encoded.TokenEmbeddings, flags, tokens, NoCall, 1, ["finding_logits", "attention"]);
        return new TurnOutputs(outputs[0], outputs[1]);
    }

    /// <inheritdoc/>
    public IReadOnlyList<CallReading> Read(float[] rows, int count)
    {
        var outputs = Run(NoToken, NoFlag, 1, rows, count, ["motive_logits", "priority_logits", "care_logits"]);
        var readings = new CallReading[count];
        for (var i = 0; i < count; i++)
            readings[i] = Calibrate(outputs, i, count, _temperatures);
        return readings;
    }

    /// <summary>One row of <see cref="CallLogits"/> as probabilities.</summary>
    public static CallReading Calibrate(IReadOnlyList<float[]> logits, int row, int rows, TriageModelCard.Calibration temperatures) => new(
        Distribution(logits[0], row, rows, temperatures.Motive),
        Distribution(logits[1], row, rows, temperatures.Priority),
        Distribution(logits[2], row, rows, temperatures.Care));

    /// <summary>Logits of the call head for rows, without calibration: motive, priority, care level.</summary>
    public float[][] CallLogits(float[] rows, int count) =>
        Run(NoToken, NoFlag, 1, rows, count, ["motive_logits", "priority_logits", "care_logits"]);

    public void Dispose() => _session.Dispose();

    private float[][] Run(float[] tokens, float[] flags, int tokenCount, float[] calls, int callCount, string[] wanted)
    {
        using var tokenTensor = OrtValue.CreateTensorValueFromMemory(tokens, [1, tokenCount, SentenceEncoder.Dimension]);
        using var flagTensor = OrtValue.CreateTensorValueFromMemory(flags, [1, tokenCount, TurnFeatures.FlagCount]);
        using var callTensor = OrtValue.CreateTensorValueFromMemory(calls, [callCount, CallFeatures.Count]);
        using var run = new RunOptions();
        using var outputs = _session.Run(run, Inputs, [tokenTensor, flagTensor, callTensor], wanted);
        return [.. outputs.Select(o => o.GetTensorDataAsSpan<float>().ToArray())];
    }

    private static double[] Distribution(float[] logits, int row, int rows, double temperature)
    {
        var width = logits.Length / rows;
        var scaled = new double[width];
        for (var i = 0; i < width; i++)
            scaled[i] = logits[row * width + i] / temperature;
        TensorPrimitives.SoftMax<double>(scaled, scaled);
        return scaled;
    }
}
