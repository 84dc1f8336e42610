namespace Triage.Training.Synthesis;

/// <summary>Sentences for a caller who is the patient and for one who speaks of someone else.</summary>
internal sealed record SidedPhrases(IReadOnlyList<Phrase> Self, IReadOnlyList<Phrase> Other)
{
    public static SidedPhrases None { get; } = new([], []);

    public IReadOnlyList<Phrase> For(bool self) => self ? Self : Other;

    /// <summary>Reads { self, other }. A side may be an empty list where nobody could say it of himself; both may not.</summary>
    public static SidedPhrases Read(ContentNode node, Said? own)
    {
        node.Keys("self", "other");
        var sided = new SidedPhrases(Phrases(node["self"], own), Phrases(node["other"], own));
        foreach (var phrase in sided.Self)
            if (phrase.SpeaksOfAnother)
                throw node["self"].Fail($"the patient speaks: no third person here: {phrase}");
        return sided.Self.Count + sided.Other.Count > 0 ? sided : throw node.Fail("both lists are empty");
    }

    /// <summary>Reads a plain list, or { self?, other?, any? }.</summary>
    public static SidedPhrases ReadLoose(ContentNode node, Said? own = null)
    {
        if (node.IsList)
            return Split(Phrases(node, own));
        node.Keys("self?", "other?", "any?");
        var any = node.Find("any") is { } a ? Split(Phrases(a, own)) : None;
        return new(
            [.. any.Self, .. node.Find("self") is { } s ? Phrases(s, own) : []],
            [.. any.Other, .. node.Find("other") is { } o ? Phrases(o, own) : []]);
    }

    public static IReadOnlyList<Phrase> Phrases(ContentNode list, Said? own = null) => [.. list.Items().Select(item => Phrase.Parse(item, own))];

    public SidedPhrases Where(Func<Phrase, bool> keep) => new([.. Self.Where(keep)], [.. Other.Where(keep)]);

    /// <summary>Keeps some; a side that would be empty stays whole.</summary>
    public SidedPhrases Only(Func<Phrase, bool> keep) => new(
        Self.Any(keep) ? [.. Self.Where(keep)] : Self,
        Other.Any(keep) ? [.. Other.Where(keep)] : Other);

    private static SidedPhrases Split(IReadOnlyList<Phrase> phrases) => new([.. phrases.Where(p => !p.SpeaksOfAnother)], phrases);
}
