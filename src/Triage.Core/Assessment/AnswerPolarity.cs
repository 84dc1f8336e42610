namespace Triage.Core.Assessment;

/// <summary>How an answer begins.</summary>
public enum AnswerPolarity
{
    /// <summary>Neither yes nor no: a statement of its own.</summary>
    None,
    Yes,
    No,

    /// <summary>"Si": contradicts a negated question.</summary>
    Si,

    /// <summary>"Je ne sais pas".</summary>
    Unknown,

    /// <summary>"Je crois que oui".</summary>
    HedgedYes,

    /// <summary>"Je crois que non".</summary>
    HedgedNo,
}

/// <summary>Reads the polarity of an answer's first words; a later "ah si" or "enfin non" near the start corrects it.</summary>
public static class AnswerPolarityReader
{
    /// <summary>Words looked at, fillers not counted; a yes or no further on belongs to something else.</summary>
    private const int Window = 6;

    public static AnswerPolarity Read(IReadOnlyList<TurnWord> words)
    {
        var hedged = false;
        var seen = 0;
        for (var i = 0; i < words.Count && seen < Window; i++)
        {
            var word = words[i].Text;
            if (SpokenFrench.IsFiller(word))
                continue;
            seen++;
            if (SpokenFrench.MatchAt(words, i, SpokenFrench.Unknown) > 0 || Ignorance(words, i))
                return AnswerPolarity.Unknown;
            if (Hedge(words, i))
            {
                hedged = true;
                continue;
            }
            var polarity = WordPolarity(words, i, seen == 1, hedged);
            if (polarity == AnswerPolarity.None)
                continue;
            if (hedged)
                return polarity == AnswerPolarity.Yes ? AnswerPolarity.HedgedYes : AnswerPolarity.HedgedNo;
            return HedgeFollows(words, i) ? (polarity == AnswerPolarity.No ? AnswerPolarity.HedgedNo : AnswerPolarity.HedgedYes) : polarity;
        }
        return AnswerPolarity.None;
    }

    private static AnswerPolarity WordPolarity(IReadOnlyList<TurnWord> words, int at, bool first, bool hedged)
    {
        var next = at + 1 < words.Count ? words[at + 1].Text : "";
        switch (words[at].Text)
        {
            case "non" or "nan" or "nenni" or "négatif":
                return AnswerPolarity.No;
            case "oui" or "ouais" or "ouai" or "mouais" or "affirmatif" or "exactement" or "effectivement" or "absolument" or "carrément" or "évidemment":
                return words[at].Text == "absolument" && next == "pas" ? AnswerPolarity.No : AnswerPolarity.Yes;
            case "bien" when next is "sûr":
                return AnswerPolarity.Yes;
            case "tout" when first && next == "à" && at + 2 < words.Count && words[at + 2].Text == "fait":
                return AnswerPolarity.Yes;
            case "si" when first && next is "" or "si" or "un" or "beaucoup" or "je" or "j" or "ça":
                return AnswerPolarity.Si;
            case "si" when first && words[at].EndsClause:
                return AnswerPolarity.Si;
            case "pas" when (first || hedged) && (next is "" or "du" or "vraiment" or "spécialement" or "particulièrement" or "non" or "là"):
                return AnswerPolarity.No;
            case "jamais" or "rien" or "aucun" or "aucune" or "du" when first && (words[at].Text != "du" || next == "tout"):
                return AnswerPolarity.No;
            default:
                return AnswerPolarity.None;
        }
    }

    private static bool Ignorance(IReadOnlyList<TurnWord> words, int at) =>
        SpokenFrench.IsNe(words[at].Text) && at + 1 < words.Count && SpokenFrench.MatchAt(words, at + 1, SpokenFrench.Unknown) > 0;

    private static bool Hedge(IReadOnlyList<TurnWord> words, int at)
    {
        var next = at + 1 < words.Count ? words[at + 1].Text : "";
        return words[at].Text switch
        {
            "je" => next is "crois" or "pense" or "dirais" or "suppose" or "ne",
            "crois" or "pense" or "dirait" or "semble" or "dirais" or "suppose" or "probablement" or "apparemment" or "que" => true,
            "on" => next == "dirait",
            "il" => next == "me",
            "peut" => next == "être",
            _ => false,
        };
    }

    private static bool HedgeFollows(IReadOnlyList<TurnWord> words, int at)
    {
        for (var i = at + 1; i <= at + 2 && i < words.Count; i++)
            if (words[i].Text is "peut" or "je" && i + 1 < words.Count && words[i + 1].Text is "être" or "crois" or "pense" && i + 2 >= words.Count)
                return true;
        return false;
    }
}
