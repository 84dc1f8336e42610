using Triage.Training.Evaluation;

namespace Triage.Training.Synthesis;

/// <summary>How speech recognition mishears: recogniser-noise.yaml, general knowledge, and noise/confusions.yaml, measured.</summary>
/// <param name="Answers">Words that are whole answers; when they vanish, what they proved is gone.</param>
/// <param name="Kept">Words that generic errors leave alone: without them the meaning turns round.</param>
/// <param name="Droppable">Short words that recognisers swallow.</param>
/// <param name="Endings">Endings that sound alike.</param>
/// <param name="Sounds">Letters that sound alike over a telephone.</param>
/// <param name="Confusions">Phrases by their first word.</param>
/// <param name="Operators">Generic errors of each kind.</param>
/// <param name="Kinds">The measured share of each kind of error.</param>
/// <param name="Inserted">Words that recognition was seen to add.</param>
internal sealed record NoiseTable(
    IReadOnlySet<string> Answers,
    IReadOnlySet<string> Kept,
    IReadOnlySet<string> Droppable,
    IReadOnlyList<(string Said, string Heard)> Endings,
    IReadOnlyList<(string Said, string Heard)> Sounds,
    IReadOnlyDictionary<string, IReadOnlyList<Confusion>> Confusions,
    IReadOnlyDictionary<EditKind, IReadOnlyList<(NoiseOperator Item, double Weight)>> Operators,
    IReadOnlyList<(EditKind Item, double Weight)> Kinds,
    IReadOnlyList<(string Item, double Weight)> Inserted)
{
    /// <summary>A confusion of the table is this much likelier than a generic error at the same rate, because few places match.</summary>
    public const double ConfusionGain = 4;

    /// <summary>Added to the number of times a phrase was said: one of one does not make a certainty.</summary>
    private const int Doubt = 2;

    /// <exception cref="ContentException">The file breaks its schema, or a confusion loses a word that must be kept.</exception>
    public static NoiseTable Read(ContentNode node, ContentNode measured)
    {
        node.Keys("answers", "kept", "droppable", "endings", "sounds", "confusions", "operators");
        measured.Keys("words", "rates", "confusions", "inserted");
        var rates = measured["rates"];
        rates.Keys("substitution", "deletion", "insertion", "meaning");
        (EditKind Item, double Weight)[] kinds =
        [
            (EditKind.Substitution, rates["substitution"].Number(0, 1)), (EditKind.Deletion, rates["deletion"].Number(0, 1)), (EditKind.Insertion, rates["insertion"].Number(0, 1)),
        ];
        var rate = kinds.Sum(k => k.Weight);
        if (rate <= 0)
            throw rates.Fail("no error was measured");
        var kept = Words(node["kept"]);
        var confusions = node["confusions"].SomeItems().Select(item => Confusion(item, kept))
            .Concat(measured["confusions"].Items().Select(item => Measured(item, kept, rate)));
        var operators = node["operators"].Entries().Select(e => (Item: Enum.TryParse<NoiseOperator>(e.Key, true, out var op) ? op : throw e.Value.Fail("no operator"), Weight: e.Value.Number(0, 100)));
        return new(
            Words(node["answers"]),
            kept,
            Words(node["droppable"]),
            Pairs(node["endings"]),
            Pairs(node["sounds"]),
            confusions.GroupBy(c => c.Said[0]).ToDictionary(g => g.Key, g => (IReadOnlyList<Confusion>)[.. g.OrderByDescending(c => c.Said.Count)], StringComparer.Ordinal),
            operators.GroupBy(o => KindOf(o.Item)).ToDictionary(g => g.Key, g => (IReadOnlyList<(NoiseOperator, double)>)[.. g]),
            kinds,
            [.. measured["inserted"].Items().Select(i => (i["word"].Text(), i["count"].Number(1, 1_000_000))).Where(i => !kept.Contains(i.Item1))]);
    }

    private static EditKind KindOf(NoiseOperator item) => item switch
    {
        NoiseOperator.Drop or NoiseOperator.FinalWord => EditKind.Deletion,
        NoiseOperator.Duplicate => EditKind.Insertion,
        _ => EditKind.Substitution,
    };

    private static (string Said, string Heard)[] Pairs(ContentNode node) =>
        [.. node.SomeItems().Select(pair => pair.Items().Select(i => i.AnyText()).ToArray() is [{ Length: > 0 } a, var b] ? (a, b) : throw pair.Fail("[said, heard] is expected"))];

    /// <summary>At the measured rate of errors the phrase is misheard as often as it was.</summary>
    private static Confusion Measured(ContentNode node, HashSet<string> kept, double rate)
    {
        node.Keys("said", "heard", "count", "of");
        var share = node["count"].Number(1, 1_000_000) / (node["of"].Number(1, 1_000_000) + Doubt);
        return Phrases(node, kept) with { Weight = share / (rate * ConfusionGain) };
    }

    private static Confusion Confusion(ContentNode node, HashSet<string> kept)
    {
        node.Keys("said", "heard", "weight?");
        return Phrases(node, kept) with { Weight = node.Find("weight")?.Number(0, 10) ?? 1 };
    }

    private static Confusion Phrases(ContentNode node, HashSet<string> kept)
    {
        string[] said = node["said"].Text().Split(' '), heard = node["heard"].AnyText().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return said.FirstOrDefault(w => kept.Contains(w) && !heard.Contains(w)) is { } lost
            ? throw node.Fail($"'{lost}' must not be lost: without it the label is wrong")
            : new(said, heard, 1);
    }

    private static HashSet<string> Words(ContentNode node) => node.SomeItems().Select(i => i.Text()).ToHashSet(StringComparer.Ordinal);
}

internal sealed record Confusion(IReadOnlyList<string> Said, IReadOnlyList<string> Heard, double Weight);

internal enum NoiseOperator { Drop, Duplicate, Ending, Elision, Number, FinalWord, Hyphen, Sound }
