namespace Triage.Training.Synthesis;

/// <summary>How the words are written down.</summary>
internal enum Spelling
{
    /// <summary>A transcriber: lower case, commas, "est ce que".</summary>
    Transcriber,

    /// <summary>A recogniser that writes sentences.</summary>
    Sentences,

    /// <summary>No punctuation, no capitals.</summary>
    Bare,
}

/// <summary>How one speaker of one call talks and is written down.</summary>
/// <param name="Hesitation">Probability of a hesitation before a word.</param>
/// <param name="Repetition">Probability that a word is said twice.</param>
/// <param name="CutWord">Probability that a word is begun, cut and said again.</param>
internal sealed record SpeakerStyle(Spelling Spelling, double Hesitation, double Repetition, double CutWord, bool SplitElisions, bool KeepHyphens)
{
    public static SpeakerStyle Draw(Spelling spelling, bool splitElisions, bool caller, SeededRandom random)
    {
        var clean = random.Chance(caller ? 0.35 : 0.5);
        return new(
            spelling,
            clean ? 0.005 : random.NextDouble() * (caller ? 0.08 : 0.04),
            clean ? 0.002 : random.NextDouble() * 0.04,
            clean ? 0 : random.NextDouble() * 0.02,
            splitElisions,
            random.Chance(0.5));
    }

    /// <summary>The line as this speaker says it and as it is then written.</summary>
    public SpokenLine Apply(SpokenLine line, IReadOnlyList<string> hesitations, SeededRandom random)
    {
        var spoken = new SpokenLine();
        for (var i = 0; i < line.Words.Count; i++)
        {
            var word = line.Words[i];
            // Between two words of one proof a hesitation belongs to it; at its edge it does not.
            var between = i > 0 && line.Words[i - 1].Proof == word.Proof ? word.Proof : null;
            var mark = word.Text is "?" or "!" or ",";
            if (!mark && i > 0 && random.Chance(Hesitation))
                spoken.Words.Add(new(random.Pick(hesitations), between));
            if (!mark && word.Text.Length > 3 && char.IsLetter(word.Text[0]) && random.Chance(CutWord))
                spoken.Words.Add(new(string.Concat(word.Text.AsSpan(0, random.Between(1, 3)), "-"), word.Proof));
            else if (!mark && word.Text.Length < 8 && char.IsLetter(word.Text[^1]) && random.Chance(Repetition))
                spoken.Words.Add(word);
            spoken.Words.Add(word);
        }
        return Write(spoken, random);
    }

    private SpokenLine Write(SpokenLine line, SeededRandom random)
    {
        var written = new SpokenLine();
        foreach (var word in line.Words)
            foreach (var text in Written(word.Text))
                written.Words.Add(word with { Text = text });
        Punctuate(written.Words, random);
        return written;
    }

    private IEnumerable<string> Written(string word)
    {
        if (Spelling == Spelling.Bare)
        {
            word = word.Trim(',', '?', '!', '.', ';', ':');
            if (word.Length == 0)
                yield break;
        }
        var hyphens = KeepHyphens || word.EndsWith('-');
        foreach (var part in hyphens ? [word] : word.Split('-', StringSplitOptions.RemoveEmptyEntries))
        {
            var elision = part.IndexOf('\'', StringComparison.Ordinal);
            if (SplitElisions && elision > 0 && elision < part.Length - 1 && !part.StartsWith("aujourd", StringComparison.Ordinal))
            {
                yield return part[..(elision + 1)];
                yield return part[(elision + 1)..];
            }
            else
                yield return part;
        }
    }

    private void Punctuate(List<SpokenWord> words, SeededRandom random)
    {
        // A mark of its own ("bien ?") is joined to its word, so that it never stands alone as a proof.
        for (var i = words.Count - 1; i > 0; i--)
            if (words[i].Text is "?" or "!" or ",")
            {
                var joined = Spelling == Spelling.Sentences && words[i].Text != "," ? $"{words[i - 1].Text} {words[i].Text}" : words[i - 1].Text + words[i].Text;
                words[i - 1] = words[i - 1] with { Text = joined };
                words.RemoveAt(i);
            }
        if (words.Count == 0 || Spelling != Spelling.Sentences)
            return;
        var first = words[0].Text;
        words[0] = words[0] with { Text = char.ToUpperInvariant(first[0]) + first[1..] };
        if (char.IsLetterOrDigit(words[^1].Text[^1]) && random.Chance(0.9))
            words[^1] = words[^1] with { Text = words[^1].Text + "." };
    }
}
