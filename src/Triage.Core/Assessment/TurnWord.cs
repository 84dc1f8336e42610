namespace Triage.Core.Assessment;

/// <summary>One word as the assessment reads it: lower case, no punctuation, hyphens opened ("a-t-il" is three words).</summary>
/// <param name="Text">Never empty.</param>
/// <param name="Source">Index of the recognised word it comes from.</param>
/// <param name="EndsClause">Punctuation follows: a clause ends here.</param>
/// <param name="EndsQuestion">A question mark follows.</param>
/// <param name="EndsSentence">A full stop, a question or an exclamation mark follows.</param>
public readonly record struct TurnWord(string Text, int Source, bool EndsClause, bool EndsQuestion, bool EndsSentence)
{
    /// <summary>Prints without its text: what was said never reaches a log by accident.</summary>
    public override string ToString() => $"word[{Text.Length}] of {Source}";

    /// <summary>Reads words with their punctuation, in order; what holds no letter or digit only ends the clause before it.</summary>
    public static List<TurnWord> Read(IReadOnlyList<string> words)
    {
        var read = new List<TurnWord>(words.Count + 4);
        for (var source = 0; source < words.Count; source++)
            Append(read, words[source], source);
        return read;
    }

    private static void Append(List<TurnWord> read, string raw, int source)
    {
        var piece = new System.Text.StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length; i++)
        {
            var c = raw[i] switch { '’' or 'ʼ' or '`' or '´' => '\'', 'œ' or 'Œ' => 'œ', var other => char.ToLowerInvariant(other) };
            if (char.IsLetterOrDigit(c) || (c == '\'' && piece.Length > 0))
                piece.Append(c);
            else if (c is ',' or '.' && piece.Length > 0 && char.IsDigit(piece[^1]) && i + 1 < raw.Length && char.IsDigit(raw[i + 1]))
                Close(read, piece, source);
            else
            {
                Close(read, piece, source);
                if (c is '.' or ',' or ';' or ':' or '!' or '?' or '…' && read.Count > 0)
                    read[^1] = read[^1] with
                    {
                        EndsClause = true,
                        EndsQuestion = read[^1].EndsQuestion || c == '?',
                        EndsSentence = read[^1].EndsSentence || c is '.' or '?' or '!',
                    };
            }
        }
        Close(read, piece, source);
    }

    private static void Close(List<TurnWord> read, System.Text.StringBuilder piece, int source)
    {
        if (piece.Length > 0)
            read.Add(new TurnWord(piece.ToString(), source, false, false, false));
        piece.Clear();
    }
}
