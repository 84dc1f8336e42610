using System.Numerics.Tensors;
using Triage.Core.Assessment;

namespace Triage.Training.Heads;

/// <summary>One call, or the beginning of one, with what it should be called.</summary>
/// <param name="Features"><see cref="CallFeatures"/>.</param>
/// <param name="Motive">Wanted distribution over the motives; sums to 1. Likewise the others.</param>
/// <param name="Weight">Weight in the loss.</param>
internal sealed record CallExample(float[] Features, float[] Motive, float[] Priority, float[] Care, float Weight)
{
    public override string ToString() => "call example";
}

/// <summary>The call head and its gradients: features -> linear, ReLU -> motive 52, priority 5, care level 4.</summary>
internal sealed class CallNetwork
{
    public const int Hidden = 128;
    public const int PaddedOutputs = 64;

    private const float HiddenDropout = 0.3f;

    /// <summary>Share of examples seen without their embeddings, so that the findings carry the decision.</summary>
    private const float EmbeddingDropout = 0.35f;

    public static int Motives => MotiveCatalogue.All.Count;

    public const int Priorities = 5;

    public const int Cares = 4;

    public static int Outputs => Motives + Priorities + Cares;

    public CallNetwork(int seed)
    {
        var random = new Random(seed);
        Input = new Parameter(CallFeatures.Count * Hidden, 0.02f).Initialise(random, 0.06f);
        InputBias = new Parameter(Hidden);
        var real = new float[Hidden * PaddedOutputs];
        for (var i = 0; i < real.Length; i++)
            real[i] = i % PaddedOutputs < Outputs ? 1 : 0;
        Output = new Parameter(real.Length, 0.02f, real).Initialise(random, 0.08f);
        OutputBias = new Parameter(PaddedOutputs);
    }

    /// <summary>[features, Hidden].</summary>
    public Parameter Input { get; }
    public Parameter InputBias { get; }
    /// <summary>[Hidden, PaddedOutputs]: motives, priorities, care levels, padding.</summary>
    public Parameter Output { get; }
    public Parameter OutputBias { get; }

    public IReadOnlyList<Parameter> Parameters => [Input, InputBias, Output, OutputBias];

    /// <summary>Logits [calls, PaddedOutputs].</summary>
    public float[] Forward(IReadOnlyList<float[]> features)
    {
        var (_, _, logits) = Run(features, null);
        return logits;
    }

    /// <summary>Weighted mean loss of a batch; its gradients are added to the parameters.</summary>
    public double Learn(IReadOnlyList<CallExample> batch, Random random)
    {
        var (inputs, hidden, logits) = Run([.. batch.Select(e => e.Features)], random);
        var gradient = new float[logits.Length];
        var total = batch.Sum(e => e.Weight);
        var loss = 0.0;
        for (var i = 0; i < batch.Count; i++)
        {
            var row = i * PaddedOutputs;
            var weight = batch[i].Weight / total;
            loss += Term(logits, gradient, row, batch[i].Motive, weight);
            loss += Term(logits, gradient, row + Motives, batch[i].Priority, weight);
            loss += Term(logits, gradient, row + Motives + Priorities, batch[i].Care, weight);
        }
        for (var i = 0; i < batch.Count; i++)
            for (var o = 0; o < PaddedOutputs; o++)
                OutputBias.Gradient[o] += gradient[i * PaddedOutputs + o];
        MatrixProduct.Multiply(Hidden, PaddedOutputs, batch.Count, hidden, 1, Hidden, gradient, PaddedOutputs, Output.Gradient, PaddedOutputs, true);
        var back = new float[hidden.Length];
        var transposed = new float[Output.Value.Length];
        for (var h = 0; h < Hidden; h++)
            for (var o = 0; o < PaddedOutputs; o++)
                transposed[o * Hidden + h] = Output.Value[h * PaddedOutputs + o];
        MatrixProduct.Multiply(batch.Count, Hidden, PaddedOutputs, gradient, PaddedOutputs, 1, transposed, Hidden, back, Hidden, false);
        for (var at = 0; at < back.Length; at++)
        {
            // A hidden unit that dropout kept was scaled; the same factor comes back.
            back[at] = hidden[at] > 0 ? back[at] / (1 - HiddenDropout) : 0;
            InputBias.Gradient[at % Hidden] += back[at];
        }
        MatrixProduct.Multiply(CallFeatures.Count, Hidden, batch.Count, inputs, 1, CallFeatures.Count, back, Hidden, Input.Gradient, Hidden, true);
        return loss;
    }

    private (float[] Inputs, float[] Hidden, float[] Logits) Run(IReadOnlyList<float[]> features, Random? random)
    {
        var count = CallFeatures.Count;
        var inputs = new float[features.Count * count];
        for (var i = 0; i < features.Count; i++)
        {
            features[i].CopyTo(inputs, i * count);
            if (random is not null && random.NextSingle() < EmbeddingDropout)
                inputs.AsSpan(i * count + CallFeatures.EmbeddingStart, count - CallFeatures.EmbeddingStart).Clear();
        }
        var hidden = new float[features.Count * Hidden];
        var logits = new float[features.Count * PaddedOutputs];
        MatrixProduct.Multiply(features.Count, Hidden, count, inputs, count, 1, Input.Value, Hidden, hidden, Hidden, false);
        for (var at = 0; at < hidden.Length; at++)
        {
            var keep = random is null ? 1 : random.NextSingle() < HiddenDropout ? 0 : 1 / (1 - HiddenDropout);
            hidden[at] = Math.Max(0, hidden[at] + InputBias.Value[at % Hidden]) * keep;
        }
        MatrixProduct.Multiply(features.Count, PaddedOutputs, Hidden, hidden, Hidden, 1, Output.Value, PaddedOutputs, logits, PaddedOutputs, false);
        for (var at = 0; at < logits.Length; at++)
            logits[at] += OutputBias.Value[at % PaddedOutputs];
        return (inputs, hidden, logits);
    }

    private static double Term(float[] logits, float[] gradient, int at, float[] wanted, float weight)
    {
        Span<float> p = stackalloc float[wanted.Length];
        TensorPrimitives.SoftMax(logits.AsSpan(at, wanted.Length), p);
        var loss = 0.0;
        for (var i = 0; i < wanted.Length; i++)
        {
            if (wanted[i] > 0)
                loss -= weight * wanted[i] * Math.Log(Math.Max(p[i], 1e-12f));
            gradient[at + i] = weight * (p[i] - wanted[i]);
        }
        return loss;
    }
}
