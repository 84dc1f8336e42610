using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Hl7.Fhir.Validation;
using Triage.TrialLog.Exports;
using Triage.TrialLog.Exports.Fhir;

namespace Triage.TrialLog.Tests.Exports.Fhir;

/// <summary>
/// What the SDK's classes know without the specification's package: structure, cardinality, types, ids, dates, URIs and the codes of
/// required bindings, strictly when read and again by attributes. Beyond that the references, which no validator follows.
/// </summary>
public sealed class FhirWriterTests
{
    private static readonly string[] s_types =
        ["AuditEvent", "Device", "Encounter", "GuidanceResponse", "Observation", "Patient", "Provenance", "RiskAssessment"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async System.Threading.Tasks.Task Export_EveryResource_IsValid(bool quotes)
    {
        var resources = await ExportAsync(quotes);
        Assert.Equal(s_types, resources.Select(r => r.TypeName).Distinct().Order(StringComparer.Ordinal));
        foreach (var resource in resources)
        {
            var faults = resource.Validate(ModelInfo.ModelInspector).ToList();
            Assert.True(faults.Count == 0, $"{resource.TypeName}/{resource.Id}: {string.Join("; ", faults.Select(f => f.Message))}");
        }
    }

    [Fact]
    public void Validation_BrokenResource_IsSeen()
    {
        // The test above would pass on anything if the validation did not bite: a code, a cardinality, an id, a time.
        Assert.NotEmpty(new Observation { Code = new() { Text = "x" } }.Validate(ModelInfo.ModelInspector));
        Assert.NotEmpty(new Patient { Id = "../x" }.Validate(ModelInfo.ModelInspector));
        var reader = Reader();
        Assert.ThrowsAny<Exception>(() => reader.DeserializeResource("""{"resourceType":"Encounter","status":"nonsense","class":{"code":"VR"}}"""));
        Assert.ThrowsAny<Exception>(() => reader.DeserializeResource("""{"resourceType":"Patient","gender":"male","colour":"blue"}"""));
        Assert.ThrowsAny<Exception>(() => reader.DeserializeResource("""{"resourceType":"AuditEvent","type":{"code":"1"},"recorded":"yesterday","agent":[{"requestor":true}],"source":{"observer":{"display":"x"}}}"""));
    }

    [Fact]
    public async System.Threading.Tasks.Task Export_EveryReference_PointsIntoTheExport()
    {
        var resources = await ExportAsync(quotes: false);
        var known = resources.Select(r => $"{r.TypeName}/{r.Id}").ToList();
        Assert.Equal(known.Count, known.Distinct().Count());
        var references = resources.SelectMany(References).ToList();
        Assert.True(references.Count > 60);
        Assert.All(references, r => Assert.Contains(r, known));
    }

    [Fact]
    public async System.Threading.Tasks.Task Export_FullCall_SaysWhatWasSuggestedAndDecided()
    {
        var resources = await ExportAsync(quotes: false);
        var encounter = resources.OfType<Encounter>().First();
        Assert.Equal("VR", encounter.Class!.Code);
        var risk = resources.OfType<RiskAssessment>().Single(r => r.Id!.EndsWith("0-s11", StringComparison.Ordinal));
        Assert.Equal(["P0", "P1", "P2", "P3", "NR"], risk.Prediction.Select(p => p.Outcome!.Coding[0].Code));
        Assert.Equal([0.1m, 0.8125m, 0.05m, 0.03m, 0.0075m], risk.Prediction.Select(p => ((FhirDecimal)p.Probability!).Value));
        Assert.Equal("P1", risk.Prediction.Single(p => p.QualitativeRisk is not null).Outcome!.Coding[0].Code);
        Assert.Equal(3, risk.Basis.Count);
        var guidance = resources.OfType<GuidanceResponse>().Single(g => g.Id == risk.Id);
        Assert.Equal($"urn:triage:model:{new string('b', 64)}", ((FhirUri)guidance.Module!).Value);
        var provenances = resources.OfType<Provenance>().Where(p => p.Id!.StartsWith(TestDossiers.Key(0), StringComparison.Ordinal)).ToList();
        Assert.Equal(["modified", "accepted", "modified"], provenances.Select(p => p.Activity!.Coding[0].Code));
        Assert.Equal([null, Provenance.ProvenanceEntityRole.Source, Provenance.ProvenanceEntityRole.Revision], provenances.Select(p => p.Entity.FirstOrDefault()?.Role));
        Assert.Equal(["displayed", "seen", "acted"], resources.OfType<AuditEvent>().Where(a => a.Id!.StartsWith(TestDossiers.Key(0), StringComparison.Ordinal)).Select(a => a.Subtype[0].Code));
    }

    [Fact]
    public async System.Threading.Tasks.Task Export_Patients_HaveNoNameAndClaimNoProfile()
    {
        var resources = await ExportAsync(quotes: false);
        Assert.All(resources.OfType<Patient>(), p => Assert.Empty(p.Name));
        Assert.All(resources, r => Assert.True(r.Meta is null || !r.Meta.Profile.Any()));
    }

    [Theory]
    [InlineData("0123abcd", "0123abcd")]
    [InlineData("../../x", null)]
    [InlineData("a b", null)]
    [InlineData("", null)]
    public void Id_WhateverTheKey_IsALogicalId(string key, string? expected)
    {
        var id = FhirCodes.Id(key);
        Assert.Matches(@"^[A-Za-z0-9\-.]{1,40}$", id);
        if (expected is not null)
            Assert.Equal(expected, id);
        Assert.InRange(FhirCodes.Id(FhirCodes.Id(key, "s", int.MaxValue), "f", 999).Length, 1, 64);
    }

    private static async System.Threading.Tasks.Task<List<Resource>> ExportAsync(bool quotes)
    {
        using var folder = new TemporaryFolder();
        await new ExportRun(TestDossiers.Options with { Quotes = quotes }).WriteAsync(TestDossiers.Small, ExportFormat.Fhir, folder["out"], ct: TestContext.Current.CancellationToken);
        var reader = Reader();
        var resources = new List<Resource>();
        foreach (var file in Directory.EnumerateFiles(folder["out"], "*.ndjson"))
            foreach (var line in await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken))
            {
                var resource = reader.DeserializeResource(line);
                Assert.Equal(Path.GetFileNameWithoutExtension(file), resource.TypeName);
                resources.Add(resource);
            }
        return resources;
    }

    private static FhirJsonDeserializer Reader() => new(new DeserializerSettings().UsingMode(DeserializationMode.Strict));

    private static IEnumerable<string> References(Base node)
    {
        if (node is ResourceReference { Reference: { } reference })
            yield return reference;
        foreach (var (_, value) in node.EnumerateElements())
            foreach (var child in value switch { Base b => [b], IEnumerable<Base> many => many, _ => [] })
                foreach (var found in References(child))
                    yield return found;
    }
}
