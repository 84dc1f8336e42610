namespace Triage.Training.Evaluation;

public enum EditKind : byte
{
    Match,
    Substitution,
    Deletion,
    Insertion,
}

/// <summary>One step of an alignment.</summary>
/// <param name="Reference">Index of the reference word; -1 for an insertion.</param>
/// <param name="Hypothesis">Index of the hypothesis word; -1 for a deletion.</param>
public readonly record struct AlignmentStep(EditKind Kind, int Reference, int Hypothesis);

/// <summary>
/// Levenshtein alignment, every edit costing one. Of the cheapest alignments the one with most matches wins, so that a word
/// that is there is not called substituted; memory is one byte per pair of words.
/// </summary>
public static class WordAlignment
{
    /// <summary>Aligns two lists of normalised words; the steps are in order.</summary>
    public static IReadOnlyList<AlignmentStep> Align(IReadOnlyList<string> reference, IReadOnlyList<string> hypothesis)
    {
        var (rows, columns) = (reference.Count + 1, hypothesis.Count + 1);
        var from = new EditKind[(long)rows * columns];
        // Cost, then fewest substitutions: a deletion and an insertion around a match beat two substitutions.
        var previous = new (int Edits, int Substitutions)[columns];
        var current = new (int Edits, int Substitutions)[columns];
        for (var j = 1; j < columns; j++)
        {
            previous[j] = (j, 0);
            from[j] = EditKind.Insertion;
        }
        for (var i = 1; i < rows; i++)
        {
            current[0] = (i, 0);
            from[(long)i * columns] = EditKind.Deletion;
            for (var j = 1; j < columns; j++)
            {
                var same = string.Equals(reference[i - 1], hypothesis[j - 1], StringComparison.Ordinal);
                var best = same ? previous[j - 1] : (previous[j - 1].Edits + 1, previous[j - 1].Substitutions + 1);
                var kind = same ? EditKind.Match : EditKind.Substitution;
                var deletion = (previous[j].Edits + 1, previous[j].Substitutions);
                if (deletion.CompareTo(best) < 0)
                    (best, kind) = (deletion, EditKind.Deletion);
                var insertion = (current[j - 1].Edits + 1, current[j - 1].Substitutions);
                if (insertion.CompareTo(best) < 0)
                    (best, kind) = (insertion, EditKind.Insertion);
                current[j] = best;
                from[((long)i * columns) + j] = kind;
            }
            (previous, current) = (current, previous);
        }
        return Trace(from, rows - 1, columns - 1);
    }

    /// <summary>Number of characters to change, drop or add to make one text of the other.</summary>
    public static int Distance(ReadOnlySpan<char> reference, ReadOnlySpan<char> hypothesis)
    {
        var row = new int[hypothesis.Length + 1];
        for (var j = 0; j < row.Length; j++)
            row[j] = j;
        for (var i = 1; i <= reference.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j < row.Length; j++)
            {
                var cost = diagonal + (reference[i - 1] == hypothesis[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(cost, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[^1];
    }

    private static AlignmentStep[] Trace(EditKind[] from, int i, int j)
    {
        var columns = j + 1;
        var steps = new List<AlignmentStep>(i + j);
        while (i > 0 || j > 0)
            steps.Add(from[((long)i * columns) + j] switch
            {
                EditKind.Deletion => new AlignmentStep(EditKind.Deletion, --i, -1),
                EditKind.Insertion => new AlignmentStep(EditKind.Insertion, -1, --j),
                EditKind.Match => new AlignmentStep(EditKind.Match, --i, --j),
                _ => new AlignmentStep(EditKind.Substitution, --i, --j),
            });
        steps.Reverse();
        return [.. steps];
    }
}
