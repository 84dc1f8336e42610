namespace Triage.Training.Heads;

/// <summary>Call heads that differ in seed alone; their logits are averaged.</summary>
internal sealed class CallEnsemble
{
    /// <exception cref="ArgumentException">There is no member.</exception>
    public CallEnsemble(IReadOnlyList<CallNetwork> members)
    {
        if (members.Count == 0)
            throw new ArgumentException("an ensemble has at least one member", nameof(members));
        Members = members;
    }

    public IReadOnlyList<CallNetwork> Members { get; }

    /// <summary>Mean logits [calls, PaddedOutputs].</summary>
    public float[] Forward(IReadOnlyList<float[]> features) => Average.Of([.. Members.Select(m => m.Forward(features))]);
}
