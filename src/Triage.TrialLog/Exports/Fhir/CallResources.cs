using Hl7.Fhir.Model;
using Triage.TrialLog.Records;

namespace Triage.TrialLog.Exports.Fhir;

/// <summary>The patient without a name, the call as a virtual encounter, the patient's age.</summary>
internal static class CallResources
{
    public static IEnumerable<Resource> Of(CallRecord call)
    {
        var id = FhirCodes.Id(call.CallKey);
        yield return new Patient
        {
            Id = id,
            Meta = new() { Security = [new(FhirCodes.Terminology + "v3-ObservationValue", "PSEUDED")] },
            Identifier = [new(FhirCodes.Keys, call.CallKey)],
            Gender = Gender(call.PatientSex),
        };
        yield return Encounter(call, id);
        if (call.PatientAgeYears is { } age)
            yield return new Observation
            {
                Id = $"{id}-age",
                Status = ObservationStatus.Final,
                // LOINC 30525-0: age.
                Code = FhirCodes.Concept("http://loinc.org", "30525-0", "Age"),
                Subject = FhirCodes.To<Patient>(id),
                Encounter = FhirCodes.To<Encounter>(id),
                Effective = new FhirDateTime(call.StartedAt),
                Value = new Quantity(FhirCodes.Decimal(age), "a"),
            };
    }

    private static Encounter Encounter(CallRecord call, string id)
    {
        var encounter = new Encounter
        {
            Id = id,
            Identifier = [new(FhirCodes.Keys, call.CallKey)],
            Status = call.EndReason is "refused" or "rejected" ? Hl7.Fhir.Model.Encounter.EncounterStatus.Cancelled
                : call.EndedAt is null ? Hl7.Fhir.Model.Encounter.EncounterStatus.InProgress : Hl7.Fhir.Model.Encounter.EncounterStatus.Finished,
            Class = new(FhirCodes.Terminology + "v3-ActCode", "VR", "virtual"),
            Subject = FhirCodes.To<Patient>(id),
            Period = new() { StartElement = new(call.StartedAt), EndElement = call.EndedAt is { } end ? new(end) : null },
        };
        if (call.OperatorKey is { } key)
            encounter.Participant.Add(new() { Individual = FhirCodes.Person(key) });
        return encounter;
    }

    // Hub Sante code list sexe.
    private static AdministrativeGender Gender(string? sex) => sex switch
    {
        "M" => AdministrativeGender.Male,
        "F" => AdministrativeGender.Female,
        "O" => AdministrativeGender.Other,
        _ => AdministrativeGender.Unknown,
    };
}
