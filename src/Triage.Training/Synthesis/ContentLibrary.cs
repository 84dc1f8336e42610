using System.Reflection;
using Triage.Core.Assessment;

namespace Triage.Training.Synthesis;

/// <summary>All content of the synthetic calls, read and checked once; immutable and thread-safe afterwards.</summary>
public sealed class ContentLibrary
{
    private ContentLibrary(IReadOnlyDictionary<int, FindingContent> findings, IReadOnlyList<ScenarioContent> scenarios, TalkContent talk, PeopleContent people, CoherenceContent coherence, NoiseTable noise)
    {
        Findings = findings;
        Scenarios = scenarios;
        Talk = talk;
        People = people;
        Coherence = coherence;
        Noise = noise;
    }

    /// <summary>By index in the catalogue. A finding without a file cannot occur in calls of this library.</summary>
    internal IReadOnlyDictionary<int, FindingContent> Findings { get; }

    internal IReadOnlyList<ScenarioContent> Scenarios { get; }

    internal TalkContent Talk { get; }

    internal PeopleContent People { get; }

    internal CoherenceContent Coherence { get; }

    internal NoiseTable Noise { get; }

    /// <summary>Words without which the meaning turns round: no error of the synthesis takes them away.</summary>
    public IReadOnlySet<string> MeaningfulWords => Noise.Kept;

    /// <summary>One sentence of a finding in this many is kept for the calls that judge a training.</summary>
    private const int HeldOutSentences = 10;

    /// <summary>
    /// Two libraries that share no sentence stating a finding: calls of the second show how a model does with words it never saw.
    /// Sentences that end alike ("j'ai mal au dos", "il a mal au dos") stay together. Questions, scenarios and talk are in both, and so
    /// are lists of which no sentence falls to one side: most lists of denials and doubts, which are short.
    /// </summary>
    public (ContentLibrary Training, ContentLibrary HeldOut) Split()
    {
        ContentLibrary Part(bool heldOut) => new(
            Findings.ToDictionary(f => f.Key, f => f.Value.Only(p => IsHeldOut(p) == heldOut)), Scenarios, Talk, People, Coherence, Noise);
        return (Part(false), Part(true));
    }

    private static bool IsHeldOut(Phrase phrase)
    {
        var hash = 2166136261u;
        foreach (var c in string.Join(' ', phrase.Source.Split(' ')[^Math.Min(2, phrase.Source.Count(c => c == ' ') + 1)..]))
            hash = (hash ^ c) * 16777619u;
        return hash % HeldOutSentences == 0;
    }

    /// <summary>Codes of the findings that have content.</summary>
    public IEnumerable<string> FindingCodes => Findings.Keys.Order().Select(i => FindingCatalogue.All[i].Code);

    /// <summary>The content built into this assembly; every finding of the catalogue must be there.</summary>
    /// <exception cref="ContentException">A file is wrong or missing.</exception>
    public static ContentLibrary LoadEmbedded()
    {
        var library = Read(Embedded());
        foreach (var finding in FindingCatalogue.All)
            if (!library.FindingCodes.Contains(finding.Code))
                throw new ContentException($"findings/{finding.Code}.yaml is missing");
        return library;
    }

    /// <summary>
    /// Reads files by name: findings/*.yaml, scenarios/*.yaml, talk.yaml, people.yaml, coherence.yaml, recogniser-noise.yaml, noise/confusions.yaml.
    /// Findings may be incomplete.
    /// </summary>
    /// <exception cref="ContentException">A file is wrong or missing; the message names file, line and key.</exception>
    public static ContentLibrary Read(IEnumerable<KeyValuePair<string, string>> files)
    {
        var findings = new Dictionary<int, FindingContent>();
        var scenarios = new List<ScenarioContent>();
        var rest = new Dictionary<string, ContentNode>(StringComparer.Ordinal);
        foreach (var (name, text) in files.OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            using var reader = new StringReader(text);
            var node = ContentNode.Parse(name, reader);
            if (name.StartsWith("findings/", StringComparison.Ordinal))
            {
                var finding = FindingContent.Read(node);
                if (name != $"findings/{FindingCatalogue.All[finding.Index].Code}.yaml")
                    throw node["code"].Fail("the file is named after another code");
                findings.Add(finding.Index, finding);
            }
            else if (name.StartsWith("scenarios/", StringComparison.Ordinal))
                foreach (var item in node.SomeItems())
                {
                    var scenario = ScenarioContent.Read(item);
                    if (scenarios.Any(s => s.Id == scenario.Id))
                        throw item["id"].Fail($"'{scenario.Id}' is used twice");
                    scenarios.Add(scenario);
                }
            else
                rest[name] = node;
        }
        ContentNode File(string name) => rest.Remove(name, out var node) ? node : throw new ContentException($"{name} is missing");
        var talk = TalkContent.Read(File("talk.yaml"));
        var people = PeopleContent.Read(File("people.yaml"));
        var coherence = CoherenceContent.Read(File("coherence.yaml"));
        var noise = NoiseTable.Read(File("recogniser-noise.yaml"), File("noise/confusions.yaml"));
        if (rest.Count > 0)
            throw new ContentException($"{rest.Keys.Order(StringComparer.Ordinal).First()}: no content is read from this file");
        foreach (var motive in MotiveCatalogue.All)
            if (!scenarios.Any(s => s.Motive == motive.Code))
                throw new ContentException($"scenarios/: no scenario for motive {motive.Code}");
        return new(findings, scenarios, talk, people, coherence, noise);
    }

    /// <summary>The built-in files, by the names that <see cref="Read"/> expects.</summary>
    public static IReadOnlyDictionary<string, string> Embedded()
    {
        var assembly = Assembly.GetExecutingAssembly();
        const string Prefix = "Content/";
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var resource in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            files[resource[Prefix.Length..].Replace('\\', '/')] = reader.ReadToEnd();
        }
        return files;
    }
}
