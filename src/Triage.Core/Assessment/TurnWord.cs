using System.Buffers;
using Triage.Core.Speech;

namespace Triage.Core.Assessment;

/// <summary>One word as the assessment reads it, normalised by <see cref="FrenchText"/>: elisions and hyphens opened, numbers in digits.</summary>
/// <param name="Text">Never empty.</param>
/// <param name="Source">Index of the recognised word it comes from (of the first, for a number of several words).</param>
/// <param name="EndsClause">Punctuation follows: a clause ends here.</param>
/// <param name="EndsQuestion">A question mark follows.</param>
/// <param name="EndsSentence">A full stop, a question or an exclamation mark follows.</param>
public readonly record struct TurnWord(string Text, int Source, bool EndsClause, bool EndsQuestion, bool EndsSentence)
{
    private static readonly SearchValues<char> ClauseMarks = SearchValues.Create(".,;:!?…");

    /// <summary>As the sentence encoder should see it: an elided word keeps its apostrophe.</summary>
    public string EncoderText => Text is "l" or "d" or "j" or "n" or "c" or "m" or "s" or "qu" ? Text + "'" : Text;

    /// <summary>Prints without its text: what was said never reaches a log by accident.</summary>
    public override string ToString() => $"word[{Text.Length}] of {Source}";

    /// <summary>Reads recognised words with their punctuation, in order.</summary>
    public static List<TurnWord> Read(IReadOnlyList<string> words)
    {
        var starts = new int[words.Count];
        var text = new System.Text.StringBuilder();
        for (var i = 0; i < words.Count; i++)
        {
            starts[i] = text.Length;
            text.Append(words[i]).Append(' ');
        }
        var whole = text.ToString();
        var normalised = FrenchText.WordsWithSource(whole);
        var read = new List<TurnWord>(normalised.Count);
        for (var i = 0; i < normalised.Count; i++)
        {
            var source = Array.BinarySearch(starts, normalised[i].Start);
            var end = i + 1 < normalised.Count ? normalised[i + 1].Start : whole.Length;
            var marks = end > normalised[i].End ? whole.AsSpan(normalised[i].End, end - normalised[i].End) : [];
            read.Add(new TurnWord(
                normalised[i].Text,
                source >= 0 ? source : ~source - 1,
                marks.ContainsAny(ClauseMarks),
                marks.Contains('?'),
                marks.IndexOfAny(".?!") >= 0));
        }
        return read;
    }
}
