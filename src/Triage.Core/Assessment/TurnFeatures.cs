namespace Triage.Core.Assessment;

/// <summary>What the turn network reads: the words of a question and of the answer to it, with structural flags.</summary>
/// <param name="Words">Question, then answer.</param>
/// <param name="QuestionCount">Words that belong to the question; the others are the answer.</param>
/// <param name="Flags">[words, <see cref="TurnFeatures.FlagCount"/>] row-major, each 0 or 1.</param>
/// <param name="Polarity">How the answer begins.</param>
public sealed record TurnInput(IReadOnlyList<TurnWord> Words, int QuestionCount, float[] Flags, AnswerPolarity Polarity)
{
    public int AnswerCount => Words.Count - QuestionCount;

    public override string ToString() => $"turn input {QuestionCount}+{AnswerCount} words";
}

/// <summary>
/// The structure that embeddings do not carry: who speaks, what is asked, what is denied, doubted, corrected, or only feared.
/// The same code serves training and the live call; the order of the flags is part of the trained model.
/// </summary>
public static class TurnFeatures
{
    /// <summary>Changes whenever the flags or their rules change; a model trained with another version is refused.</summary>
    public const int Version = 1;

    /// <summary>Longest question kept, in words from its end: operators explain first and ask last.</summary>
    public const int MaxQuestionWords = 48;

    /// <summary>Longest answer kept, in words from its start; longer turns are read in several pieces.</summary>
    public const int MaxAnswerWords = 120;

    public const int FlagCount = 24;

    /// <summary>Answers this short mean nothing without their question.</summary>
    private const int ShortAnswerWords = 3;

    private enum Flag
    {
        Operator, Caller, InQuestion, InFinalQuestion, Denied, QuestionDenied, Superseded, AfterCorrection,
        Hedged, Unsure, History, Hypothetical, AnswerYes, AnswerNo, AnswerSi, AnswerUnknown, AnswerHedgedYes, AnswerHedgedNo,
        Affirmed, Contradicted, ShortAnswer, AnswerStart, NoQuestion, HasQuestion,
    }

    /// <summary>Reads one exchange. The question may be empty (a spontaneous statement); so may the answer.</summary>
    public static TurnInput Read(IReadOnlyList<TurnWord> question, IReadOnlyList<TurnWord> answer)
    {
        IReadOnlyList<TurnWord> asked = question.Count > MaxQuestionWords ? [.. question.Skip(question.Count - MaxQuestionWords)] : question;
        IReadOnlyList<TurnWord> said = answer.Count > MaxAnswerWords ? [.. answer.Take(MaxAnswerWords)] : answer;
        var polarity = AnswerPolarityReader.Read(said);
        var flags = new float[(asked.Count + said.Count) * FlagCount];
        FlagQuestion(asked, polarity, flags);
        FlagAnswer(said, asked.Count, flags);
        Broadcast(asked.Count, said.Count, polarity, flags);
        return new TurnInput([.. asked, .. said], asked.Count, flags, polarity);
    }

    /// <summary>
    /// Whether the words [from, to] hold: true said, false denied, null neither (only asked, or only feared).
    /// A question's words hold when the answer affirms them.
    /// </summary>
    /// <param name="ownNegation">The words carry their negation themselves; a scope around them is not a second one.</param>
    internal static bool? TruthOf(TurnInput input, int from, int to, bool ownNegation)
    {
        var inQuestion = to < input.QuestionCount;
        if (Has(input, from, Flag.Hypothetical))
            return null;
        if (!inQuestion)
            return ownNegation || !Has(input, to, Flag.Denied);
        if (!Has(input, from, Flag.InQuestion))
            return null;
        bool? proposition = Has(input, to, Flag.Affirmed) ? true : Has(input, to, Flag.Contradicted) ? false : null;
        return proposition is { } holds && ownNegation && Has(input, to, Flag.QuestionDenied) ? !holds : proposition;
    }

    private static bool Has(TurnInput input, int word, Flag flag) => input.Flags[word * FlagCount + (int)flag] > 0;

    private static void FlagQuestion(IReadOnlyList<TurnWord> words, AnswerPolarity polarity, float[] flags)
    {
        var denied = NegationScope.Of(words);
        var sentences = Sentences(words);
        var last = sentences.FindLastIndex(s => s.IsQuestion);
        for (var s = 0; s < sentences.Count; s++)
        {
            var (start, end, isQuestion) = sentences[s];
            var negated = isQuestion && Enumerable.Range(start, end - start).Any(i => denied[i]);
            var proposition = Proposition(polarity, negated);
            for (var i = start; i < end; i++)
            {
                Set(flags, i, Flag.InQuestion, isQuestion);
                Set(flags, i, Flag.InFinalQuestion, s == last);
                Set(flags, i, Flag.QuestionDenied, negated);
                Set(flags, i, Flag.Affirmed, isQuestion && proposition == true);
                Set(flags, i, Flag.Contradicted, isQuestion && proposition == false);
            }
        }
        for (var i = 0; i < words.Count; i++)
        {
            Set(flags, i, Flag.Operator, true);
            Set(flags, i, Flag.Denied, denied[i]);
        }
        MarkExceptions(words, 0, flags);
        MarkPhrases(words, 0, SpokenFrench.Hypotheses, Flag.Hypothetical, 0, 8, flags);
        MarkPhrases(words, 0, SpokenFrench.History, Flag.History, 4, 6, flags);
    }

    /// <summary>Whether what is asked holds: for "vous n'avez pas mal ?" the proposition is "mal", and "si" affirms it. Null: not said.</summary>
    private static bool? Proposition(AnswerPolarity polarity, bool negated) => polarity switch
    {
        AnswerPolarity.Si => true,
        AnswerPolarity.No or AnswerPolarity.HedgedNo => false,
        AnswerPolarity.Yes or AnswerPolarity.HedgedYes => negated ? null : true,
        _ => null,
    };

    private static void FlagAnswer(IReadOnlyList<TurnWord> words, int offset, float[] flags)
    {
        var denied = NegationScope.Of(words);
        for (var i = 0; i < words.Count; i++)
        {
            Set(flags, offset + i, Flag.Caller, true);
            Set(flags, offset + i, Flag.Denied, denied[i]);
            Set(flags, offset + i, Flag.AnswerStart, i < ShortAnswerWords);
        }
        MarkPhrases(words, offset, SpokenFrench.Hedges, Flag.Hedged, 5, 7, flags);
        MarkPhrases(words, offset, SpokenFrench.Unknown, Flag.Unsure, 4, 8, flags);
        MarkPhrases(words, offset, SpokenFrench.History, Flag.History, 4, 6, flags);
        MarkPhrases(words, offset, SpokenFrench.Hypotheses, Flag.Hypothetical, 0, 8, flags);
        MarkCorrection(words, offset, flags);
        MarkExceptions(words, offset, flags);
    }

    /// <summary>"D'autres symptômes à part la fièvre ? - Non": what is excepted is taken for granted, whatever the answer.</summary>
    private static void MarkExceptions(IReadOnlyList<TurnWord> words, int offset, float[] flags)
    {
        for (var at = 0; at < words.Count; at++)
        {
            var length = SpokenFrench.ExceptionAt(words, at);
            for (var i = at + length; length > 0 && i < words.Count && i < at + length + 5; i++)
            {
                Clear(flags, offset + i, Flag.Denied);
                Clear(flags, offset + i, Flag.Contradicted);
                Set(flags, offset + i, Flag.Affirmed, offset == 0);
                if (words[i].EndsClause)
                    break;
            }
        }
    }

    private static void Clear(float[] flags, int word, Flag flag) => flags[word * FlagCount + (int)flag] = 0;

    private static void MarkCorrection(IReadOnlyList<TurnWord> words, int offset, float[] flags)
    {
        for (var at = words.Count - 1; at >= 2; at--)
        {
            var length = SpokenFrench.MatchAt(words, at, SpokenFrench.Corrections);
            if (length == 0 || at + length >= words.Count)
                continue;
            for (var i = 0; i < words.Count; i++)
                Set(flags, offset + i, i < at ? Flag.Superseded : Flag.AfterCorrection, true);
            return;
        }
    }

    private static void Broadcast(int questionCount, int answerCount, AnswerPolarity polarity, float[] flags)
    {
        for (var i = 0; i < questionCount + answerCount; i++)
        {
            Set(flags, i, Flag.AnswerYes, polarity == AnswerPolarity.Yes);
            Set(flags, i, Flag.AnswerNo, polarity == AnswerPolarity.No);
            Set(flags, i, Flag.AnswerSi, polarity == AnswerPolarity.Si);
            Set(flags, i, Flag.AnswerUnknown, polarity == AnswerPolarity.Unknown);
            Set(flags, i, Flag.AnswerHedgedYes, polarity == AnswerPolarity.HedgedYes);
            Set(flags, i, Flag.AnswerHedgedNo, polarity == AnswerPolarity.HedgedNo);
            Set(flags, i, Flag.ShortAnswer, answerCount is > 0 and <= ShortAnswerWords);
            Set(flags, i, Flag.NoQuestion, questionCount == 0);
            Set(flags, i, Flag.HasQuestion, questionCount > 0);
        }
    }

    /// <summary>Sentences of an operator's words; without punctuation a new one begins at each interrogative.</summary>
    private static List<(int Start, int End, bool IsQuestion)> Sentences(IReadOnlyList<TurnWord> words)
    {
        var sentences = new List<(int, int, bool)>();
        for (var start = 0; start < words.Count;)
        {
            var asks = SpokenFrench.BeginsQuestion(words, start);
            var end = start + 1;
            for (; end < words.Count && !words[end - 1].EndsSentence; end++)
            {
                if (!SpokenFrench.BeginsQuestion(words, end))
                    continue;
                if (asks && end - start >= 3 && SpokenFrench.BeginsClause(words, end))
                    break;
                asks = true;
            }
            asks |= words[end - 1].EndsQuestion || (end == words.Count && end - start <= 14 && !Announces(words, start, end));
            sentences.Add((start, end, asks));
            start = end;
        }
        return sentences;
    }

    /// <summary>The operator says what happens next instead of asking.</summary>
    private static bool Announces(IReadOnlyList<TurnWord> words, int start, int end)
    {
        for (var i = start; i < end; i++)
            if (words[i].Text is "j'envoie" or "envoie" or "vais" or "allez" or "restez" or "mettez" or "appuyez" or "continuez" or "passe" or "arrive" or "arrivent" or "faut")
                return true;
        return false;
    }

    /// <summary>Flags the clause around each phrase: some words before it and after it, not across a sentence's end.</summary>
    private static void MarkPhrases(IReadOnlyList<TurnWord> words, int offset, string[][] phrases, Flag flag, int before, int after, float[] flags)
    {
        for (var at = 0; at < words.Count; at++)
        {
            var length = SpokenFrench.MatchAt(words, at, phrases);
            if (length == 0)
                continue;
            var from = at;
            while (from > 0 && at - from < before && !words[from - 1].EndsClause)
                from--;
            var to = at + length;
            while (to < words.Count && to - at - length < after && !words[to - 1].EndsSentence)
                to++;
            for (var i = from; i < to; i++)
                Set(flags, offset + i, flag, true);
        }
    }

    private static void Set(float[] flags, int word, Flag flag, bool value)
    {
        if (value)
            flags[word * FlagCount + (int)flag] = 1;
    }
}
