using Triage.Core.Assessment;
using Triage.TrialLog.Records;

namespace Triage.TrialLog.Exports.Tables;

/// <summary>A finding with the suggestion that it belongs to.</summary>
internal readonly record struct FindingRow(string CallKey, long Suggestion, long Position, FindingRecord Finding);

/// <summary>The columns of <c>suggestions</c> and <c>findings</c>: what the appliance computed, whether or not anyone saw it.</summary>
internal static class SuggestionColumns
{
    private static readonly string[] s_motives = [.. MotiveCatalogue.All.Select(m => m.Code)];
    private static readonly string[] s_findings = [.. FindingCatalogue.All.Select(f => f.Code)];

    public static IReadOnlyList<string> Motives => s_motives;

    public static ColumnSet<SuggestionRecord> Create()
    {
        var columns = new ColumnSet<SuggestionRecord>();
        columns.Text("call_key", "Pseudonym of the call", "Pseudonyme de l'appel", s => s.CallKey, required: true);
        columns.Integer("sequence", "Number of the suggestion in the call's events", "Numéro de la suggestion dans les événements de l'appel", s => s.Sequence, required: true);
        columns.Number("at_s", "Media time in the call", "Temps dans l'enregistrement de l'appel", s => s.AtS, required: true, unit: "s", minimum: 0);
        columns.Instant("at", "When it was computed", "Instant du calcul", s => s.At, required: true);
        columns.Code<Priority>("priority", "Suggested priority of regulation", "Priorité de régulation suggérée", s => s.Priority, required: true);
        columns.Share("probability", "Calibrated probability of that priority", "Probabilité calibrée de cette priorité", s => s.Probability, required: true);
        for (var i = 0; i < CodeNames<Priority>.All.Count; i++)
        {
            var (at, code) = (i, CodeNames<Priority>.All[i]);
#pragma warning disable CA1308 // column names are in lower case
            columns.Share($"probability_{code.ToLowerInvariant()}", $"Probability of {code}", $"Probabilité de {code}", s => Part(s, at), required: true);
#pragma warning restore CA1308
        }
        columns.Code<CareLevel>("care_level", "Suggested level of care", "Niveau de soins suggéré", s => s.CareLevel, required: true);
        columns.Text("motive", "Suggested motive, Hub Sante code", "Motif suggéré, code Hub Santé", s => s.Motive, required: true, codes: s_motives);
        columns.Share("motive_probability", "Calibrated probability of that motive", "Probabilité calibrée de ce motif", s => s.MotiveProbability, required: true);
        columns.Code<AbstentionReason>("abstention", "Why nothing was suggested; none: it was", "Motif d'abstention ; none : suggestion faite", s => s.Abstention, required: true);
        columns.Boolean("alert", "It is a P0 that would interrupt", "P0 qui interromprait", s => s.Alert);
        columns.Boolean("shown", "The arm allowed it to be shown", "Le bras permettait de l'afficher", s => s.Shown);
        columns.Text("model", "SHA-256 of the triage model with its thresholds", "SHA-256 du modèle de triage avec ses seuils", s => s.Model, required: true);
        columns.Number("latency_ms", "From the final transcript to the suggestion", "Du texte définitif à la suggestion", s => s.LatencyMs, required: true, unit: "ms", minimum: 0);
        return columns;
    }

    /// <param name="quotes">With the words that prove each finding.</param>
    public static ColumnSet<FindingRow> CreateFindings(bool quotes)
    {
        var columns = new ColumnSet<FindingRow>();
        columns.Text("call_key", "Pseudonym of the call", "Pseudonyme de l'appel", f => f.CallKey, required: true);
        columns.Integer("suggestion_sequence", "The suggestion it belongs to", "La suggestion concernée", f => f.Suggestion, required: true);
        columns.Integer("position", "Place among the findings of the suggestion, from 0", "Rang parmi les signes de la suggestion, à partir de 0", f => f.Position, required: true);
        columns.Text("finding", "Code of the finding", "Code du signe", f => f.Finding.Code, required: true, codes: s_findings);
        columns.Code<FindingStatus>("status", "What the call says of it", "Ce que l'appel en dit", f => f.Finding.Status, required: true);
        columns.Share("probability", "Calibrated probability of that status", "Probabilité calibrée de ce statut", f => f.Finding.Probability, required: true);
        columns.Number("evidence_start_s", "Media time at which the proving words begin", "Début des mots qui l'établissent", f => f.Finding.EvidenceStartS, required: true, unit: "s", minimum: 0);
        columns.Number("evidence_end_s", "Media time at which the proving words end", "Fin des mots qui l'établissent", f => f.Finding.EvidenceEndS, required: true, unit: "s", minimum: 0);
        if (quotes)
            columns.Text("quote", "The proving words; missing: deleted or never kept", "Les mots eux-mêmes ; absents : effacés ou non gardés", f => f.Finding.Quote, words: true);
        return columns;
    }

    private static double? Part(SuggestionRecord suggestion, int index) => suggestion.Distribution.Count > index ? suggestion.Distribution[index] : null;
}
