using Triage.Core.Speech;

namespace Triage.Training.Evaluation;

/// <summary>Errors of recognised words against reference words, both through <see cref="FrenchText"/>.</summary>
/// <param name="ReferenceWords">Words in the reference.</param>
public readonly record struct WordErrorRate(int ReferenceWords, int Substitutions, int Deletions, int Insertions)
{
    public int Errors => Substitutions + Deletions + Insertions;

    /// <summary>Errors per reference word; may pass 1; null when the reference is empty.</summary>
    public double? Rate => ReferenceWords == 0 ? null : (double)Errors / ReferenceWords;

    public static WordErrorRate operator +(WordErrorRate left, WordErrorRate right) => new(
        left.ReferenceWords + right.ReferenceWords, left.Substitutions + right.Substitutions, left.Deletions + right.Deletions, left.Insertions + right.Insertions);

    public static WordErrorRate Add(WordErrorRate left, WordErrorRate right) => left + right;

    public static WordErrorRate Of(string reference, string hypothesis)
    {
        var words = FrenchText.Words(reference);
        var steps = WordAlignment.Align(words, FrenchText.Words(hypothesis));
        int Count(EditKind kind) => steps.Count(s => s.Kind == kind);
        return new WordErrorRate(words.Count, Count(EditKind.Substitution), Count(EditKind.Deletion), Count(EditKind.Insertion));
    }
}
