namespace Triage.Training.Heads;

/// <summary>
/// Turn networks that differ in seed alone; their logits and attention are averaged. Small networks trained on few sentences
/// disagree where they know little, and their average moves less from one training to the next.
/// </summary>
internal sealed class TurnEnsemble
{
    /// <exception cref="ArgumentException">There is no member.</exception>
    public TurnEnsemble(IReadOnlyList<TurnNetwork> members)
    {
        if (members.Count == 0)
            throw new ArgumentException("an ensemble has at least one member", nameof(members));
        Members = members;
    }

    public IReadOnlyList<TurnNetwork> Members { get; }

    /// <summary>Mean logits [findings, 4] and mean attention [findings, tokens] of one text.</summary>
    public (float[] Logits, float[] Attention) Forward(TurnExample example)
    {
        var all = Members.Select(m => m.Forward(example)).ToList();
        return (Average.Of([.. all.Select(a => a.Logits)]), Average.Of([.. all.Select(a => a.Attention)]));
    }

    /// <summary>Mean logits of many texts, each [findings, 4].</summary>
    public float[][] ForwardAll(IReadOnlyList<TurnExample> examples)
    {
        var all = Members.Select(m => m.ForwardAll(examples)).ToList();
        return [.. Enumerable.Range(0, examples.Count).Select(i => Average.Of([.. all.Select(a => a[i])]))];
    }
}
