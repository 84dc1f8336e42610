using System.Collections.Concurrent;

namespace Triage.Training.Synthesis;

/// <summary>A word that only fits some calls ("mon bébé", "asystolie").</summary>
internal sealed record BoundWord(IReadOnlyList<string> Words, IReadOnlyList<AgeGroup>? Ages, Sex? Sex, IReadOnlyList<CallerType>? Callers);

/// <summary>What goes with what in one patient, and what is asked in any call: coherence.yaml.</summary>
/// <param name="Implies">Present findings that make others true of the patient, said or not: those are never denied.</param>
/// <param name="Silences">A present finding about which nobody asks certain others: no headache of an unconscious patient.</param>
/// <param name="WomenOnly">Findings of women from 14 to 50.</param>
/// <param name="NotAsked">Findings that nobody asks of an age group.</param>
/// <param name="Usual">Findings asked about in any regulated call, each with its probability.</param>
internal sealed record CoherenceContent(
    IReadOnlyDictionary<int, IReadOnlyList<int>> Implies,
    IReadOnlyDictionary<int, IReadOnlyList<int>> Silences,
    IReadOnlyList<int> WomenOnly,
    IReadOnlyDictionary<AgeGroup, IReadOnlyList<int>> NotAsked,
    IReadOnlyDictionary<int, double> Usual,
    IReadOnlyList<BoundWord> BoundWords)
{
    public static CoherenceContent Read(ContentNode node)
    {
        node.Keys("implies", "silences", "women_only", "not_asked", "usual", "bound_words");
        return new(
            ContentCodes.Map(node["implies"]),
            ContentCodes.Map(node["silences"]),
            [.. node["women_only"].Items().Select(ContentCodes.Finding)],
            node["not_asked"].Entries().ToDictionary(e => Enum.TryParse<AgeGroup>(e.Key, true, out var g) ? g : throw e.Value.Fail("no age group"), e => (IReadOnlyList<int>)[.. e.Value.Items().Select(ContentCodes.Finding)]),
            ContentCodes.Chances(node["usual"]),
            [.. node["bound_words"].Items().Select(Word)]);
    }

    private readonly ConcurrentDictionary<Phrase, IReadOnlyList<BoundWord>> _bound = new();

    /// <summary>The phrase fits the patient and the caller as far as its bound words go.</summary>
    public bool Fits(Phrase phrase, SyntheticPatient patient, CallerType caller)
    {
        foreach (var bound in _bound.GetOrAdd(phrase, static (p, rules) => [.. rules.Where(rule => rule.Words.Any(w => Contains(p.Source, w)))], BoundWords))
            if (bound.Ages?.Contains(patient.Group) == false || (bound.Sex is { } sex && sex != patient.Sex) || bound.Callers?.Contains(caller) == false)
                return false;
        return true;
    }

    private static bool Contains(string text, string word)
    {
        for (var at = text.IndexOf(word, StringComparison.Ordinal); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.Ordinal))
            // A letter, a brace or a colon before it: part of a longer word or of a placeholder.
            if ((at == 0 || !(char.IsLetter(text[at - 1]) || text[at - 1] is '{' or ':')) && (at + word.Length == text.Length || !char.IsLetter(text[at + word.Length])))
                return true;
        return false;
    }

    private static BoundWord Word(ContentNode node)
    {
        node.Keys("words", "ages?", "sex?", "callers?");
        return new(
            [.. node["words"].SomeItems().Select(w => w.Text())],
            node.Find("ages")?.SomeItems().Select(a => a.Code<AgeGroup>()).ToArray(),
            node.Find("sex")?.Code<Sex>(),
            node.Find("callers")?.SomeItems().Select(a => a.Code<CallerType>()).ToArray());
    }
}
