using Triage.Core.Assessment;
using Triage.Core.Calls;

namespace Triage.Training.Synthesis;

/// <summary>Age groups of the Hub Sante code list <c>patient</c> that shape how people speak.</summary>
public enum AgeGroup { Infant, Child, Adult, Senior }

public enum Sex { Male, Female }

/// <summary>Who calls, as far as it changes the words.</summary>
public enum CallerType
{
    /// <summary>The patient.</summary>
    Self,
    Family,
    Neighbour,
    Witness,
    Professional,
    Police,

    /// <summary>Someone who does not see the patient ("je suis au téléphone avec lui").</summary>
    Remote,
}

/// <summary>The patient of a synthetic call.</summary>
/// <param name="AgeMonths">Age in months, 0 to 1319.</param>
public sealed record SyntheticPatient(int AgeMonths, Sex Sex, AgeGroup Group)
{
    /// <summary>Completed years.</summary>
    public int AgeYears => AgeMonths / 12;
}

/// <summary>
/// What one turn says of one finding, and the words that prove it: characters [Start, Start + Length) of the turn's text.
/// After a question the proof is the answer ("oui"), whatever the question's words.
/// </summary>
/// <param name="Finding">Index in <see cref="FindingCatalogue.All"/>.</param>
public sealed record SyntheticMention(int Finding, FindingStatus Status, int Start, int Length)
{
    public int End => Start + Length;
}

/// <summary>One utterance of one speaker.</summary>
/// <param name="Mentions">At most one for each finding, in the order of the catalogue. An operator's turn has none: only what the caller says proves.</param>
public sealed record SyntheticTurn(CallChannel Channel, string Text, IReadOnlyList<SyntheticMention> Mentions)
{
    /// <summary>What this turn says of a finding of the catalogue; null: it does not mention it.</summary>
    public FindingStatus? StatusOf(int finding)
    {
        foreach (var mention in Mentions)
            if (mention.Finding == finding)
                return mention.Status;
        return null;
    }

    /// <summary>The words that prove a mention.</summary>
    public string QuoteOf(SyntheticMention mention) => Text.Substring(mention.Start, mention.Length);
}

/// <summary>
/// A call written by the grammar of Content/, with its labels. The labels follow from the scenario's rules, which
/// no clinician has validated. Reproducible: the same seed and content give the same call on any machine.
/// </summary>
/// <param name="Id">Unique within one run of the generator.</param>
/// <param name="Seed">Seed of this one call.</param>
/// <param name="AcceptablePriorities">Priorities that are defensible; contains <paramref name="Priority"/>.</param>
/// <param name="Motive">A code of <see cref="MotiveCatalogue"/>.</param>
/// <param name="AcceptableMotives">Motives that are defensible; contains <paramref name="Motive"/>.</param>
/// <param name="Scenario">The scenario's id in Content/scenarios.</param>
/// <param name="FinalStates">
/// For each finding of the catalogue what the whole call says in the end: the last definite word on it
/// (a correction wins; uncertainty does not undo what was said for sure); null: never mentioned.
/// </param>
public sealed record SyntheticCall(
    string Id,
    ulong Seed,
    string Scenario,
    Priority Priority,
    IReadOnlyList<Priority> AcceptablePriorities,
    CareLevel CareLevel,
    string Motive,
    IReadOnlyList<string> AcceptableMotives,
    SyntheticPatient Patient,
    CallerType Caller,
    IReadOnlyList<SyntheticTurn> Turns,
    IReadOnlyList<FindingStatus?> FinalStates);
