using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Hl7.Fhir.Model;
using Triage.Core.Assessment;
using Triage.TrialLog.Exports.Tables;

namespace Triage.TrialLog.Exports.Fhir;

/// <summary>Ids, systems and codings that the resources have in common.</summary>
internal static partial class FhirCodes
{
    // Code systems without a public canonical that we can vouch for are named by URNs of this product.
    public const string Keys = "urn:triage:pseudonym";
    public const string Findings = "urn:triage:finding";
    public const string Priorities = "urn:hub-sante:priorite";
    public const string CareLevels = "urn:hub-sante:niveauSoin";
    public const string Motives = "urn:hub-sante:motif";
    public const string Decisions = "urn:triage:decision";
    public const string Roles = "urn:triage:role";
    public const string Abstentions = "urn:triage:abstention";
    public const string Exposures = "urn:triage:exposure";
    public const string Facts = "urn:triage:fact";
    public const string Terminology = "http://terminology.hl7.org/CodeSystem/";

    /// <summary>A logical id (FHIR R4 datatypes, id): a pseudonym as it is; anything else by its hash, so that ids always hold.</summary>
    public static string Id(string key) => IdText().IsMatch(key) ? key : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..32];

    public static string Id(string key, string kind, long number) => string.Create(CultureInfo.InvariantCulture, $"{Id(key)}-{kind}{number}");

    public static ResourceReference To<T>(string id)
        where T : Resource => new($"{ModelInfo.GetFhirTypeNameForType(typeof(T))}/{id}");

    /// <summary>A person who stands in no resource, known by a pseudonym.</summary>
    public static ResourceReference Person(string key) => new() { Type = "Practitioner", Identifier = new(Keys, key) };

    public static CodeableConcept Concept(string system, string code, string? text = null) => new() { Coding = [new(system, code)], Text = text };

    public static CodeableConcept Concept(Priority priority) => Concept(Priorities, CodeNames<Priority>.Of(priority));

    public static CodeableConcept Concept(CareLevel level) => Concept(CareLevels, CodeNames<CareLevel>.Of(level));

    public static CodeableConcept Motive(string code) =>
        Concept(Motives, code, MotiveCatalogue.TryIndexOf(code, out var at) ? MotiveCatalogue.All[at].Label : null);

    /// <summary>A probability or time as FHIR decimals hold it: without the noise of binary fractions.</summary>
    public static decimal Decimal(double value) => double.IsFinite(value) && Math.Abs(value) < 1e15
        ? Math.Round((decimal)value, 9) / 1.000000000m
        : throw new ExportException(string.Create(CultureInfo.InvariantCulture, $"FHIR : {value} n'est pas un nombre décimal"));

    public static Quantity Seconds(double value) => new(Decimal(value), "s");

    public static Quantity Share(double value) => new(Decimal(value), "1");

    public static Observation.ComponentComponent Component(string fact, DataType value) => new() { Code = Concept(Facts, fact), Value = value };

    [GeneratedRegex(@"^[A-Za-z0-9\-.]{1,40}\z")]
    private static partial Regex IdText();
}
