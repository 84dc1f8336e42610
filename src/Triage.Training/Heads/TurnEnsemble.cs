namespace Triage.Training.Heads;

/// <summary>
/// Turn networks that differ only in their seed, averaged: one alone moves by several calls of 31 from seed to seed (model card), and
/// they are wrong on different turns. Exported as one graph.
/// </summary>
internal sealed class TurnEnsemble(IReadOnlyList<TurnNetwork> members)
{
    public IReadOnlyList<TurnNetwork> Members => members;

    /// <summary>Mean logits [findings, classes] and mean attention [findings, N] of one turn.</summary>
    public (float[] Logits, float[] Attention) Forward(TurnExample example)
    {
        var all = members.Select(m => m.Forward(example)).ToList();
        return (Mean([.. all.Select(r => r.Logits)]), Mean([.. all.Select(r => r.Attention)]));
    }

    /// <summary>Mean logits of many turns.</summary>
    public float[][] ForwardAll(IReadOnlyList<TurnExample> examples)
    {
        var all = members.Select(m => m.ForwardAll(examples)).ToList();
        return [.. Enumerable.Range(0, examples.Count).Select(i => Mean([.. all.Select(r => r[i])]))];
    }

    private static float[] Mean(float[][] values)
    {
        var mean = new float[values[0].Length];
        foreach (var one in values)
            for (var i = 0; i < mean.Length; i++)
                mean[i] += one[i] / values.Length;
        return mean;
    }
}
