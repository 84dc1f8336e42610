using Triage.Core.Assessment;

namespace Triage.Training.Synthesis;

/// <summary>A question that asks for no finding, with answers ("depuis quand ?").</summary>
internal sealed record FactContent(Phrase? Self, Phrase? Other, SidedPhrases Answers)
{
    public static FactContent Read(ContentNode node)
    {
        node.Keys("self?", "other?", "answers");
        var fact = new FactContent(
            node.Find("self") is { } s ? Phrase.Parse(s) : null,
            node.Find("other") is { } o ? Phrase.Parse(o) : null,
            SidedPhrases.ReadLoose(node["answers"]));
        return fact.Self is null && fact.Other is null ? throw node.Fail("a question needs self or other") : fact;
    }

    public Phrase? For(bool self) => self ? Self : Other;
}

/// <summary>
/// One severity of a scenario: it fixes priority and level of care, and what is said so that they can be told.
/// </summary>
/// <param name="With">Findings present, each with its probability.</param>
/// <param name="Without">Findings that may not be present at this severity.</param>
/// <param name="Cues">Sentences that show the severity without naming a finding.</param>
/// <param name="Months">Age bounds in months that replace those of the age group.</param>
internal sealed record LevelContent(
    Priority Priority,
    CareLevel Care,
    double Weight,
    IReadOnlyList<Priority> Acceptable,
    IReadOnlyList<string> Also,
    IReadOnlyDictionary<int, double> With,
    IReadOnlyList<int> Without,
    SidedPhrases Cues,
    SidedPhrases Openings,
    IReadOnlyList<(AgeGroup Item, double Weight)>? Ages,
    IReadOnlyList<(CallerType Item, double Weight)>? Callers,
    (int From, int To)? Months);

/// <summary>How calls of one motive go: an entry of Content/scenarios.</summary>
/// <param name="Also">Other motives that are defensible.</param>
/// <param name="Bare">Without the usual questions on vital signs: a wrong number, a request for advice.</param>
internal sealed record ScenarioContent(
    string Id,
    string Motive,
    IReadOnlyList<string> Also,
    double Weight,
    IReadOnlyList<(AgeGroup Item, double Weight)> Ages,
    IReadOnlyList<(Sex Item, double Weight)> Sexes,
    IReadOnlyList<(CallerType Item, double Weight)> Callers,
    bool Bare,
    IReadOnlyList<int> Require,
    IReadOnlyList<LevelContent> Levels,
    IReadOnlyDictionary<int, double> Optional,
    IReadOnlyDictionary<int, double> Denials,
    IReadOnlyDictionary<int, double> Unsure,
    SidedPhrases Openings,
    IReadOnlyList<FactContent> Facts,
    SidedPhrases Talk)
{
    /// <exception cref="ContentException">The entry breaks the schema of Content/README.md.</exception>
    public static ScenarioContent Read(ContentNode node)
    {
        node.Keys("id", "motive", "also?", "weight?", "ages?", "sexes?", "callers?", "bare?", "require?", "levels", "optional?", "denials?", "unsure?", "openings", "facts?", "talk?");
        return new(
            node["id"].Text(),
            ContentCodes.Motive(node["motive"]),
            [.. node.Find("also")?.Items().Select(ContentCodes.Motive) ?? []],
            node.Find("weight")?.Number(0, 100) ?? 1,
            Weights<AgeGroup>(node.Find("ages")) ?? [(AgeGroup.Adult, 6), (AgeGroup.Senior, 4)],
            Weights<Sex>(node.Find("sexes")) ?? [(Sex.Male, 1), (Sex.Female, 1)],
            Weights<CallerType>(node.Find("callers")) ?? [(CallerType.Family, 5), (CallerType.Self, 3), (CallerType.Witness, 1)],
            node.Find("bare")?.Text() == "true",
            [.. node.Find("require")?.Items().Select(ContentCodes.Finding) ?? []],
            [.. node["levels"].SomeItems().Select(Level)],
            ContentCodes.Chances(node.Find("optional")),
            ContentCodes.Chances(node.Find("denials")),
            ContentCodes.Chances(node.Find("unsure")),
            SidedPhrases.Read(node["openings"], null),
            [.. node.Find("facts")?.Items().Select(FactContent.Read) ?? []],
            node.Find("talk") is { } talk ? SidedPhrases.ReadLoose(talk) : SidedPhrases.None);
    }

    private static LevelContent Level(ContentNode node)
    {
        node.Keys("priority", "care", "weight?", "acceptable?", "also?", "with?", "without?", "cues?", "openings?", "ages?", "callers?", "months?");
        return new(
            node["priority"].Code<Priority>(),
            node["care"].Code<CareLevel>(),
            node.Find("weight")?.Number(0, 100) ?? 1,
            [.. node.Find("acceptable")?.Items().Select(item => item.Code<Priority>()) ?? []],
            [.. node.Find("also")?.Items().Select(ContentCodes.Motive) ?? []],
            ContentCodes.Chances(node.Find("with")),
            [.. node.Find("without")?.Items().Select(ContentCodes.Finding) ?? []],
            node.Find("cues") is { } cues ? SidedPhrases.ReadLoose(cues) : SidedPhrases.None,
            node.Find("openings") is { } openings ? SidedPhrases.Read(openings, null) : SidedPhrases.None,
            Weights<AgeGroup>(node.Find("ages")),
            Weights<CallerType>(node.Find("callers")),
            node.Find("months") is { } months ? Months(months) : null);
    }

    private static (int From, int To) Months(ContentNode node)
    {
        var bounds = node.Items().Select(item => (int)item.Number(0, 1319)).ToArray();
        return bounds is [var from, var to] && from <= to ? (from, to) : throw node.Fail("[from, to] in months is expected");
    }

    private static (T Item, double Weight)[]? Weights<T>(ContentNode? node) where T : struct, Enum
    {
        if (node is null)
            return null;
        var weights = node.Entries()
            .Select(entry => (Enum.TryParse<T>(entry.Key, ignoreCase: true, out var item) ? item : throw entry.Value.Fail($"'{entry.Key}' is none of {string.Join(", ", Enum.GetNames<T>())}"), entry.Value.Number(0, 100)))
            .ToArray();
        return weights.Length > 0 ? weights : throw node.Fail("the mapping is empty");
    }
}
