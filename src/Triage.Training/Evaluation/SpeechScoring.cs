using Triage.Core.Speech;

namespace Triage.Training.Evaluation;

/// <summary>Errors of one reference segment; the unit that the bootstrap draws.</summary>
/// <param name="TermsReference">Critical terms in the reference.</param>
/// <param name="TermsRecalled">Those of them that were recognised, in any form of their group.</param>
public sealed record SegmentScore(SpeechSegment Segment, WordErrorRate Words, int TermsReference, int TermsRecalled);

/// <summary>Counts for one group of critical terms.</summary>
/// <param name="Invented">Recognised where the reference has none.</param>
public sealed record TermScore(string Group, int Reference, int Recalled, int Invented)
{
    public double? Recall => Reference == 0 ? null : (double)Recalled / Reference;
}

/// <summary>Negations near critical terms that were recognised.</summary>
/// <param name="Checked">Recognised terms whose surroundings were compared.</param>
/// <param name="Lost">Denied by the speaker, affirmed in the transcript.</param>
/// <param name="Invented">Affirmed by the speaker, denied in the transcript.</param>
public sealed record NegationScore(int Checked, int Lost, int Invented);

/// <summary>
/// Scores texts against reference segments. A unit is what is aligned as one: a segment offline, a channel's whole call when
/// streaming, where utterances and turns do not begin and end together. Errors are given back to segments either way.
/// </summary>
internal sealed class SpeechScoring(CriticalTerms terms)
{
    private readonly List<SegmentScore> _segments = [];
    private readonly int[] _reference = new int[terms.Groups.Count];
    private readonly int[] _recalled = new int[terms.Groups.Count];
    private readonly int[] _invented = new int[terms.Groups.Count];
    private int _negationsChecked;
    private int _negationsLost;
    private int _negationsInvented;

    public IReadOnlyList<SegmentScore> Segments => _segments;

    public long ReferenceCharacters { get; private set; }

    public long CharacterErrors { get; private set; }

    public IReadOnlyList<TermScore> Terms => [.. terms.Groups.Select((g, i) => new TermScore(g, _reference[i], _recalled[i], _invented[i]))];

    public NegationScore Negations => new(_negationsChecked, _negationsLost, _negationsInvented);

    /// <summary>Adds one unit: segments in time order and all that was recognised over them.</summary>
    public void Add(IReadOnlyList<SpeechSegment> segments, string recognised)
    {
        var reference = new List<string>();
        var owner = new List<int>();
        for (var s = 0; s < segments.Count; s++)
            foreach (var word in FrenchText.Words(segments[s].Text))
            {
                reference.Add(word);
                owner.Add(s);
            }
        var hypothesis = FrenchText.Words(recognised);
        var steps = WordAlignment.Align(reference, hypothesis);

        var words = new WordErrorRate[segments.Count];
        var heardAs = new int[reference.Count];
        // An insertion belongs to the turn before it; before any word, to the first that has words.
        var current = owner.Count > 0 ? owner[0] : 0;
        foreach (var step in steps)
        {
            if (step.Reference >= 0)
            {
                current = owner[step.Reference];
                heardAs[step.Reference] = step.Hypothesis;
            }
            words[current] += step.Kind switch
            {
                EditKind.Match => new WordErrorRate(1, 0, 0, 0),
                EditKind.Substitution => new WordErrorRate(1, 1, 0, 0),
                EditKind.Deletion => new WordErrorRate(1, 0, 1, 0),
                _ => new WordErrorRate(0, 0, 0, 1),
            };
        }

        var characters = string.Join(' ', reference);
        ReferenceCharacters += characters.Length;
        CharacterErrors += WordAlignment.Distance(characters, string.Join(' ', hypothesis));

        var (inReference, recalled) = (new int[segments.Count], new int[segments.Count]);
        ScoreTerms(reference, hypothesis, heardAs, owner, inReference, recalled);
        for (var s = 0; s < segments.Count; s++)
            _segments.Add(new SegmentScore(segments[s], words[s], inReference[s], recalled[s]));
    }

    private void ScoreTerms(
        List<string> reference, IReadOnlyList<string> hypothesis, int[] heardAs, List<int> owner, int[] inReference, int[] recalled)
    {
        var heard = terms.Find(hypothesis).ToList();
        foreach (var term in terms.Find(reference))
        {
            _reference[term.Group]++;
            inReference[owner[term.Start]]++;
            var at = heard.FindIndex(h => h.Group == term.Group && Overlaps(heardAs, term, h));
            if (at < 0)
                continue;
            _recalled[term.Group]++;
            recalled[owner[term.Start]]++;
            _negationsChecked++;
            switch (terms.IsNegated(reference, term), terms.IsNegated(hypothesis, heard[at]))
            {
                case (true, false): _negationsLost++; break;
                case (false, true): _negationsInvented++; break;
                default: break;
            }
            heard.RemoveAt(at);
        }
        foreach (var term in heard)
            _invented[term.Group]++;
    }

    private static bool Overlaps(int[] heardAs, TermOccurrence term, TermOccurrence heard)
    {
        for (var i = term.Start; i < term.End; i++)
            if (heardAs[i] >= heard.Start && heardAs[i] < heard.End)
                return true;
        return false;
    }
}
