using Triage.Core.Assessment;
using Triage.Training.Heads;

namespace Triage.Training.Evaluation;

/// <summary>Calls that share what the labels say of one attribute.</summary>
public sealed record Subgroup(string Attribute, string Value, TriageRates Rates);

/// <summary>All figures of one evaluation of the triage, from words or from audio. Holds the calls' quotes; does not print them.</summary>
/// <param name="Quality">Counts over all calls, abstentions with what the model would have said.</param>
/// <param name="All">Rates over all calls.</param>
/// <param name="Answered">Rates over the calls that do not end in an abstention.</param>
/// <param name="FromWords">From audio: the rates of the same calls from their reference words. Null from words.</param>
/// <param name="WithoutAudio">Labelled calls left out because there is no recording of them.</param>
public sealed record TriageReport(
    TriageQuality Quality, TriageRates All, TriageRates Answered, TriageRates? FromWords, int WithoutAudio,
    AlertPoint ServedAlerts, IReadOnlyList<AlertPoint> Alerts, VitalDelays VitalDelays, CalibrationFigures Calibration, IReadOnlyList<AbstentionPoint> Abstention,
    IReadOnlyList<(FindingStatus Status, Retrieval Score)> FindingsByStatus, IReadOnlyList<FindingScore> FindingsByCode, EvidenceFigures Evidence,
    IReadOnlyList<Subgroup> Subgroups, IReadOnlyList<TriageError> Errors)
{
    /// <summary>Any fixed number: it makes two reports of the same suggestions equal.</summary>
    private const int Seed = 15;

    public bool FromAudio => FromWords is not null;

    public static TriageReport Of(IReadOnlyList<CallPrediction> predictions, IReadOnlyList<CallPrediction>? fromWords = null, int withoutAudio = 0) => new(
        TriageEvaluator.Summarise(predictions),
        TriageRates.Of(predictions, Seed),
        TriageRates.Of([.. predictions.Where(p => !p.Abstained)], Seed),
        fromWords is null ? null : TriageRates.Of(fromWords, Seed),
        withoutAudio,
        AlertCurve.Served(predictions),
        AlertCurve.Of(predictions),
        VitalDelays.Of(predictions),
        PriorityCalibration.Of(predictions, Seed),
        AbstentionCurve.Of(predictions),
        FindingMatches.ByStatus(predictions),
        FindingMatches.ByFinding(predictions),
        EvidenceOverlap.Of(predictions, Seed),
        [
            .. predictions.SelectMany(p => p.Call.Attributes.Select(a => (a.Key, a.Value, Prediction: p)))
                .GroupBy(a => (a.Key, a.Value)).OrderBy(g => g.Key.Key, StringComparer.Ordinal).ThenByDescending(g => g.Count()).ThenBy(g => g.Key.Value, StringComparer.Ordinal)
                .Select(g => new Subgroup(g.Key.Key, g.Key.Value, TriageRates.Of([.. g.Select(a => a.Prediction)], Seed))),
        ],
        ErrorCauses.Of(predictions, fromWords));

    public override string ToString() => $"triage report of {Quality.Calls} calls";
}
