using Hl7.Fhir.Model;
using Triage.Core.Assessment;
using Triage.TrialLog.Exports.Tables;
using Triage.TrialLog.Records;

namespace Triage.TrialLog.Exports.Fhir;

/// <summary>A suggestion: an observation for each finding, the probabilities as a risk assessment, the model's answer as a guidance response.</summary>
internal static class SuggestionResources
{
    /// <param name="quotes">With the words that prove each finding, as a note.</param>
    public static IEnumerable<Resource> Of(CallRecord call, SuggestionRecord suggestion, bool quotes)
    {
        var id = Id(suggestion);
        for (var i = 0; i < suggestion.Findings.Count; i++)
            yield return Finding(call, suggestion.Findings[i], FindingId(id, i), quotes);
        yield return Risk(call, suggestion, id);
        yield return Guidance(call, suggestion, id);
    }

    public static string Id(SuggestionRecord suggestion) => FhirCodes.Id(suggestion.CallKey, "s", suggestion.Sequence);

    private static string FindingId(string suggestion, int position) => FhirCodes.Id(suggestion, "f", position);

    private static Observation Finding(CallRecord call, FindingRecord finding, string id, bool quotes)
    {
        var known = FindingCatalogue.TryIndexOf(finding.Code, out var at);
        var observation = new Observation
        {
            Id = id,
            Status = ObservationStatus.Final,
            Code = FhirCodes.Concept(FhirCodes.Findings, finding.Code, known ? FindingCatalogue.All[at].Label : null),
            Subject = FhirCodes.To<Patient>(FhirCodes.Id(call.CallKey)),
            Encounter = FhirCodes.To<Encounter>(FhirCodes.Id(call.CallKey)),
            Effective = new Period
            {
                StartElement = new(At(call, finding.EvidenceStartS)), EndElement = new(At(call, Math.Max(finding.EvidenceStartS, finding.EvidenceEndS))),
            },
            Value = FhirCodes.Concept("urn:triage:finding-status", CodeNames<FindingStatus>.Of(finding.Status)),
            Interpretation = [FhirCodes.Concept(FhirCodes.Terminology + "v3-ObservationInterpretation", Interpretation(finding.Status))],
            Device = FhirCodes.To<Device>(DeviceResource.Id(call.Versions)),
            Component =
            [
                FhirCodes.Component("probability", FhirCodes.Share(finding.Probability)),
                FhirCodes.Component("evidence-start", FhirCodes.Seconds(finding.EvidenceStartS)),
                FhirCodes.Component("evidence-end", FhirCodes.Seconds(finding.EvidenceEndS)),
            ],
        };
        if (quotes && !string.IsNullOrWhiteSpace(finding.Quote))
            observation.Note.Add(new() { Text = finding.Quote });
        return observation;
    }

    // Every priority with its probability; the suggested one is marked, since the safety layer may raise it above the most probable.
    private static RiskAssessment Risk(CallRecord call, SuggestionRecord suggestion, string id) => new()
    {
        Id = id,
        Status = ObservationStatus.Final,
        Parent = FhirCodes.To<GuidanceResponse>(id),
        Code = new() { Text = "Priority of medical regulation" },
        Subject = FhirCodes.To<Patient>(FhirCodes.Id(call.CallKey)),
        Encounter = FhirCodes.To<Encounter>(FhirCodes.Id(call.CallKey)),
        Occurrence = new FhirDateTime(suggestion.At),
        Performer = FhirCodes.To<Device>(DeviceResource.Id(call.Versions)),
        ReasonCode = [FhirCodes.Motive(suggestion.Motive)],
        Basis = [.. Enumerable.Range(0, suggestion.Findings.Count).Select(i => FhirCodes.To<Observation>(FindingId(id, i)))],
        Prediction = [.. Enum.GetValues<Priority>().Take(suggestion.Distribution.Count).Select((priority, i) => new RiskAssessment.PredictionComponent
        {
            Outcome = FhirCodes.Concept(priority),
            Probability = new FhirDecimal(FhirCodes.Decimal(suggestion.Distribution[i])),
            QualitativeRisk = priority == suggestion.Priority ? FhirCodes.Concept(FhirCodes.Facts, "suggested") : null,
        })],
    };

    private static GuidanceResponse Guidance(CallRecord call, SuggestionRecord suggestion, string id)
    {
        var guidance = new GuidanceResponse
        {
            Id = id,
            Module = new FhirUri($"urn:triage:model:{Uri.EscapeDataString(suggestion.Model)}"),
            Status = suggestion.Abstention switch
            {
                AbstentionReason.ModelUnavailable => GuidanceResponse.GuidanceResponseStatus.Failure,
                AbstentionReason.NotEnoughSaid => GuidanceResponse.GuidanceResponseStatus.DataRequired,
                _ => GuidanceResponse.GuidanceResponseStatus.Success,
            },
            Subject = FhirCodes.To<Patient>(FhirCodes.Id(call.CallKey)),
            Encounter = FhirCodes.To<Encounter>(FhirCodes.Id(call.CallKey)),
            OccurrenceDateTimeElement = new(suggestion.At),
            Performer = FhirCodes.To<Device>(DeviceResource.Id(call.Versions)),
            ReasonCode = [FhirCodes.Motive(suggestion.Motive), FhirCodes.Concept(suggestion.CareLevel)],
        };
        if (suggestion.Abstention != AbstentionReason.None)
            guidance.ReasonCode.Add(FhirCodes.Concept(FhirCodes.Abstentions, CodeNames<AbstentionReason>.Of(suggestion.Abstention)));
        return guidance;
    }

    // Whole milliseconds: binary fractions of seconds would show.
    private static DateTimeOffset At(CallRecord call, double seconds) => call.StartedAt.AddMilliseconds(Math.Round(1000 * seconds));

    private static string Interpretation(FindingStatus status) => status switch
    {
        FindingStatus.Present => "POS",
        FindingStatus.Absent => "NEG",
        _ => "IND",
    };
}
