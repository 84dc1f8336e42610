using Hl7.Fhir.Model;
using Triage.Core.Calls;
using Triage.Core.Trial;
using Triage.TrialLog.Exports.Tables;
using Triage.TrialLog.Records;

namespace Triage.TrialLog.Exports.Fhir;

/// <summary>What humans did: a decision as an observation with its provenance, each exposure to a suggestion as an audit event.</summary>
internal static class HumanResources
{
    public static IEnumerable<Resource> Decision(CallRecord call, DecisionRecord decision, int position)
    {
        var id = FhirCodes.Id(decision.CallKey, "d", position);
        yield return Observation(call, decision, id);
        yield return Provenance(decision, id);
    }

    public static AuditEvent Exposure(CallRecord call, ExposureRecord exposure, int position) => new()
    {
        Id = FhirCodes.Id(exposure.CallKey, "x", position),
        // DICOM PS3.16 CID 400: patient record.
        Type = new("http://dicom.nema.org/resources/ontology/DCM", "110110", "Patient Record"),
        Subtype = [new(FhirCodes.Exposures, CodeNames<ExposureKind>.Of(exposure.Kind))],
        Action = AuditEvent.AuditEventAction.R,
        Recorded = exposure.At,
        Outcome = AuditEvent.AuditEventOutcome.N0,
        Agent =
        [
            new()
            {
                Who = FhirCodes.Person(exposure.ViewerKey), Requestor = true, Network = new() { Address = exposure.Screen, Type = AuditEvent.AuditEventAgentNetworkType.N5 },
            },
        ],
        Source = new() { Observer = FhirCodes.To<Device>(DeviceResource.Id(call.Versions)) },
        Entity = [new() { What = FhirCodes.To<RiskAssessment>(FhirCodes.Id(exposure.CallKey, "s", exposure.SuggestionSequence)) }],
    };

    private static Observation Observation(CallRecord call, DecisionRecord decision, string id)
    {
        var observation = new Observation
        {
            Id = id,
            Status = ObservationStatus.Final,
            Code = FhirCodes.Concept(FhirCodes.Facts, decision.BeforeDisplay ? "human-judgement-before-display" : "human-decision"),
            Subject = FhirCodes.To<Patient>(FhirCodes.Id(call.CallKey)),
            Encounter = FhirCodes.To<Encounter>(FhirCodes.Id(call.CallKey)),
            Effective = new FhirDateTime(decision.At),
            Performer = [FhirCodes.Person(decision.DeciderKey)],
            Value = FhirCodes.Concept(FhirCodes.Decisions, CodeNames<DecisionAction>.Of(decision.Action)),
        };
        if (decision.Priority is { } priority)
            observation.Component.Add(FhirCodes.Component("priority", FhirCodes.Concept(priority)));
        if (decision.CareLevel is { } level)
            observation.Component.Add(FhirCodes.Component("care-level", FhirCodes.Concept(level)));
        if (decision.Motive is { } motive)
            observation.Component.Add(FhirCodes.Component("motive", FhirCodes.Motive(motive)));
        return observation;
    }

    private static Provenance Provenance(DecisionRecord decision, string id)
    {
        var provenance = new Provenance
        {
            Id = id,
            Target = [FhirCodes.To<Observation>(id)],
            Occurred = new FhirDateTime(decision.At),
            Recorded = decision.At,
            Activity = FhirCodes.Concept(FhirCodes.Decisions, CodeNames<DecisionAction>.Of(decision.Action)),
            Agent =
            [
                new()
                {
                    Type = FhirCodes.Concept(FhirCodes.Terminology + "provenance-participant-type", "author"),
                    Role = [FhirCodes.Concept(FhirCodes.Roles, CodeNames<DeciderRole>.Of(decision.Role))],
                    Who = FhirCodes.Person(decision.DeciderKey),
                },
            ],
        };
        if (decision.Reason is { } reason)
            provenance.Reason.Add(FhirCodes.Concept("urn:triage:reason", reason));
        if (decision.SuggestionSequence > 0)
            provenance.Entity.Add(new()
            {
                Role = decision.Action switch
                {
                    DecisionAction.Accepted => Hl7.Fhir.Model.Provenance.ProvenanceEntityRole.Source,
                    DecisionAction.Modified => Hl7.Fhir.Model.Provenance.ProvenanceEntityRole.Revision,
                    _ => Hl7.Fhir.Model.Provenance.ProvenanceEntityRole.Removal,
                },
                What = FhirCodes.To<RiskAssessment>(FhirCodes.Id(decision.CallKey, "s", decision.SuggestionSequence)),
            });
        return provenance;
    }
}
