using Triage.Core.Calls;
using Triage.Core.Speech;

namespace Triage.Core.Assessment;

/// <summary>One word of an exchange with the channel it was heard on.</summary>
public readonly record struct HeardWord(CallChannel Channel, RecognizedWord Word);

/// <summary>A question and what was answered to it, or a spontaneous statement; what the turn network reads at once.</summary>
/// <param name="Id">Rising within a call; an exchange that grows keeps its id and replaces its earlier reading.</param>
public sealed record Exchange(int Id, IReadOnlyList<HeardWord> Question, IReadOnlyList<HeardWord> Answer)
{
    /// <summary>The network's view. <see cref="TurnWord.Source"/> counts within the question and within the answer.</summary>
    public TurnInput ReadInput() => TurnFeatures.Read(
        TurnWord.Read([.. Question.Select(w => w.Word.Text)]),
        TurnWord.Read([.. Answer.Select(w => w.Word.Text)]));

    /// <summary>The heard word behind a word of the input.</summary>
    public HeardWord SourceOf(TurnInput input, int word) =>
        word < input.QuestionCount ? Question[input.Words[word].Source] : Answer[input.Words[word].Source];

    public override string ToString() => $"exchange {Id}: {Question.Count}+{Answer.Count} words";
}

/// <summary>
/// Turns into exchanges. Utterances of the caller that follow each other closely are one answer, however the endpointer cut
/// them; an operator's "d'accord" in between does not end it. Memory is bounded by one question and one answer.
/// </summary>
public sealed class ExchangeBuilder
{
    /// <summary>Silence that still joins two utterances of one speaker, in seconds.</summary>
    public const double JoinGapS = 1.5;

    /// <summary>An answer this short ("euh", "attendez") has not used up its question.</summary>
    private const int FewWords = 4;

    private static readonly HashSet<string> Backchannels = new(StringComparer.Ordinal)
    {
        "d", "accord", "ok", "okay", "oui", "ouais", "très", "bien", "hum", "hm", "mmh", "bon", "voilà", "entendu", "je", "vois", "note", "comprends", "ah", "euh", "heu", "parfait", "madame", "monsieur", "alors", "et", "donc",
    };

    private readonly List<HeardWord> _question = [];
    private readonly List<HeardWord> _answer = [];
    private IReadOnlyList<HeardWord> _askedBefore = [];
    private bool _operatorSpokeLast = true;
    private double _answerEndS = double.NegativeInfinity;
    private int _lastId;

    /// <summary>Takes the next turn; returns the exchanges that are new or have grown, usually none (operator) or one (caller).</summary>
    public IReadOnlyList<Exchange> Add(SpokenTurn turn)
    {
        // A question mark may stand as a word of its own; it is kept, it says that the words before it ask.
        var words = turn.Words.Select(w => new HeardWord(turn.Channel, w)).ToList();
        if (!words.Exists(w => w.Word.Text.Any(char.IsLetterOrDigit)))
            return [];
        if (turn.Channel != CallChannel.Operator)
            return Answer(words, turn);
        if (IsBackchannel(words) && (_answer.Count > 0 || _question.Count > 0))
            return [];
        if (!_operatorSpokeLast)
            _question.Clear();
        _question.AddRange(words);
        if (_question.Count > TurnFeatures.MaxQuestionWords)
            _question.RemoveRange(0, _question.Count - TurnFeatures.MaxQuestionWords);
        _operatorSpokeLast = true;
        return [];
    }

    private List<Exchange> Answer(List<HeardWord> words, SpokenTurn turn)
    {
        var grows = !_operatorSpokeLast && turn.StartS - _answerEndS < JoinGapS && _answer.Count + words.Count <= TurnFeatures.MaxAnswerWords;
        if (!grows)
        {
            if (_operatorSpokeLast)
                _askedBefore = [.. _question];
            else if (_answer.Count >= FewWords)
                _askedBefore = [];
            _answer.Clear();
        }
        var exchanges = new List<Exchange>(1);
        for (var from = 0; from < words.Count; from += TurnFeatures.MaxAnswerWords)
        {
            if (from > 0)
            {
                _answer.Clear();
                _askedBefore = [];
            }
            _answer.AddRange(words.Skip(from).Take(TurnFeatures.MaxAnswerWords));
            if (!grows || from > 0)
                _lastId++;
            exchanges.Add(new Exchange(_lastId, _askedBefore, [.. _answer]));
        }
        _operatorSpokeLast = false;
        _answerEndS = turn.EndS;
        return exchanges;
    }

    private static bool IsBackchannel(List<HeardWord> words) =>
        words.Count <= 4 && !words[^1].Word.Text.Contains('?', StringComparison.Ordinal)
        && TurnWord.Read([.. words.Select(w => w.Word.Text)]).All(w => Backchannels.Contains(w.Text));
}
