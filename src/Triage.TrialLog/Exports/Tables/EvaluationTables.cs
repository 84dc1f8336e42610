using Triage.TrialLog.Records;

namespace Triage.TrialLog.Exports.Tables;

/// <summary>
/// The nine tables of the evaluation record, written down once: CSV, Parquet, datapackage.json and the dictionary all read them
/// here. A set belongs to one export at a time: its tables keep the row that they are reading.
/// </summary>
public static class EvaluationTables
{
    private static readonly string[] s_place = ["call_key", "position"];

    /// <param name="quotes">With the words of callers that prove findings.</param>
    public static IReadOnlyList<Table> Create(bool quotes)
    {
        Reference call = new(["call_key"], "calls", ["call_key"]);
        Reference suggestion = new(["call_key", "suggestion_sequence"], "suggestions", ["call_key", "sequence"]);
        return
        [
            new CallTable<CallRecord>(
                "calls", "Every call, by intention to treat", "Tous les appels, en intention de traiter",
                CallColumns.Create(), ["call_key"], [], d => [d.Call]),
            new CallTable<Placed<AllocationRecord>>(
                "allocations", "What each unit of the trial was allocated to", "Bras tiré pour chaque unité de l'essai",
                TrialColumns.Allocations(), s_place, [call], d => Place(d, d.Allocations)),
            new CallTable<SuggestionRecord>(
                "suggestions", "What the appliance suggested, shown or not", "Suggestions de l'appareil, affichées ou non",
                SuggestionColumns.Create(), ["call_key", "sequence"], [call], d => d.Suggestions),
            new CallTable<FindingRow>(
                "findings", "The findings behind each suggestion, with the times of the words that prove them", "Signes à l'appui de chaque suggestion, avec les temps des mots qui les établissent",
                SuggestionColumns.CreateFindings(quotes), ["call_key", "suggestion_sequence", "position"], [call, suggestion], Findings),
            new CallTable<Placed<ExposureRecord>>(
                "exposures", "What humans had on their screens, step by step", "Ce que les humains ont eu à l'écran, pas à pas",
                TrialColumns.Exposures(), s_place, [call, suggestion], d => Place(d, d.Exposures)),
            new CallTable<Placed<DecisionRecord>>(
                "decisions", "What humans decided", "Décisions humaines",
                TrialColumns.Decisions(), s_place, [call], d => Place(d, d.Decisions)),
            new CallTable<Placed<ClockRecord>>(
                "clocks", "The moments of each call, and whose clock says so", "Moments de chaque appel, et l'horloge qui les donne",
                TrialColumns.Clocks(), s_place, [call], d => Place(d, d.Clocks)),
            new CallTable<Placed<AdjudicationRecord>>(
                "adjudications", "Judgements of the reference standard", "Jugements de référence",
                TrialColumns.Adjudications(), s_place, [call], d => Place(d, d.Adjudications)),
            new OutageTable(
                "outages", "Times during which the appliance did not do all that it should", "Périodes où l'appareil ne faisait pas tout ce qu'il doit",
                TrialColumns.Outages(), ["position"], []),
        ];
    }

    private static IEnumerable<Placed<T>> Place<T>(CallDossier dossier, IReadOnlyList<T> rows)
    {
        for (var i = 0; i < rows.Count; i++)
            yield return new(dossier.Call.CallKey, i, rows[i]);
    }

    private static IEnumerable<FindingRow> Findings(CallDossier dossier)
    {
        foreach (var suggestion in dossier.Suggestions)
            for (var i = 0; i < suggestion.Findings.Count; i++)
                yield return new(dossier.Call.CallKey, suggestion.Sequence, i, suggestion.Findings[i]);
    }
}
