using System.Collections.Frozen;
using Triage.Core.Speech;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Triage.Training.Evaluation;

/// <summary>A critical term in a list of words: which group, and the words it takes.</summary>
public readonly record struct TermOccurrence(int Group, int Start, int Length)
{
    public int End => Start + Length;
}

/// <summary>The words that must not be lost (Content/critical-terms.yaml): groups of forms with one meaning, and negations.</summary>
public sealed class CriticalTerms
{
    // "n'a pas de douleur à la poitrine" stands before its term, "ne respire plus du tout" after it.
    private const int WordsBefore = 4;
    private const int WordsAfter = 2;
    private const string Resource = "Evaluation/critical-terms.yaml";
    private const string Schema = "triage.critical-terms/1";

    private readonly FrozenDictionary<string, (string[] Words, int Group)[]> _byFirstWord;
    private readonly FrozenSet<string> _negations;

    private CriticalTerms(IReadOnlyList<string> groups, IEnumerable<(string[] Words, int Group)> forms, FrozenSet<string> negations)
    {
        Groups = groups;
        _negations = negations;
        _byFirstWord = forms.GroupBy(f => f.Words[0])
            .ToFrozenDictionary(g => g.Key, g => g.OrderByDescending(f => f.Words.Length).ToArray(), StringComparer.Ordinal);
    }

    /// <summary>Names of the groups, in the order of the file.</summary>
    public IReadOnlyList<string> Groups { get; }

    /// <summary>The list that comes with the product.</summary>
    public static CriticalTerms Embedded()
    {
        using var stream = typeof(CriticalTerms).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidDataException($"resource {Resource} is not in the assembly");
        using var reader = new StreamReader(stream);
        return Read(reader);
    }

    /// <summary>Reads a list. Errors: <see cref="InvalidDataException"/> names the line or the group.</summary>
    public static CriticalTerms Read(TextReader reader)
    {
        var yaml = new YamlStream();
        try
        {
            yaml.Load(reader);
        }
        catch (YamlException broken)
        {
            throw new InvalidDataException($"critical terms, line {broken.Start.Line}: {broken.Message}", broken);
        }
        if (yaml.Documents is not [{ RootNode: YamlMappingNode root }] || Child(root, "schema") is not YamlScalarNode { Value: Schema })
            throw new InvalidDataException($"critical terms: schema {Schema} expected");
        if (Child(root, "groups") is not YamlMappingNode groups)
            throw new InvalidDataException("critical terms: groups missing");

        var names = new List<string>();
        var forms = new Dictionary<string, (string[] Words, int Group)>(StringComparer.Ordinal);
        foreach (var (key, node) in groups.Children)
        {
            var name = ((YamlScalarNode)key).Value ?? "";
            foreach (var words in Forms(node, $"groups.{name}"))
                if (!forms.TryAdd(string.Join(' ', words), (words, names.Count)))
                    throw new InvalidDataException($"critical terms, groups.{name}: '{string.Join(' ', words)}' stands twice");
            names.Add(name);
        }
        var negations = Forms(Child(root, "negations"), "negations").Select(w => string.Join(' ', w));
        return new CriticalTerms(names, forms.Values, negations.ToFrozenSet(StringComparer.Ordinal));
    }

    /// <summary>The critical terms among normalised words, in order, not overlapping, longest first.</summary>
    public IReadOnlyList<TermOccurrence> Find(IReadOnlyList<string> words)
    {
        var found = new List<TermOccurrence>();
        for (var i = 0; i < words.Count;)
        {
            var next = i + 1;
            if (_byFirstWord.TryGetValue(words[i], out var forms))
                foreach (var (form, group) in forms)
                    if (StandsAt(form, words, i))
                    {
                        found.Add(new TermOccurrence(group, i, form.Length));
                        next = i + form.Length;
                        break;
                    }
            i = next;
        }
        return found;
    }

    /// <summary>Whether a negation stands near the term: up to 4 words before it or 2 after it.</summary>
    public bool IsNegated(IReadOnlyList<string> words, TermOccurrence term)
    {
        for (var i = Math.Max(0, term.Start - WordsBefore); i < Math.Min(words.Count, term.End + WordsAfter); i++)
            if (_negations.Contains(words[i]))
                return true;
        return false;
    }

    private static bool StandsAt(string[] form, IReadOnlyList<string> words, int at)
    {
        if (at + form.Length > words.Count)
            return false;
        for (var k = 1; k < form.Length; k++)
            if (!string.Equals(form[k], words[at + k], StringComparison.Ordinal))
                return false;
        return true;
    }

    private static YamlNode? Child(YamlMappingNode node, string name) => node.Children.TryGetValue(new YamlScalarNode(name), out var child) ? child : null;

    private static IEnumerable<string[]> Forms(YamlNode? node, string where)
    {
        if (node is not YamlSequenceNode { Children.Count: > 0 } list)
            throw new InvalidDataException($"critical terms, {where}: a list of words expected");
        foreach (var item in list)
        {
            var words = FrenchText.Words((item as YamlScalarNode)?.Value ?? "");
            if (words.Count == 0)
                throw new InvalidDataException($"critical terms, {where}: a form without words");
            yield return [.. words];
        }
    }
}
