using Triage.Core.Assessment;

namespace Triage.Training.Synthesis;

/// <summary>A question of the operator and what a bare "oui", "non" or "si" then says; null: too ambiguous to be used.</summary>
/// <param name="Si">Given for negated questions only ("vous n'avez pas mal ?").</param>
internal sealed record FindingQuestion(Phrase? Self, Phrase? Other, FindingStatus? Yes, FindingStatus No, FindingStatus? Si)
{
    public bool Negated => Si is not null;

    public Phrase? For(bool self) => self ? Self : Other;
}

/// <summary>How one finding is talked about: a file of Content/findings.</summary>
internal sealed record FindingContent(
    int Index,
    IReadOnlyList<int> Implies,
    IReadOnlyDictionary<FindingStatus, SidedPhrases> Statements,
    IReadOnlyList<FindingQuestion> Questions,
    IReadOnlyDictionary<FindingStatus, SidedPhrases> Answers,
    SidedPhrases NearMisses,
    SidedPhrases OperatorNearMisses,
    SidedPhrases OperatorStatements)
{
    /// <exception cref="ContentException">The file breaks the schema of Content/README.md.</exception>
    public static FindingContent Read(ContentNode node)
    {
        node.Keys("code", "label", "implies?", "present", "absent", "uncertain", "questions", "answers", "near_misses", "operator_statements?");
        var index = ContentCodes.Finding(node["code"]);
        if (node["label"].Text() != FindingCatalogue.All[index].Label)
            throw node["label"].Fail($"the catalogue says '{FindingCatalogue.All[index].Label}'");
        var near = SidedPhrases.ReadLoose(node["near_misses"]);
        if (near.Other.Count == 0)
            throw node["near_misses"].Fail("the list is empty");
        var answers = node["answers"].Keys("present", "absent", "uncertain");
        return new(
            index,
            [.. node.Find("implies")?.Items().Select(ContentCodes.Finding) ?? []],
            ByStatus((key, status) => SidedPhrases.Read(node[key], new Said(index, status))),
            [.. node["questions"].SomeItems().Select(Question)],
            ByStatus((key, status) => SidedPhrases.ReadLoose(answers[key], new Said(index, status))),
            near.Where(p => !p.AddressesCaller),
            near.Where(p => p.AddressesCaller),
            node.Find("operator_statements") is { } statements ? OperatorStatementsOf(statements, new Said(index, FindingStatus.Present)) : SidedPhrases.None);
    }

    /// <summary>The same finding with some of its sentences; a list that would be empty stays whole. Questions stay.</summary>
    public FindingContent Only(Func<Phrase, bool> keep) => this with
    {
        Statements = Statements.ToDictionary(s => s.Key, s => s.Value.Only(keep)),
        Answers = Answers.ToDictionary(a => a.Key, a => a.Value.Only(keep)),
        NearMisses = NearMisses.Only(keep),
        OperatorNearMisses = OperatorNearMisses.Only(keep),
        OperatorStatements = OperatorStatements.Only(keep),
    };

    /// <summary>The finding can be said with this status by this caller.</summary>
    public bool CanSay(FindingStatus status, bool self) => Statements[status].For(self).Count > 0;

    /// <summary>A plain "vous avez mal" speaks to the patient, so it is kept from calls about someone else.</summary>
    private static SidedPhrases OperatorStatementsOf(ContentNode node, Said own)
    {
        var read = SidedPhrases.ReadLoose(node, own);
        return node.IsList ? read with { Other = [.. read.Other.Where(p => p.SpeaksOfAnother || !p.AddressesCaller)] } : read;
    }

    private static FindingQuestion Question(ContentNode node)
    {
        node.Keys("self?", "other?", "yes", "no", "negated?", "si?");
        var self = node.Find("self") is { } s ? Phrase.Parse(s) : null;
        var other = node.Find("other") is { } o ? Phrase.Parse(o) : null;
        if (self is null && other is null)
            throw node.Fail("a question needs self or other");
        var negated = node.Find("negated")?.Text() switch
        {
            null or "false" => false,
            "true" => true,
            _ => throw node["negated"].Fail("true or false is expected"),
        };
        var (yes, no) = (node["yes"].Code<FindingStatus>(), node["no"].Code<FindingStatus>());
        if (node.Find("si") is { } si)
            return negated ? new(self, other, yes, no, si.Code<FindingStatus>()) : throw si.Fail("only a negated question is answered with si");
        return negated ? new(self, other, null, no, yes) : new(self, other, yes, no, null);
    }

    private static Dictionary<FindingStatus, SidedPhrases> ByStatus(Func<string, FindingStatus, SidedPhrases> read) => new()
    {
        [FindingStatus.Present] = read("present", FindingStatus.Present),
        [FindingStatus.Absent] = read("absent", FindingStatus.Absent),
        [FindingStatus.Uncertain] = read("uncertain", FindingStatus.Uncertain),
    };
}
