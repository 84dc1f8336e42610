using System.Numerics.Tensors;

namespace Triage.Inference.Whisper.PublicExport;

/// <summary>Greedy choice after a bias, for graphs that give logits only.</summary>
internal static class TokenChoice
{
    /// <summary>The most probable token after the bias and its log-probability; the lowest id wins a tie.</summary>
    /// <param name="logits">[vocabulary]</param>
    /// <param name="bias">[vocabulary] 0 or -inf.</param>
    /// <param name="scratch">[vocabulary] overwritten.</param>
    /// <exception cref="NotFiniteNumberException">The graph gave NaN, or infinity where a token is allowed.</exception>
    public static (int Token, float LogProbability) Greedy(ReadOnlySpan<float> logits, ReadOnlySpan<float> bias, Span<float> scratch)
    {
        TensorPrimitives.Add(logits, bias, scratch);
        var token = TensorPrimitives.IndexOfMax<float>(scratch);
        var top = scratch[token];
        if (!float.IsFinite(top))
            throw new NotFiniteNumberException($"the best logit is {top}", top);
        // log softmax of the maximum: top - (top + log sum exp(x - top)).
        TensorPrimitives.Subtract(scratch, top, scratch);
        TensorPrimitives.Exp<float>(scratch, scratch);
        return (token, -MathF.Log(TensorPrimitives.Sum<float>(scratch)));
    }
}
