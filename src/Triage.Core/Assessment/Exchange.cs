using Triage.Core.Calls;
using Triage.Core.Speech;

namespace Triage.Core.Assessment;

/// <summary>One word of an exchange with the channel it was heard on.</summary>
/// <param name="Marks">Punctuation that the recogniser wrote as a word of its own behind it; a question mark says that the words before it ask.</param>
public readonly record struct HeardWord(CallChannel Channel, RecognizedWord Word, string Marks = "")
{
    /// <summary>The word with all its punctuation.</summary>
    public string Marked => Word.Text + Marks;
}

/// <summary>A question and what was answered to it, or a spontaneous statement; what the turn network reads at once.</summary>
/// <param name="Id">Rising within a call; an exchange that grows keeps its id and replaces its earlier reading.</param>
public sealed record Exchange(int Id, IReadOnlyList<HeardWord> Question, IReadOnlyList<HeardWord> Answer)
{
    /// <summary>The network's view. <see cref="TurnWord.Source"/> counts within the question and within the answer.</summary>
    public TurnInput ReadInput() => TurnFeatures.Read(
        TurnWord.Read([.. Question.Select(w => w.Marked)]),
        TurnWord.Read([.. Answer.Select(w => w.Marked)]));

    /// <summary>The heard word behind a word of the input.</summary>
    public HeardWord SourceOf(TurnInput input, int word) =>
        word < input.QuestionCount ? Question[input.Words[word].Source] : Answer[input.Words[word].Source];

    public override string ToString() => $"exchange {Id}: {Question.Count}+{Answer.Count} words";
}

/// <summary>
/// Turns into exchanges, by their words alone: what one speaker says is read as one turn, however it was cut into finals, as long as
/// the other says nothing in between but "d'accord" and no pause of <see cref="JoinGapS"/> stands in it. A long answer is read in
/// windows that overlap. Memory is bounded by one question and one window.
/// </summary>
public sealed class ExchangeBuilder
{
    /// <summary>Silence that ends an answer, in seconds. The endpointer closes after half a second, so a longer one always lies between two finals.</summary>
    public const double JoinGapS = 1.5;

    /// <summary>Words that a window of a long answer takes over from the one before, so that a statement on the border is whole in one of them.</summary>
    public const int Overlap = 24;

    /// <summary>An answer this short ("euh", "attendez") has not used up its question.</summary>
    private const int FewWords = 4;

    /// <summary>Longest run of an operator's words that can be mere listening.</summary>
    private const int BackchannelWords = 8;

    private static readonly HashSet<string> Backchannels = new(StringComparer.Ordinal)
    {
        "d", "accord", "ok", "okay", "oui", "ouais", "très", "bien", "hum", "hm", "mmh", "bon", "voilà", "entendu", "je", "vois", "note", "comprends", "ah", "euh", "heu", "parfait", "madame", "monsieur", "alors", "et", "donc",
    };

    private readonly List<HeardWord> _asking = [];
    private readonly List<HeardWord> _answer = [];
    private IReadOnlyList<HeardWord> _question = [];
    private double _answerEndS = double.NegativeInfinity;
    private int _lastId;

    /// <summary>Answers begun so far; a turn that goes on with the open one does not count.</summary>
    public int Answers { get; private set; }

    /// <summary>Takes the next turn; returns the exchanges that are new or have grown, usually none (operator) or one (caller).</summary>
    public IReadOnlyList<Exchange> Add(SpokenTurn turn)
    {
        if (turn.Channel != CallChannel.Operator)
            return Answer(turn);
        foreach (var word in turn.Words)
            Append(_asking, new HeardWord(turn.Channel, word));
        if (_asking.Count > TurnFeatures.MaxQuestionWords)
            _asking.RemoveRange(0, _asking.Count - TurnFeatures.MaxQuestionWords);
        return [];
    }

    private List<Exchange> Answer(SpokenTurn turn)
    {
        var exchanges = new List<Exchange>(1);
        var spoken = turn.Words.Any(IsSpoken);
        var continues = _answer.Count > 0 && turn.StartS - _answerEndS < JoinGapS && !Interrupts();
        if (!spoken && !continues)
            return exchanges;
        if (!continues)
            Open();
        _asking.Clear();
        var grown = false;
        foreach (var word in turn.Words)
        {
            if (_answer.Count == TurnFeatures.MaxAnswerWords && IsSpoken(word))
            {
                if (grown)
                    exchanges.Add(Current());
                _answer.RemoveRange(0, _answer.Count - Overlap);
                _question = [];
                _lastId++;
            }
            grown |= Append(_answer, new HeardWord(turn.Channel, word));
        }
        if (grown)
            exchanges.Add(Current());
        _answerEndS = turn.EndS;
        return exchanges;
    }

    private void Open()
    {
        if (Interrupts())
            _question = Asked();
        else if (_answer.Count >= FewWords)
            _question = [];
        _answer.Clear();
        _lastId++;
        Answers++;
    }

    private Exchange Current() => new(_lastId, _question, [.. _answer]);

    /// <summary>The operator has said more than that he listens.</summary>
    private bool Interrupts() => _asking.Count > 0 && !(_answer.Count > 0 && IsBackchannel(_asking));

    /// <summary>The question without the listening behind it: "il respire ? d'accord" asks "il respire ?".</summary>
    private List<HeardWord> Asked()
    {
        for (var at = _asking.Count - 1; at > 0; at--)
            if (_asking[at - 1].Marked.AsSpan().IndexOfAny(".?!") >= 0)
                return IsBackchannel(_asking[at..]) ? _asking[..at] : [.. _asking];
        return [.. _asking];
    }

    private static bool IsSpoken(RecognizedWord word) => word.Text.Any(char.IsLetterOrDigit);

    /// <summary>Appends a word; punctuation that stands alone joins the word before it. False: there was none, nothing changed.</summary>
    private static bool Append(List<HeardWord> words, HeardWord heard)
    {
        if (IsSpoken(heard.Word))
            words.Add(heard);
        else if (words.Count > 0)
            words[^1] = words[^1] with { Marks = words[^1].Marks + " " + heard.Word.Text.Trim() };
        else
            return false;
        return true;
    }

    private static bool IsBackchannel(List<HeardWord> words) =>
        words.Count <= BackchannelWords && !words.Exists(w => w.Marked.Contains('?', StringComparison.Ordinal))
        && TurnWord.Read([.. words.Select(w => w.Marked)]).All(w => Backchannels.Contains(w.Text));
}
