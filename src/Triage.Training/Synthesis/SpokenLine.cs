using Triage.Core.Assessment;

namespace Triage.Training.Synthesis;

/// <summary>A finding said by some words.</summary>
internal readonly record struct Said(int Finding, FindingStatus Status);

/// <summary>What a run of words proves; one object for each marked run, shared by its words.</summary>
internal sealed record Proof(IReadOnlyList<Said> Says);

internal readonly record struct SpokenWord(string Text, Proof? Proof);

/// <summary>
/// A turn in the making: words that carry their proof along, so that hesitations, spelling and splitting cannot lose a label.
/// </summary>
internal sealed class SpokenLine
{
    public List<SpokenWord> Words { get; } = [];

    /// <summary>Indices in <see cref="Words"/> where a clause begins, without 0: the turn may be cut there.</summary>
    public List<int> Clauses { get; } = [];

    public bool IsEmpty => Words.Count == 0;

    public IEnumerable<Said> Says => Words.Where(w => w.Proof is not null).Select(w => w.Proof!).Distinct().SelectMany(p => p.Says);

    public SpokenLine Then(SpokenLine next)
    {
        if (next.IsEmpty)
            return this;
        if (!IsEmpty)
            Clauses.Add(Words.Count);
        Clauses.AddRange(next.Clauses.Select(c => c + Words.Count));
        Words.AddRange(next.Words);
        return this;
    }

    /// <summary>The same words, all of them proving what is given.</summary>
    public SpokenLine Proving(IReadOnlyList<Said> says)
    {
        var proof = new Proof(says);
        for (var i = 0; i < Words.Count; i++)
            Words[i] = Words[i] with { Proof = proof };
        return this;
    }

    public (SpokenLine First, SpokenLine Second) CutAt(int clause)
    {
        SpokenLine first = new(), second = new();
        first.Words.AddRange(Words.Take(clause));
        first.Clauses.AddRange(Clauses.Where(c => c < clause));
        second.Words.AddRange(Words.Skip(clause));
        second.Clauses.AddRange(Clauses.Where(c => c > clause).Select(c => c - clause));
        return (first, second);
    }

    /// <summary>
    /// Text and mentions: for each finding the last definite word of the turn, else the last uncertain one, with the run of
    /// words that proves it.
    /// </summary>
    public (string Text, IReadOnlyList<SyntheticMention> Mentions) ToText()
    {
        var text = new System.Text.StringBuilder();
        var spans = new Dictionary<Proof, (int Start, int End)>(ReferenceEqualityComparer.Instance);
        var order = new List<Proof>();
        foreach (var word in Words)
        {
            if (text.Length > 0)
                text.Append(' ');
            var start = text.Length;
            text.Append(word.Text);
            if (word.Proof is not { } proof)
                continue;
            if (!spans.TryGetValue(proof, out var span))
                order.Add(proof);
            else
                start = span.Start;
            spans[proof] = (start, text.Length);
        }
        var mentions = new SortedDictionary<int, SyntheticMention>();
        foreach (var proof in order)
            foreach (var (finding, status) in proof.Says)
                if (status != FindingStatus.Uncertain || !mentions.TryGetValue(finding, out var known) || known.Status == FindingStatus.Uncertain)
                    mentions[finding] = new(finding, status, spans[proof].Start, spans[proof].End - spans[proof].Start);
        return (text.ToString(), [.. mentions.Values]);
    }
}
