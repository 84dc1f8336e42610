using Triage.Training.Evaluation;

namespace Triage.Training.Synthesis;

/// <summary>
/// Makes the words of calls look like those of a speech recogniser. Labels follow their words; one is lost only with the last
/// of its words, or when it rested on an answer word ("oui") that vanished.
/// </summary>
public sealed class RecognizerNoise(ContentLibrary content)
{
    private readonly NoiseTable _table = content.Noise;
    private readonly Dictionary<string, string> _digits = Digits();

    /// <param name="rate">Probability of an error at a word, 0 to 1; telephone recognisers lie near 0.1 to 0.3.</param>
    /// <param name="seed">Same call, rate and seed: same words.</param>
    public SyntheticCall Apply(SyntheticCall call, double rate, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentOutOfRangeException.ThrowIfNegative(rate);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rate, 1);
        var random = new SeededRandom(SeededRandom.Derive(seed, call.Seed));
        var turns = call.Turns.Select(turn => Apply(turn, rate, random)).Where(turn => turn.Text.Length > 0).ToArray();
        return call with { Turns = turns, FinalStates = CallGenerator.FinalStates(turns) };
    }

    internal SyntheticTurn Apply(SyntheticTurn turn, double rate, SeededRandom random)
    {
        var words = Split(turn);
        var heard = new List<HeardWord>(words.Count);
        for (var i = 0; i < words.Count;)
            i += Hear(words, i, rate, random, heard);
        return Join(turn, words, heard);
    }

    /// <summary>Appends what is heard from word <paramref name="i"/> on; returns how many words that took.</summary>
    private int Hear(List<HeardWord> words, int i, double rate, SeededRandom random, List<HeardWord> heard)
    {
        var word = words[i];
        if (_table.Confusions.TryGetValue(word.Bare, out var confusions))
            foreach (var confusion in confusions)
                if (Matches(words, i, confusion.Said) && random.Chance(Math.Min(1, rate * NoiseTable.ConfusionGain * confusion.Weight)))
                {
                    var proofs = 0UL;
                    for (var k = 0; k < confusion.Said.Count; k++)
                        proofs |= words[i + k].Proofs;
                    heard.AddRange(confusion.Heard.Select(text => new HeardWord(text, proofs)));
                    return confusion.Said.Count;
                }
        if (!random.Chance(rate))
        {
            heard.Add(word);
            return 1;
        }
        var kind = random.Pick(_table.Kinds);
        if (kind == EditKind.Insertion && _table.Inserted.Count > 0)
        {
            heard.Add(word);
            heard.Add(new(random.Pick(_table.Inserted), 0));
            return 1;
        }
        return Generic(random.Pick(_table.Operators[kind]), words, i, random, heard);
    }

    private int Generic(NoiseOperator kind, List<HeardWord> words, int i, SeededRandom random, List<HeardWord> heard)
    {
        var word = words[i];
        var kept = _table.Kept.Contains(word.Bare);
        switch (kind)
        {
            case NoiseOperator.Drop when _table.Droppable.Contains(word.Bare):
            case NoiseOperator.FinalWord when i == words.Count - 1 && i > 0 && !kept && !_table.Answers.Contains(word.Bare):
                return 1;
            case NoiseOperator.Duplicate:
                heard.Add(word);
                break;
            case NoiseOperator.Ending when !kept && word.Bare.Length > 3:
                foreach (var (said, sounds) in _table.Endings)
                    if (word.Text.EndsWith(said, StringComparison.Ordinal) && random.Chance(0.5))
                    {
                        heard.Add(word with { Text = word.Text[..^said.Length] + sounds });
                        return 1;
                    }
                break;
            case NoiseOperator.Sound when !kept && word.Bare.Length > 3 && !_table.Answers.Contains(word.Bare):
                var fitting = _table.Sounds.Where(x => word.Text.Contains(x.Said, StringComparison.Ordinal)).ToArray();
                if (fitting.Length == 0)
                    break;
                var (letters, alike) = random.Pick(fitting);
                var at = word.Text.IndexOf(letters, StringComparison.Ordinal);
                heard.Add(word with { Text = word.Text.Remove(at, letters.Length).Insert(at, alike) });
                return 1;
            case NoiseOperator.Elision when word.Text.IndexOf('\'', StringComparison.Ordinal) is > 0 and var apostrophe && apostrophe < word.Text.Length - 1:
                heard.Add(word with { Text = word.Text[..(apostrophe + 1)] });
                heard.Add(word with { Text = word.Text[(apostrophe + 1)..] });
                return 1;
            case NoiseOperator.Hyphen when word.Text.Contains('-', StringComparison.Ordinal):
                foreach (var part in word.Text.Split('-', StringSplitOptions.RemoveEmptyEntries))
                    heard.Add(word with { Text = part });
                return 1;
            case NoiseOperator.Number:
                for (var length = Math.Min(6, words.Count - i); length > 0; length--)
                    if (_digits.TryGetValue(string.Join(' ', words.Skip(i).Take(length).Select(w => w.Bare)), out var digits))
                    {
                        heard.Add(new(digits, words.Skip(i).Take(length).Aggregate(0UL, (bits, w) => bits | w.Proofs)));
                        return length;
                    }
                break;
        }
        heard.Add(word);
        return 1;
    }

    private static bool Matches(List<HeardWord> words, int at, IReadOnlyList<string> said)
    {
        if (at + said.Count > words.Count)
            return false;
        for (var k = 0; k < said.Count; k++)
            if (words[at + k].Bare != said[k])
                return false;
        return true;
    }

    private static List<HeardWord> Split(SyntheticTurn turn)
    {
        var words = new List<HeardWord>();
        for (var at = 0; at < turn.Text.Length;)
        {
            var end = turn.Text.IndexOf(' ', at);
            end = end < 0 ? turn.Text.Length : end;
            var proofs = 0UL;
            for (var m = 0; m < turn.Mentions.Count; m++)
                if (turn.Mentions[m].Start < end && turn.Mentions[m].End > at)
                    proofs |= 1UL << m;
            if (end > at)
                words.Add(new(turn.Text[at..end], proofs));
            at = end + 1;
        }
        return words;
    }

    private SyntheticTurn Join(SyntheticTurn turn, List<HeardWord> said, List<HeardWord> heard)
    {
        var text = string.Join(' ', heard.Select(w => w.Text));
        var mentions = new List<SyntheticMention>();
        for (var m = 0; m < turn.Mentions.Count; m++)
        {
            var bit = 1UL << m;
            int start = -1, end = 0, at = 0, answers = 0;
            foreach (var word in heard)
            {
                if ((word.Proofs & bit) != 0)
                {
                    start = start < 0 ? at : start;
                    end = at + word.Text.Length;
                    answers += _table.Answers.Contains(word.Bare) ? 1 : 0;
                }
                at += word.Text.Length + 1;
            }
            var wasAnswer = said.Where(w => (w.Proofs & bit) != 0).All(w => _table.Answers.Contains(w.Bare));
            if (start >= 0 && (!wasAnswer || answers > 0))
                mentions.Add(turn.Mentions[m] with { Start = start, Length = end - start });
        }
        return turn with { Text = text, Mentions = mentions };
    }

    private static Dictionary<string, string> Digits()
    {
        var digits = new Dictionary<string, string>(StringComparer.Ordinal);
        // "un" is an article and "neuf" an adjective: recognisers seldom write those as digits.
        for (var n = 2; n < 1000; n++)
            if (n != 9)
                digits[NumberWords.Of(n)] = n.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return digits;
    }

    /// <param name="Proofs">Bit m: the word belongs to the turn's mention m.</param>
    private readonly record struct HeardWord(string Text, ulong Proofs)
    {
        public string Bare { get; } = Text.Trim(',', '.', '?', '!', ';', ':').ToLowerInvariant();
    }
}
