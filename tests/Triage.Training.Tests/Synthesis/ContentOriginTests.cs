using System.Text.Json;
using System.Text.RegularExpressions;
using Triage.Core.Speech;
using Triage.Tests;
using Triage.Training.Synthesis;
using YamlDotNet.RepresentationModel;

namespace Triage.Training.Tests.Synthesis;

/// <summary>No clause of four words or more of the content stands word for word in a call that quality is measured on.</summary>
public sealed partial class ContentOriginTests
{
    private const int FewestWords = 4;
    private const int MostVariants = 50_000;

    private static readonly Dictionary<string, (string Masculine, string Feminine)> Agreements = new(StringComparer.Ordinal)
    {
        ["il"] = ("il", "elle"), ["e"] = ("", "e"), ["x"] = ("x", "se"), ["f"] = ("f", "ve"), ["eur"] = ("eur", "euse"), ["ne"] = ("", "ne"),
        ["le"] = ("le", "la"), ["un"] = ("un", "une"), ["ce"] = ("ce", "cette"), ["lui"] = ("lui", "elle"), ["celui"] = ("celui", "celle"), ["monsieur"] = ("monsieur", "madame"),
    };

    [Fact]
    public void Content_SampleCalls_ShareNoClause() => Assert.Equal("", string.Join('\n', Shared(TestPaths.InRoot("samples", "calls.jsonl"))));

    [Fact]
    public void Content_DevelopmentCalls_ShareNoClause() => Assert.Equal("", string.Join('\n', Shared(TestPaths.InShared("simsamu", "calls.jsonl"))));

    [Fact]
    public void Variants_AlternationsAndAgreement_AllAreWritten() =>
        Assert.Equal(
            ["elle est tombée", "elle est tombée hier", "il est tombé", "il est tombé hier"],
            Variants("[{il} est tombé{e}|chute] (hier|)").SelectMany(Clauses).Order(StringComparer.Ordinal));

    private static List<string> Shared(string path)
    {
        var reference = File.ReadLines(path).Where(l => l.Trim().Length > 0)
            .SelectMany(line => JsonDocument.Parse(line).RootElement.GetProperty("turns").EnumerateArray())
            .SelectMany(turn => Clauses(turn.GetProperty("text").GetString()!)).Where(c => c.Count(x => x == ' ') >= FewestWords - 1).ToHashSet(StringComparer.Ordinal);
        Assert.True(reference.Count > 20, $"{path}: only {reference.Count} clauses");
        return [.. Sentences().AsParallel().SelectMany(s => Variants(s.Text).SelectMany(Clauses).Where(reference.Contains).Distinct().Select(c => $"{s.File}: {c}")).Distinct().Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<(string File, string Text)> Sentences()
    {
        foreach (var (file, text) in ContentLibrary.Embedded().Where(f => f.Key != "recogniser-noise.yaml"))
        {
            var yaml = new YamlStream();
            yaml.Load(new StringReader(text));
            foreach (var scalar in yaml.Documents[0].AllNodes.OfType<YamlScalarNode>())
                if (scalar.Value is { } value && value.Contains(' ', StringComparison.Ordinal))
                    yield return (file, value);
        }
    }

    private static IEnumerable<string> Clauses(string text) =>
        text.Split([',', '.', ';', ':', '!', '?', '…']).Select(clause => string.Join(' ', FrenchText.Words(clause))).Where(clause => clause.Length > 0);

    private static List<string> Variants(string sentence) => [.. new[] { false, true }.SelectMany(feminine => Spelled(Marked().Replace(sentence, "$1"), feminine))];

    private static List<string> Spelled(string sentence, bool feminine)
    {
        var agreed = Placeholder().Replace(sentence, match =>
        {
            var name = match.Groups[1].Value.Split(':')[0];
            if (name.Split('|') is [var masculine, var other])
                return feminine ? other : masculine;
            return Agreements.TryGetValue(name, out var forms) ? feminine ? forms.Feminine : forms.Masculine : "quelqueparole";
        });
        List<string> all = [""];
        foreach (var part in Choice().Split(agreed))
        {
            string[] branches = part.StartsWith('(') && part.EndsWith(')') ? part[1..^1].Split('|') : [part];
            all = [.. all.SelectMany(a => branches.Select(b => a + b))];
            Assert.True(all.Count <= MostVariants, $"too many variants: {sentence}");
        }
        return all;
    }

    [GeneratedRegex(@"\[([^\[\]]*?)(\|[-?a-z_,]+)?\]")]
    private static partial Regex Marked();

    [GeneratedRegex(@"\{([^{}]*)\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"(\([^()]*\))")]
    private static partial Regex Choice();
}
