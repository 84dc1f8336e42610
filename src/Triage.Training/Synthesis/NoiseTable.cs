namespace Triage.Training.Synthesis;

/// <summary>How speech recognition mishears: recogniser-noise.yaml.</summary>
/// <param name="Answers">Words that are whole answers; when they vanish, what they proved is gone.</param>
/// <param name="Kept">Words that generic errors leave alone: without them the meaning turns round.</param>
/// <param name="Droppable">Short words that recognisers swallow.</param>
/// <param name="Endings">Endings that sound alike.</param>
/// <param name="Confusions">Phrases by their first word.</param>
internal sealed record NoiseTable(
    IReadOnlySet<string> Answers,
    IReadOnlySet<string> Kept,
    IReadOnlySet<string> Droppable,
    IReadOnlyList<(string Said, string Heard)> Endings,
    IReadOnlyDictionary<string, IReadOnlyList<Confusion>> Confusions,
    IReadOnlyList<(NoiseOperator Item, double Weight)> Operators)
{
    /// <exception cref="ContentException">The file breaks its schema, or a confusion loses a word that must be kept.</exception>
    public static NoiseTable Read(ContentNode node)
    {
        node.Keys("answers", "kept", "droppable", "endings", "confusions", "operators");
        var kept = Words(node["kept"]);
        var confusions = node["confusions"].SomeItems().Select(item => Confusion(item, kept)).ToArray();
        return new(
            Words(node["answers"]),
            kept,
            Words(node["droppable"]),
            [.. node["endings"].SomeItems().Select(pair => pair.Items().Select(i => i.AnyText()).ToArray() is [{ Length: > 0 } a, var b] ? (a, b) : throw pair.Fail("[said, heard] is expected"))],
            confusions.GroupBy(c => c.Said[0]).ToDictionary(g => g.Key, g => (IReadOnlyList<Confusion>)[.. g.OrderByDescending(c => c.Said.Count)], StringComparer.Ordinal),
            [.. node["operators"].Entries().Select(e => (Enum.TryParse<NoiseOperator>(e.Key, true, out var op) ? op : throw e.Value.Fail("no operator"), e.Value.Number(0, 100)))]);
    }

    private static Confusion Confusion(ContentNode node, HashSet<string> kept)
    {
        node.Keys("said", "heard", "weight?");
        string[] said = node["said"].Text().Split(' '), heard = node["heard"].AnyText().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return said.FirstOrDefault(w => kept.Contains(w) && !heard.Contains(w)) is { } lost
            ? throw node.Fail($"'{lost}' must not be lost: without it the label is wrong")
            : new(said, heard, node.Find("weight")?.Number(0, 10) ?? 1);
    }

    private static HashSet<string> Words(ContentNode node) => node.SomeItems().Select(i => i.Text()).ToHashSet(StringComparer.Ordinal);
}

internal sealed record Confusion(IReadOnlyList<string> Said, IReadOnlyList<string> Heard, double Weight);

internal enum NoiseOperator { Drop, Duplicate, Ending, Elision, Number, FinalWord, Hyphen }
