using Triage.Core.Assessment;
using Triage.Core.Calls;
using Triage.TrialLog.Records;

namespace Triage.TrialLog.Exports.HubSante;

/// <summary>What a human validated: the values that may leave in that human's name.</summary>
/// <param name="Role">Code of the list <c>role</c>.</param>
/// <param name="Suggestion">The suggestion that was on the screen; null: none was shown.</param>
internal sealed record HumanValidation(
    DecisionRecord Decision, string Role, Priority? Priority, CareLevel? CareLevel, string? Motive, SuggestionRecord? Suggestion)
{
    /// <summary>
    /// The validations of a call in their order: an accepted suggestion, or the values of a modified one. A rejection, a judgement
    /// before display and a decision without any value validate nothing.
    /// </summary>
    public static IEnumerable<HumanValidation> Of(CallDossier dossier)
    {
        foreach (var decision in dossier.Decisions.OrderBy(d => d.At).ThenBy(d => d.Sequence))
        {
            if (decision.BeforeDisplay || decision.Action is not (DecisionAction.Accepted or DecisionAction.Modified))
                continue;
            var suggestion = decision.SuggestionSequence > 0 ? dossier.Suggestions.FirstOrDefault(s => s.Sequence == decision.SuggestionSequence) : null;
            // What nobody was shown as a suggestion, nobody accepted.
            var seen = suggestion is { Abstention: AbstentionReason.None, Shown: true } ? suggestion : null;
            // Accepting validates all that was suggested; changing validates what is stated, and nothing that is not.
            var accepted = decision.Action == DecisionAction.Accepted ? seen : null;
            var validation = new HumanValidation(
                decision, RoleOf(decision.Role), decision.Priority ?? accepted?.Priority, decision.CareLevel ?? accepted?.CareLevel, decision.Motive ?? accepted?.Motive, seen);
            if (validation is not { Priority: null, CareLevel: null, Motive: null })
                yield return validation;
        }
    }

    /// <summary>Why a call has no message; a stable code.</summary>
    public static string WhyNone(CallDossier dossier) =>
        dossier.Decisions.Count == 0 ? "no_decision"
        : dossier.Decisions.All(d => d.BeforeDisplay) ? "only_judged_before_display"
        : dossier.Decisions.All(d => d.BeforeDisplay || d.Action == DecisionAction.Rejected) ? "rejected"
        : "no_value_stated";

    private static string RoleOf(DeciderRole role) => role switch
    {
        DeciderRole.Arm => "ARM",
        DeciderRole.RegulatingDoctor => "MEDECIN",
        _ => "INCONNU",
    };
}
