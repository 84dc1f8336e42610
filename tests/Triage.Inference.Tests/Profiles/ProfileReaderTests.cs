using System.Text;
using System.Text.Json.Nodes;
using Triage.Inference.Models;
using Triage.Inference.Profiles;
using Triage.Tests;

namespace Triage.Inference.Tests.Profiles;

public sealed class ProfileReaderTests
{
    public static TheoryData<string> DeliveredNames => [.. ProfileFolder.Delivered];

    [Fact]
    public void Folder_HoldsTheDeliveredProfilesAndNoOther() => Assert.Equal(
        ProfileFolder.Delivered.Order(StringComparer.Ordinal), ProfileFolder.ReadAll(TestPaths.InRoot("hardware-profiles")).Select(p => p.Name).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(DeliveredNames))]
    public void Delivered_ReadAndWritten_IsTheSameJson(string name)
    {
        var file = ProfileFolder.FileOf(TestPaths.InRoot("hardware-profiles"), name);

        var written = ProfileWriter.ToJson(ProfileReader.Read(file));

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(File.ReadAllBytes(file)), JsonNode.Parse(written)));
    }

    [Theory]
    [MemberData(nameof(DeliveredNames))]
    public void Delivered_WithAMeasurement_IsOfTheEmbeddedModel(string name)
    {
        var profile = ProfileReader.Read(ProfileFolder.FileOf(TestPaths.InRoot("hardware-profiles"), name));

        if (profile.Measured is { } measured)
            Assert.Equal(SpeechModelHash.Of(ModelManifest.Read(TestPaths.InRoot("models")), null), measured.Model);
        else
            Assert.Contains(profile.Sources, s => s.Contains("not measured", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void EveryKey_WrittenAndRead_ComesBack()
    {
        var json = Encoding.UTF8.GetString(ProfileWriter.ToJson(SampleProfile.Full));
        var read = ProfileReader.Parse(json, "p.json");

        Assert.Equal(SampleProfile.Full.Costs.Points, read.Costs.Points);
        Assert.Equal(SampleProfile.Full.Sources, read.Sources);
        Assert.Equal(SampleProfile.Full, read with { Costs = SampleProfile.Full.Costs, Sources = SampleProfile.Full.Sources });
        Assert.EndsWith("}\n", json, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("schema", "\"triage.hardware_profile/2\"", "$.schema : vaut « triage.hardware_profile/2 » ; attendu : triage.hardware_profile/1")]
    [InlineData("name", "\"Mon profil\"", "$.name : vaut « Mon profil »")]
    [InlineData("name", "null", "$.name : vaut null ; attendu : un nom")]
    [InlineData("match", "[]", "$.match : doit être un objet")]
    [InlineData("match.gpu", "3", "$.match.gpu : vaut 3 ; attendu : un nom de GPU, * admis ou null")]
    [InlineData("match.min_gpu_memory_mb", "0", "$.match.min_gpu_memory_mb : vaut 0")]
    [InlineData("match.cores", "1.5", "$.match.cores : vaut 1.5 ; attendu : un entier de 1 à 4096 ou null")]
    [InlineData("match.cpu", "\"\"", "$.match.cpu : vaut \"\"")]
    [InlineData("provider", "\"rocm\"", "$.provider : vaut « rocm » ; attendu : cpu, cuda, tensorrt")]
    [InlineData("models.speech", "{}", "$.models.speech : vaut {}")]
    [InlineData("lanes", "0", "$.lanes : vaut 0 ; attendu : un entier de 1 à 256 ou null")]
    [InlineData("threads_per_lane", "null", "$.threads_per_lane : vaut null ; attendu : un entier de 1 à 256")]
    [InlineData("batch.encode", "\"x\"", "$.batch.encode : vaut \"x\"")]
    [InlineData("batch.decode", "300", "$.batch.decode : vaut 300")]
    [InlineData("costs", "[]", "$.costs : ne donne pas « encode » avec un lot (batch) de 1")]
    [InlineData("costs", "{}", "$.costs : doit être une liste")]
    [InlineData("costs.0.step", "\"vad\"", "$.costs[0].step : vaut « vad » ; attendu : encode, decode, assess")]
    [InlineData("costs.1.size", "0", "$.costs[1].size : vaut 0")]
    [InlineData("costs.2.batch", "1", "$.costs : donne deux fois decode, taille 1, lot 1")]
    [InlineData("costs.3.milliseconds", "-1", "$.costs[3].milliseconds : vaut -1 ; attendu : un nombre positif")]
    [InlineData("budgets.final_ms", "0", "$.budgets.final_ms : vaut 0")]
    [InlineData("budgets.assessment_ms", "true", "$.budgets.assessment_ms : vaut true")]
    [InlineData("max_calls", "1001", "$.max_calls : vaut 1001 ; attendu : un entier de 1 à 1000 ou null")]
    [InlineData("call_demand", "0", "$.call_demand : vaut 0")]
    [InlineData("measured", "7", "$.measured : doit être un objet")]
    [InlineData("measured.date", "\"24/11/2026\"", "$.measured.date : vaut « 24/11/2026 » ; attendu : une date AAAA-MM-JJ")]
    [InlineData("measured.model", "null", "$.measured.model : vaut null")]
    [InlineData("sources", "[3]", "$.sources[0] : vaut 3 ; attendu : un texte")]
    [InlineData("measured.hour", "12", "$.measured.hour : est inconnu ; clés admises ici : date, machine, model, version")]
    [InlineData("costs.0.p95", "12", "$.costs[0].p95 : est inconnu")]
    [InlineData("lane", "1", "$.lane : est inconnu")]
    public void Value_Wrong_IsNamedWithItsPath(string path, string value, string expected)
    {
        var root = JsonNode.Parse(ProfileWriter.ToJson(SampleProfile.Full))!;
        var keys = path.Split('.');
        var parent = keys[..^1].Aggregate(root, (node, key) => int.TryParse(key, out var index) ? node[index]! : node[key]!);
        parent[keys[^1]] = JsonNode.Parse(value);

        Assert.StartsWith($"p.json : {expected}", Faults(root.ToJsonString())[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Key_Missing_IsAFaultForEachKey()
    {
        var root = JsonNode.Parse(ProfileWriter.ToJson(SampleProfile.Full))!.AsObject();
        foreach (var key in root.Select(p => p.Key).ToArray())
        {
            var without = root.DeepClone().AsObject();
            without.Remove(key);
            Assert.Contains($"p.json : $.{key} : manque", Faults(without.ToJsonString()));
        }
    }

    [Theory]
    [InlineData("{\n\"schema\":", "p.json : JSON invalide, ligne 2")]
    [InlineData("[]", "p.json : $ : doit être un objet")]
    [InlineData("""{"schema":"a","schema":"a"}""", "p.json : $.schema : est donné deux fois")]
    public void Text_Wrong_IsNamed(string json, string expected) => Assert.StartsWith(expected, Faults(json)[0], StringComparison.Ordinal);

    [Fact]
    public void Profile_OfACudaProviderWithoutGpu_OrUnmeasuredWithoutSources_IsRefused()
    {
        var root = JsonNode.Parse(ProfileWriter.ToJson(SampleProfile.Full))!;
        (root["match"]!["gpu"], root["match"]!["min_gpu_memory_mb"], root["measured"], root["sources"]) = (null, null, null, new JsonArray());

        Assert.Equal(2, Faults(root.ToJsonString()).Count);
    }

    [Fact]
    public void Read_AbsentFile_IsNamed() =>
        Assert.Contains("nowhere.json : profil matériel illisible", Assert.Throws<ProfileException>(() => ProfileReader.Read("nowhere.json")).Message, StringComparison.Ordinal);

    private static IReadOnlyList<string> Faults(string json) => Assert.Throws<ProfileException>(() => ProfileReader.Parse(json, "p.json")).Faults;
}
