namespace Triage.Core.Assessment;

/// <summary>
/// A phrase to look for in normalised words: words separated by spaces, alternatives by '|', '*' for up to four words of any kind;
/// "!" before a part: the next word is none of these. "ne" and "n" in the speech are passed over. Example: "respire * temps en temps".
/// </summary>
public sealed class SpokenPattern
{
    private const int Gap = 4;

    private readonly string[][] _parts;

    public SpokenPattern(string pattern)
    {
        Text = pattern;
        _parts = [.. pattern.Split(' ').Select(part => part.Split('|'))];
        HoldsNegation = _parts.Any(p => p.Any(w => w is "pas" or "plus" or "rien" or "jamais"));
    }

    public string Text { get; }

    /// <summary>The pattern itself denies ("répond plus"): the scope of negation around it says nothing more.</summary>
    public bool HoldsNegation { get; }

    /// <summary>Finds the pattern from a word on; <paramref name="end"/> is the place behind its last word.</summary>
    public bool MatchesAt(IReadOnlyList<TurnWord> words, int start, int limit, out int end) => Matches(words, start, limit, 0, out end);

    private bool Matches(IReadOnlyList<TurnWord> words, int at, int limit, int part, out int end)
    {
        end = at;
        if (part == _parts.Length)
            return true;
        if (_parts[part][0].StartsWith('!'))
            return (at >= limit || words[at - 1].EndsClause || !_parts[part].Any(w => w.TrimStart('!') == words[at].Text)) && Matches(words, at, limit, part + 1, out end);
        if (_parts[part] is ["*"])
        {
            for (var skip = 0; skip <= Gap && at + skip <= limit; skip++)
            {
                if (skip > 0 && words[at + skip - 1].EndsSentence)
                    return false;
                if (Matches(words, at + skip, limit, part + 1, out end))
                    return true;
            }
            return false;
        }
        // "Il respire, pas de souci": a clause's end parts words that would otherwise say the opposite.
        if (part > 0 && _parts[part - 1] is not ["*"] && at > 0 && words[at - 1].EndsClause)
            return false;
        if (at < limit && part > 0 && words[at].Text is "ne" or "n" && !_parts[part].Contains(words[at].Text))
            at++;
        return at < limit && _parts[part].Contains(words[at].Text) && Matches(words, at + 1, limit, part + 1, out end);
    }
}
