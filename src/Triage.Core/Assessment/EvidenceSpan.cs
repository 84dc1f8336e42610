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
        if (input.QuestionCount > 0 && asked > QuestionShare * total)
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
        var words = Enumerable.Range(from, to - from).Select(i => exchange.SourceOf(input, i)).Distinct().Take(MaxWords).ToList();
        return new Evidence(words[0].Channel, words[0].Word.StartS, words[^1].Word.EndS, string.Join(' ', words.Select(w => w.Word.Text.Trim())));
    }
}
