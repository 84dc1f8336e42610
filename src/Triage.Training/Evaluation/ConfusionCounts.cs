using System.Globalization;
using System.Text;
using Triage.Core.Speech;

namespace Triage.Training.Evaluation;

/// <summary>
/// How recognition mishears, counted from pairs of said and recognised words: which phrase of up to three words became which, which
/// words vanished and which appeared. Written as content of the synthetic calls (Content/noise/confusions.yaml); no longer phrase is
/// kept, so that no sentence of the audio gets into the content. Numbers in digits are counted as errors and not listed.
/// </summary>
/// <param name="kept">Words without which the meaning turns round ("pas"): an error that loses or invents one is counted, not listed.</param>
public sealed class ConfusionCounts(IReadOnlySet<string> kept)
{
    /// <summary>Longest phrase listed, in words, said or heard; a clause has at least four.</summary>
    public const int MostWords = 3;

    private readonly Dictionary<(string Said, string Heard), int> _confusions = [];
    private readonly Dictionary<string, int> _inserted = new(StringComparer.Ordinal);
    private readonly List<string[]> _references = [];
    private int _lostMeaning;

    public int Words { get; private set; }
    public int Substitutions { get; private set; }
    public int Deletions { get; private set; }
    public int Insertions { get; private set; }

    /// <summary>Adds one segment: what was said and what was recognised, with their punctuation.</summary>
    public void Add(string reference, string recognised)
    {
        string[] said = Bare(reference), heard = Bare(recognised);
        if (said.Length == 0)
            return;
        _references.Add(said);
        Words += said.Length;
        List<string> from = [], to = [];
        foreach (var step in WordAlignment.Align(said, heard))
        {
            Substitutions += step.Kind == EditKind.Substitution ? 1 : 0;
            Deletions += step.Kind == EditKind.Deletion ? 1 : 0;
            Insertions += step.Kind == EditKind.Insertion ? 1 : 0;
            if (step.Kind == EditKind.Match)
            {
                Close(from, to);
                continue;
            }
            if (step.Reference >= 0)
                from.Add(said[step.Reference]);
            if (step.Hypothesis >= 0)
                to.Add(heard[step.Hypothesis]);
        }
        Close(from, to);
    }

    /// <summary>The counts as YAML, in a fixed order; <c>of</c> is how often the phrase was said.</summary>
    public string ToYaml()
    {
        var text = new StringBuilder();
        text.Append("# How the delivered recogniser mishears, counted by `triage evaluate speech --mode offline --confusions FILE` on the project's own\n");
        text.Append("# synthetic audio; written by the command, not by hand. count: times misheard in this way; of: times said. Rates are per word said.\n");
        text.Append(CultureInfo.InvariantCulture, $"words: {Words}\nrates: {{ substitution: {Rate(Substitutions)}, deletion: {Rate(Deletions)}, insertion: {Rate(Insertions)}, meaning: {Rate(_lostMeaning)} }}\n");
        text.Append(_confusions.Count == 0 ? "confusions: []\n" : "confusions:\n");
        foreach (var ((said, heard), count) in _confusions.OrderByDescending(c => c.Value).ThenBy(c => c.Key.Said, StringComparer.Ordinal).ThenBy(c => c.Key.Heard, StringComparer.Ordinal))
            text.Append(CultureInfo.InvariantCulture, $"  - {{ said: \"{said}\", heard: \"{heard}\", count: {count}, of: {Said(said.Split(' '))} }}\n");
        text.Append(_inserted.Count == 0 ? "inserted: []\n" : "inserted:\n");
        foreach (var (word, count) in _inserted.OrderByDescending(i => i.Value).ThenBy(i => i.Key, StringComparer.Ordinal))
            text.Append(CultureInfo.InvariantCulture, $"  - {{ word: \"{word}\", count: {count} }}\n");
        return text.ToString();
    }

    private void Close(List<string> from, List<string> to)
    {
        var turnsRound = from.Concat(to).Any(kept.Contains) && !from.Where(kept.Contains).SequenceEqual(to.Where(kept.Contains));
        if (turnsRound)
            _lostMeaning++;
        else if (from.Count == 0 && to.Count == 1)
            _inserted[to[0]] = _inserted.GetValueOrDefault(to[0]) + 1;
        else if (from.Count > 0 && Length(from) <= MostWords && Length(to) <= MostWords && !to.Exists(w => w.Any(char.IsDigit)))
            _confusions[(string.Join(' ', from), string.Join(' ', to))] = _confusions.GetValueOrDefault((string.Join(' ', from), string.Join(' ', to))) + 1;
        from.Clear();
        to.Clear();
    }

    /// <summary>Elisions opened: "s'il vous plaît" is four words.</summary>
    private static int Length(List<string> phrase) => FrenchText.Words(string.Join(' ', phrase)).Count;

    private int Said(string[] phrase) => _references.Sum(r => Enumerable.Range(0, Math.Max(0, r.Length - phrase.Length + 1)).Count(at => r.AsSpan(at, phrase.Length).SequenceEqual(phrase)));

    private string Rate(int count) => (count / (double)Math.Max(1, Words)).ToString("F4", CultureInfo.InvariantCulture);

    /// <summary>Words as the synthesis takes them: between spaces, lower case, without punctuation around them.</summary>
    private static string[] Bare(string text) =>
        [.. text.Replace('’', '\'').Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select(w => w.Trim(',', '.', '?', '!', ';', ':', '"', '«', '»', '…').ToLowerInvariant()).Where(w => w.Any(char.IsLetterOrDigit))];
}
