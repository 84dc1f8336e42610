using Triage.Core.Assessment;
using Triage.Core.Speech;
using Triage.Training.Synthesis;

namespace Triage.Training.Heads;

/// <summary>One exchange of a synthetic call with what it says.</summary>
internal sealed record LabelledExchange(Exchange Exchange, TurnInput Input, IReadOnlyList<TurnLabel> Labels)
{
    /// <summary>Equal keys mean equal inputs of the network.</summary>
    public string Key { get; } = string.Join(' ', Input.Words.Select(w => w.EncoderText)) + "|" + Input.QuestionCount + "|" + string.Concat(Input.Flags.Select(f => f > 0 ? '1' : '0'));

    public override string ToString() => $"labelled {Exchange}";
}

/// <summary>Puts synthetic calls through the serving path's own turn handling, so that training sees what serving will see.</summary>
internal static class SyntheticExchanges
{
    /// <summary>Speaking rate used for made-up word times, in seconds a word.</summary>
    private const double SecondsPerWord = 0.35;

    /// <summary>Exchanges of a call in order, each as it stood when complete.</summary>
    public static List<LabelledExchange> Of(SyntheticCall call)
    {
        var random = new Random(unchecked((int)call.Seed));
        var builder = new ExchangeBuilder();
        var origin = new Dictionary<RecognizedWord, (int Turn, int Start, int End)>(ReferenceEqualityComparer.Instance);
        var exchanges = new List<Exchange>();
        var now = 0.0;
        for (var t = 0; t < call.Turns.Count; t++)
        {
            // Most speakers go on at once; some pauses are long enough to begin a new exchange.
            now += random.NextDouble() < 0.25 ? 2.2 : 0.4;
            var words = Words(call.Turns[t].Text, t, now, origin);
            now += words.Count * SecondsPerWord;
            var start = words.Count > 0 ? words[0].StartS : now;
            foreach (var exchange in builder.Add(new SpokenTurn(call.Turns[t].Channel, start, now, words)))
                if (exchanges is [.., var last] && last.Id == exchange.Id)
                    exchanges[^1] = exchange;
                else
                    exchanges.Add(exchange);
        }
        return [.. exchanges.Select(e => Label(call, e, origin)).Where(e => e.Input.AnswerCount > 0)];
    }

    /// <summary>
    /// Longer turns: an exchange with statements of other calls before or behind its answer. Only statements that stand alone are
    /// joined, so every label stays true; of two labels for one finding the later counts.
    /// </summary>
    public static List<LabelledExchange> Join(IReadOnlyList<LabelledExchange> exchanges, int count, Random random)
    {
        var statements = exchanges.Where(e => e.Input.Polarity == AnswerPolarity.None && e.Exchange.Answer.Count is >= 4 and <= 30 && e.Labels.All(l => l.ProofWords.All(w => w >= e.Input.QuestionCount))).ToList();
        var joined = new List<LabelledExchange>(count);
        while (joined.Count < count && statements.Count > 0)
        {
            var first = exchanges[random.Next(exchanges.Count)];
            var more = statements[random.Next(statements.Count)];
            // A caller who tells the whole story in one breath: what was joined is joined again.
            if (joined.Count > 0 && random.Next(3) == 0)
                first = joined[random.Next(joined.Count)];
            if (first.Exchange.Answer.Count + more.Exchange.Answer.Count > TurnFeatures.MaxAnswerWords * 3 / 4)
                continue;
            // In front of an answer a statement would hide its "yes" from its question.
            var behind = first.Input.Polarity != AnswerPolarity.None || random.Next(2) == 0;
            if (random.Next(4) == 0)
            {
                // An answer that passes its question by: the question's words alone say nothing.
                var asked = exchanges[random.Next(exchanges.Count)].Exchange.Question;
                var passing = new Exchange(0, asked, more.Exchange.Answer);
                var read = passing.ReadInput();
                joined.Add(new LabelledExchange(passing, read, [.. more.Labels.Select(l => l with { ProofWords = [.. l.ProofWords.Select(w => w - more.Input.QuestionCount + read.QuestionCount)] })]));
                continue;
            }
            var exchange = behind
                ? new Exchange(0, first.Exchange.Question, [.. first.Exchange.Answer, .. more.Exchange.Answer])
                : new Exchange(0, random.Next(2) == 0 ? [] : first.Exchange.Question, [.. more.Exchange.Answer, .. first.Exchange.Answer]);
            var input = exchange.ReadInput();
            if (input.AnswerCount != first.Input.AnswerCount + more.Input.AnswerCount || (behind && input.Polarity != first.Input.Polarity)
                || (exchange.Question.Count == 0 && first.Labels.Any(l => l.ProofWords.Any(w => w < first.Input.QuestionCount))))
                continue;
            var labels = new Dictionary<int, TurnLabel>();
            void Take(LabelledExchange from, int answerStart)
            {
                foreach (var label in from.Labels)
                    labels[label.Finding] = label with
                    {
                        ProofWords = [.. label.ProofWords.Select(w => w < from.Input.QuestionCount ? w : w - from.Input.QuestionCount + answerStart)],
                    };
            }
            if (!behind)
                Take(more, input.QuestionCount);
            Take(first, behind ? input.QuestionCount : input.QuestionCount + more.Input.AnswerCount);
            if (behind)
                Take(more, input.QuestionCount + first.Input.AnswerCount);
            joined.Add(new LabelledExchange(exchange, input, [.. labels.Values.OrderBy(l => l.Finding)]));
        }
        return joined;
    }

    private static List<RecognizedWord> Words(string text, int turn, double start, Dictionary<RecognizedWord, (int, int, int)> origin)
    {
        var words = new List<RecognizedWord>();
        for (var at = 0; at < text.Length;)
        {
            var end = text.IndexOf(' ', at);
            end = end < 0 ? text.Length : end;
            if (end > at)
            {
                var from = start + words.Count * SecondsPerWord;
                var word = new RecognizedWord(text[at..end], from, from + SecondsPerWord, 1);
                origin[word] = (turn, at, end);
                words.Add(word);
            }
            at = end + 1;
        }
        return words;
    }

    private static LabelledExchange Label(SyntheticCall call, Exchange exchange, Dictionary<RecognizedWord, (int Turn, int Start, int End)> origin)
    {
        var input = exchange.ReadInput();
        var labels = new Dictionary<int, TurnLabel>();
        var turns = exchange.Answer.Select(w => origin[w.Word].Turn).Distinct().Order();
        foreach (var turn in turns)
            foreach (var mention in call.Turns[turn].Mentions)
            {
                var proof = Proof(exchange, input, origin, turn, mention);
                if (proof.Count == 0)
                    continue;
                if (mention.Status == FindingStatus.Uncertain && labels.ContainsKey(mention.Finding))
                    continue;
                labels[mention.Finding] = new TurnLabel(mention.Finding, 1 + (int)mention.Status, proof);
            }
        return new LabelledExchange(exchange, input, [.. labels.Values.OrderBy(l => l.Finding)]);
    }

    /// <summary>Words of the proof; with the question's when the proof is the first words of an answer, which mean nothing alone.</summary>
    private static List<int> Proof(
        Exchange exchange, TurnInput input, Dictionary<RecognizedWord, (int Turn, int Start, int End)> origin, int turn, SyntheticMention mention)
    {
        var proof = new List<int>();
        for (var w = input.QuestionCount; w < input.Words.Count; w++)
        {
            var source = origin[exchange.Answer[input.Words[w].Source].Word];
            if (source.Turn == turn && source.Start < mention.End && source.End > mention.Start)
                proof.Add(w);
        }
        if (proof.Count > 0 && input.Polarity != AnswerPolarity.None && proof[0] - input.QuestionCount < 3 && proof.Count <= 5)
            proof.AddRange(Enumerable.Range(0, input.QuestionCount));
        return proof;
    }
}
