namespace Triage.Core.Assessment;

/// <summary>
/// Which words a French negation covers: ne..pas and its spoken form without ne, plus, jamais, rien, aucun, ni, sans.
/// "ne..que" restricts and denies nothing; "pas seulement" neither. A scope ends with its clause.
/// </summary>
public static class NegationScope
{
    /// <summary>Words behind a closing word that may still be denied by it; longer clauses have usually moved on.</summary>
    private const int Reach = 8;

    /// <summary>Marks the words under a negation.</summary>
    /// <returns>One flag per word.</returns>
    public static bool[] Of(IReadOnlyList<TurnWord> words)
    {
        var denied = new bool[words.Count];
        for (var start = 0; start < words.Count;)
        {
            var end = start + 1;
            while (end < words.Count && !SpokenFrench.BeginsClause(words, end))
                end++;
            MarkClause(words, start, end, denied);
            start = end;
        }
        return denied;
    }

    private static void MarkClause(IReadOnlyList<TurnWord> words, int start, int end, bool[] denied)
    {
        var ne = -1;
        for (var i = start; i < end; i++)
        {
            var word = words[i].Text;
            if (SpokenFrench.IsNe(word))
                ne = i;
            else if (word is "sans" && !(i + 1 < end && words[i + 1].Text is "doute" or "cesse" or "arrêt" or "problème"))
                Mark(denied, i, Math.Min(end, i + 5));
            else if (word is "ni")
                Mark(denied, i, Math.Min(end, i + 5));
            else if (Closes(words, i, start, ne))
                Mark(denied, Opening(words, start, i, ne), Math.Min(end, i + 1 + Reach));
        }
    }

    private static bool Closes(IReadOnlyList<TurnWord> words, int at, int start, int ne) => words[at].Text switch
    {
        "pas" or "point" when words[at].Text == "pas" || ne >= 0 => !SpokenFrench.IsIdlePas(words, at),
        "jamais" => !(at > start && words[at - 1].Text == "si"),
        "rien" or "aucun" or "aucune" => !(words[at].Text == "aucune" && at + 1 < words.Count && words[at + 1].Text == "idée"),
        "plus" => (ne >= 0 && !(at > start && words[at - 1].Text is "non" or "de" or "en")) || SpokenFrench.IsLosingPlus(words, at),
        "personne" or "guère" => ne >= 0,
        _ => false,
    };

    /// <summary>Where the scope opens: at "ne", else at the verb before the closing word, at most four words back.</summary>
    private static int Opening(IReadOnlyList<TurnWord> words, int start, int closing, int ne)
    {
        if (ne >= 0)
            return ne;
        var next = closing + 1 < words.Count ? words[closing + 1].Text : "";
        var nominal = next is "de" or "d" or "non" || words[closing].Text is "aucun" or "aucune";
        if (nominal && closing > start && !SpokenFrench.TakesDenial(words[closing - 1].Text))
            return closing;
        return Math.Max(start, closing - 4);
    }

    private static void Mark(bool[] denied, int from, int to)
    {
        for (var i = from; i < to; i++)
            denied[i] = true;
    }
}
