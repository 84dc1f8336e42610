using System.Collections.Frozen;

namespace Triage.Core.Assessment;

/// <summary>From the network's attention over words to a quote with media times.</summary>
public static class EvidenceSpan
{
    /// <summary>Longest quote, in recognised words.</summary>
    public const int MaxWords = 12;

    /// <summary>A neighbour joins the quote while its attention is at least this share of the peak's (set on synthetic calls).</summary>
    private const double JoinShare = 0.12;

    /// <summary>Attention on the question from which the question is quoted too: the answer alone would not prove anything.</summary>
    private const double QuestionShare = 0.4;

    /// <summary>The same for an answer that is no yes or no: it stands alone unless nearly all attention lies on the question.</summary>
    private const double StatementShare = 0.7;

    /// <summary>Words that lean on the next one: a quote that ends in one reads as cut off.</summary>
    private static readonly FrozenSet<string> Leaning = new[]
    {
        "le", "la", "les", "l", "un", "une", "des", "du", "de", "d", "à", "au", "aux", "et", "ou", "mais", "donc", "que", "qu", "qui", "dans", "en", "sur", "sous",
        "pour", "par", "avec", "sans", "chez", "ne", "n", "se", "s", "me", "m", "te", "t", "je", "j", "il", "ils", "elle", "elles", "on", "y", "ce", "c", "cette", "ces",
        "son", "sa", "ses", "mon", "ma", "mes", "votre", "vos", "leur", "leurs", "a", "est", "ai", "suis", "sont", "ont", "très", "si",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The quote of the answer, preceded by one of the question when the answer leans on it.</summary>
    /// <param name="attention">One weight per word of the input, not negative.</param>
    public static IReadOnlyList<Evidence> Quote(Exchange exchange, TurnInput input, ReadOnlySpan<float> attention)
    {
        var evidence = new List<Evidence>(2);
        var total = 0.0;
        var asked = 0.0;
        for (var i = 0; i < attention.Length; i++)
        {
            total += attention[i];
            if (i < input.QuestionCount)
                asked += attention[i];
        }
        if (input.QuestionCount > 0 && asked > (input.Polarity == AnswerPolarity.None ? StatementShare : QuestionShare) * total)
            evidence.Add(Build(exchange, input, attention, 0, input.QuestionCount));
        if (input.AnswerCount > 0)
            evidence.Add(Build(exchange, input, attention, input.QuestionCount, input.Words.Count));
        return evidence;
    }

    /// <summary>A quote reads best as a clause: grows to the borders of its clause while it stays short.</summary>
    private static (int From, int To) WholeClause(TurnInput input, int start, int end, int from, int to)
    {
        while (from > start && to - from < MaxWords - 2 && !SpokenFrench.BeginsClause(input.Words, from))
            from--;
        while (to < end && to - from < MaxWords - 2 && !input.Words[to - 1].EndsClause && !SpokenFrench.BeginsClause(input.Words, to))
            to++;
        return (from, to);
    }

    /// <summary>The end of the quote moved off a word that leans on the next: back, or on when the peak itself is such a word.</summary>
    private static int Complete(TurnInput input, int peak, int end, int from, int to)
    {
        bool Dangles(int last) => !input.Words[last].EndsClause && Leaning.Contains(input.Words[last].Text);
        while (to - 1 > peak && Dangles(to - 1))
            to--;
        while (to < end && to - from < MaxWords && Dangles(to - 1))
            to++;
        return to;
    }

    private static Evidence Build(Exchange exchange, TurnInput input, ReadOnlySpan<float> attention, int start, int end)
    {
        var peak = start;
        for (var i = start + 1; i < end; i++)
            if (attention[i] > attention[peak])
                peak = i;
        var from = peak;
        var to = peak + 1;
        while (to - from < MaxWords)
        {
            // One weak word between two strong ones ("mal à la poitrine") does not cut a quote.
            var left = from > start ? Math.Max(attention[from - 1], from - 1 > start ? attention[from - 2] * 0.9f : 0) : -1;
            var right = to < end ? Math.Max(attention[to], to + 1 < end ? attention[to + 1] * 0.9f : 0) : -1;
            var least = to - from < 2 ? 0 : attention[peak] * JoinShare;
            if (Math.Max(left, right) < least || Math.Max(left, right) < 0)
                break;
            if (left > right)
                from--;
            else
                to++;
        }
        (from, to) = WholeClause(input, start, end, from, to);
        to = Complete(input, peak, end, from, to);
        var words = Enumerable.Range(from, to - from).Select(i => exchange.SourceOf(input, i)).Distinct().Take(MaxWords).ToList();
        return new Evidence(words[0].Channel, words[0].Word.StartS, words[^1].Word.EndS, string.Join(' ', words.Select(w => w.Word.Text.Trim())));
    }
}
