using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Triage.Core.Assessment;
using Triage.TrialLog.Exports.Tables;
using Triage.TrialLog.Records;

namespace Triage.TrialLog.Exports.HubSante;

/// <summary>
/// The content of RS-EDA messages: <c>createCaseHealth</c> and <c>createCaseHealthUpdate</c> (schema version 26.07.29). Only codes
/// of the product's own tables get in; what the record does not know (names, places, telephone numbers) is left out.
/// </summary>
internal sealed class RsEdaMessage(string organisation, TimeZoneInfo zone)
{
    /// <exception cref="ExportException">A code that is in no list.</exception>
    public JsonObject Create(CallRecord call, string key, HumanValidation validation)
    {
        var qualification = new JsonObject();
        if (call.Origin is { } origin && HubSanteCodes.Origins.Contains(origin))
            qualification["origin"] = origin;
        if (validation.Motive is { } motive)
            qualification["healthMotive"] = Motive(motive);
        if (Details(validation.Priority, validation.CareLevel) is { } details)
            qualification["details"] = details;
        var content = new JsonObject
        {
            ["caseId"] = CaseId(key),
            ["creation"] = Time(call.StartedAt, zone),
            ["qualification"] = qualification,
            ["location"] = new JsonObject(),
            ["owner"] = organisation,
            ["patient"] = new JsonArray(Patient(call, key, validation.CareLevel)),
            ["medicalNote"] = new JsonArray(Note(key, validation)),
        };
        if (validation.Suggestion is { } suggestion)
            content["additionalInformation"] = new JsonObject { ["customMap"] = new JsonArray(
                Custom("TRIAGE_MODELE", suggestion.Model, "Empreinte du modèle de triage"),
                Custom("TRIAGE_PROBABILITE", suggestion.Probability.ToString("0.000", CultureInfo.InvariantCulture), "Probabilité calibrée de la priorité suggérée"),
                Custom("TRIAGE_DECISION", CodeNames<Core.Calls.DecisionAction>.Of(validation.Decision.Action), "Ce que l'opérateur a fait de la suggestion")) };
        return content;
    }

    /// <summary>
    /// An update may only restate priority and level of care: the schema refuses motive, place and origin. Null: nothing of that changed.
    /// </summary>
    public JsonObject? Update(string key, HumanValidation before, HumanValidation now)
    {
        var priority = now.Priority is { } p && p != before.Priority ? now.Priority : null;
        var careLevel = now.CareLevel is { } c && c != before.CareLevel ? now.CareLevel : null;
        if (Details(priority, careLevel) is not { } details)
            return null;
        var content = new JsonObject
        {
            ["caseId"] = CaseId(key),
            ["qualification"] = new JsonObject { ["details"] = details },
            ["medicalNote"] = new JsonArray(Note(key, now)),
        };
        if (careLevel is { } level)
            content["patient"] = new JsonArray(new JsonObject
            {
                ["patientId"] = PatientId(key), ["detail"] = new JsonObject { ["careLevel"] = CodeNames<CareLevel>.Of(level) },
            });
        return content;
    }

    /// <summary>The schemas want whole seconds and a numeric offset; Z is refused.</summary>
    public static string Time(DateTimeOffset at, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(at, zone).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    /// <summary>Age as P62Y; below two years in months, below two months in days. Null: not known or no age.</summary>
    public static string? Age(double? years) => years switch
    {
        null or < 0 or >= 1000 or double.NaN => null,
        >= 2 => string.Create(CultureInfo.InvariantCulture, $"P{(int)years}Y"),
        >= 2 / 12.0 => string.Create(CultureInfo.InvariantCulture, $"P{(int)(years.Value * 12 + 1e-9)}M"),
        _ => string.Create(CultureInfo.InvariantCulture, $"P{(int)(years.Value * 365.25 + 1e-9)}D"),
    };

    private string CaseId(string key) => $"{organisation}.{key}";

    private string PatientId(string key) => $"{organisation}.patient.{key}";

    private JsonObject Patient(CallRecord call, string key, CareLevel? careLevel)
    {
        var patient = new JsonObject { ["patientId"] = PatientId(key) };
        if (call.PatientSex is { } sex && HubSanteCodes.Sexes.Contains(sex))
            patient["identity"] = new JsonObject { ["strictFeatures"] = new JsonObject { ["sex"] = sex } };
        var detail = new JsonObject();
        if (Age(call.PatientAgeYears) is { } age)
            detail["age"] = age;
        if (careLevel is { } level)
            detail["careLevel"] = CodeNames<CareLevel>.Of(level);
        if (detail.Count > 0)
            patient["detail"] = detail;
        return patient;
    }

    private JsonObject Note(string key, HumanValidation validation)
    {
        if (!HubSanteCodes.Roles.Contains(validation.Role))
            throw new ExportException($"RS-EDA : rôle {validation.Role} hors de la liste");
        return new()
        {
            ["patientId"] = PatientId(key),
            ["operator"] = new JsonObject { ["role"] = validation.Role },
            ["medicalNoteId"] = string.Create(CultureInfo.InvariantCulture, $"{organisation}.medicalNote.{key}-{validation.Decision.Sequence}"),
            ["creation"] = Time(validation.Decision.At, zone),
            ["freetext"] = Text(validation),
        };
    }

    // Made of labels of our own tables, never of words of the call.
    private static string Text(HumanValidation validation)
    {
        var text = new StringBuilder(validation.Decision.Action == Core.Calls.DecisionAction.Accepted ? "Suggestion acceptée" : "Qualification modifiée");
        text.Append(validation.Role == "ARM" ? " par l'ARM." : " par le médecin régulateur.");
        var present = validation.Suggestion?.Findings.Where(f => f.Status == FindingStatus.Present && FindingCatalogue.TryIndexOf(f.Code, out _))
            .Select(f => FindingCatalogue.All[FindingCatalogue.IndexOf(f.Code)].Label).Distinct().ToList();
        if (present is { Count: > 0 })
            text.Append(" Signes relevés automatiquement à l'écoute : ").AppendJoin(", ", present).Append('.');
        return text.ToString();
    }

    private static JsonObject Motive(string code) => MotiveCatalogue.TryIndexOf(code, out var at)
        ? new() { ["code"] = code, ["label"] = MotiveCatalogue.All[at].Label }
        : throw new ExportException($"RS-EDA : motif {code} hors de la liste");

    private static JsonObject? Details(Priority? priority, CareLevel? careLevel)
    {
        var details = new JsonObject();
        if (priority is { } p)
            details["priority"] = CodeNames<Priority>.Of(p);
        if (careLevel is { } c)
            details["careLevel"] = CodeNames<CareLevel>.Of(c);
        return details.Count > 0 ? details : null;
    }

    private static JsonObject Custom(string key, string value, string label) => new() { ["key"] = key, ["value"] = value, ["label"] = label };
}
