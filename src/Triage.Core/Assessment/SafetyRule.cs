namespace Triage.Core.Assessment;

/// <summary>What a rule asks of the call; small terms, so that a rule can be read and reviewed as data.</summary>
public abstract record SafetyCondition
{
    public abstract bool Holds(AssessmentState state, CueLog cues);

    public static SafetyCondition All(params SafetyCondition[] terms) => new AllOf(terms);

    public static SafetyCondition Any(params SafetyCondition[] terms) => new AnyOf(terms);

    public static SafetyCondition Not(SafetyCondition term) => new NotTerm(term);

    /// <summary>The finding's current state is present, at least this probable.</summary>
    public static SafetyCondition Present(string finding, double probability = 0.5) => new FindingPresent(FindingCatalogue.IndexOf(finding), probability);

    /// <exception cref="ArgumentException">No such cue.</exception>
    public static SafetyCondition Said(string cue) =>
        SafetyCue.All.Any(c => c.Id == cue) ? new CueStated(cue) : throw new ArgumentException($"no cue {cue}", nameof(cue));

    /// <summary>The patient's age is known and below this many months.</summary>
    public static SafetyCondition YoungerThan(int months) => new AgeBelow(months);

    private sealed record AllOf(IReadOnlyList<SafetyCondition> Terms) : SafetyCondition
    {
        public override bool Holds(AssessmentState state, CueLog cues) => Terms.All(t => t.Holds(state, cues));
    }

    private sealed record AnyOf(IReadOnlyList<SafetyCondition> Terms) : SafetyCondition
    {
        public override bool Holds(AssessmentState state, CueLog cues) => Terms.Any(t => t.Holds(state, cues));
    }

    private sealed record NotTerm(SafetyCondition Term) : SafetyCondition
    {
        public override bool Holds(AssessmentState state, CueLog cues) => !Term.Holds(state, cues);
    }

    private sealed record FindingPresent(int Finding, double Probability) : SafetyCondition
    {
        public override bool Holds(AssessmentState state, CueLog cues) =>
            state.StateOf(Finding) is { Status: FindingStatus.Present } found && found.Probability >= Probability;
    }

    private sealed record CueStated(string Cue) : SafetyCondition
    {
        public override bool Holds(AssessmentState state, CueLog cues) => cues.IsStated(Cue);
    }

    private sealed record AgeBelow(int Months) : SafetyCondition
    {
        public override bool Holds(AssessmentState state, CueLog cues) => state.Patient.AgeMonths < Months;
    }
}

/// <summary>A floor under the suggestion: when the condition holds, the priority is at least this urgent. Never lowers anything.</summary>
/// <param name="Id">Stable; shown with the suggestion and logged.</param>
/// <param name="Label">French, for the screen.</param>
/// <param name="Source">Clinical source. The rules quote published guidance and are not validated by clinicians.</param>
/// <param name="Version">Rises with every change of the rule.</param>
/// <param name="Motive">The graver motive that the condition means, and the milder ones it takes the place of; or null.</param>
public sealed record SafetyRule(
    string Id, string Label, SafetyCondition When, Priority Priority, CareLevel CareLevel, string Source, int Version, MotiveLift? Motive = null);

/// <summary>
/// The graver of two neighbouring motives prevails when its sign is there (Hub Sante code list <c>motif</c>: "si signe prédominant
/// grave, ce dernier est à privilégier").
/// </summary>
/// <param name="To">Motive code that takes over.</param>
/// <param name="From">Milder motive codes whose probability it takes.</param>
public sealed record MotiveLift(string To, params IReadOnlyList<string> From)
{
    /// <summary>Moves the probability; the sum stays.</summary>
    /// <param name="motives">Probabilities in the order of <see cref="MotiveCatalogue"/>.</param>
    public void Apply(Span<double> motives)
    {
        var to = MotiveCatalogue.IndexOf(To);
        foreach (var code in From)
        {
            var from = MotiveCatalogue.IndexOf(code);
            motives[to] += motives[from];
            motives[from] = 0;
        }
    }
}
