using System.Text.Json.Nodes;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using NJsonSchema;
using Triage.Core.Assessment;
using Triage.Core.Calls;
using Triage.Tests;
using Triage.TrialLog.Exports;
using Triage.TrialLog.Exports.HubSante;
using Triage.TrialLog.Records;

namespace Triage.TrialLog.Tests.Exports.HubSante;

public sealed class RsEdaWriterTests
{
    [Fact]
    public async Task Messages_OfEveryDossier_HoldAgainstTheSchemas()
    {
        // Every sex, origin, motive and age that there is, and what is in no list.
        var calls = Enumerable.Range(0, 200).Select(i => Varied(i)).ToList();
        var (creations, updates, _) = await ExportAsync(calls);
        Assert.Equal(200, creations.Length);
        Assert.Equal(200, updates.Length);
        var envelope = await SchemaAsync("EDXL-DE-envelope-only");
        var header = await SchemaAsync("RC-DE");
        foreach (var (lines, schema, name) in new[] { (creations, await SchemaAsync("RS-EDA"), "createCaseHealth"), (updates, await SchemaAsync("RS-EDA-MAJ"), "createCaseHealthUpdate") })
            foreach (var line in lines)
            {
                Valid(envelope, line);
                var message = JsonNode.Parse(line)!["content"]![0]!["jsonContent"]!["embeddedJsonContent"]!["message"]!.AsObject();
                Valid(schema, message[name]!.ToJsonString());
                message.Remove(name);
                Valid(header, message.ToJsonString());
            }
    }

    [Fact]
    public async Task Schemas_BreachOfATrap_IsSeen()
    {
        // The checks of the test above would pass on anything if the schemas did not bite.
        var schema = await SchemaAsync("RS-EDA-MAJ");
        Assert.NotEmpty(schema.Validate("""{"caseId":"fr.health.samu440.x","qualification":{"healthMotive":{"code":"M03.06","label":"x"}}}"""));
        var create = await SchemaAsync("RS-EDA");
        Assert.NotEmpty(create.Validate("""{"caseId":"fr.health.samu440.x","creation":"2026-03-28T23:41:07Z","qualification":{},"location":{},"owner":"fr.health.samu440"}"""));
    }

    [Fact]
    public async Task Accepted_BySomeone_CarriesTheSuggestionAndTheRole()
    {
        var (creations, updates, leftOut) = await ExportAsync([TestDossiers.Full(0), TestDossiers.Refused(1), TestDossiers.Hostile(2)]);
        var created = Message(Assert.Single(creations))["createCaseHealth"]!;
        Assert.Equal("P1", (string)created["qualification"]!["details"]!["priority"]!);
        Assert.Equal("M03.06", (string)created["qualification"]!["healthMotive"]!["code"]!);
        Assert.Equal("Douleur thoracique", (string)created["qualification"]!["healthMotive"]!["label"]!);
        Assert.Equal("ARM", (string)created["medicalNote"]![0]!["operator"]!["role"]!);
        var updated = Message(Assert.Single(updates))["createCaseHealthUpdate"]!;
        Assert.Equal("""{"priority":"P0"}""", updated["qualification"]!["details"]!.ToJsonString());
        Assert.Equal("MEDECIN", (string)updated["medicalNote"]![0]!["operator"]!["role"]!);
        Assert.Equal(["call_key,reason", $"{TestDossiers.Key(1)},no_decision", $"{TestDossiers.Key(2)},rejected"], leftOut);
    }

    [Theory]
    [InlineData(DecisionAction.Rejected, false, "rejected")]
    [InlineData(DecisionAction.Accepted, true, "only_judged_before_display")]
    public async Task Call_WithoutValidation_IsListedAndHasNoMessage(DecisionAction action, bool beforeDisplay, string reason)
    {
        var (creations, _, leftOut) = await ExportAsync([Decided(Decision(action) with { BeforeDisplay = beforeDisplay, Priority = Priority.P0 })]);
        Assert.Empty(creations);
        Assert.Equal($"{TestDossiers.Key(0)},{reason}", leftOut[1]);
    }

    [Fact]
    public async Task Accepted_OfWhatNobodySaw_ValidatesNothing()
    {
        var full = Decided(Decision(DecisionAction.Accepted));
        var (creations, _, leftOut) = await ExportAsync([full with { Suggestions = [full.Suggestions[1] with { Shown = false }] }]);
        Assert.Empty(creations);
        Assert.Equal($"{TestDossiers.Key(0)},no_value_stated", leftOut[1]);
    }

    [Fact]
    public async Task Modified_OnlyWhatTheHumanStated_IsSent()
    {
        var (creations, _, _) = await ExportAsync([Decided(Decision(DecisionAction.Modified) with { CareLevel = CareLevel.R3 })]);
        var created = Message(Assert.Single(creations))["createCaseHealth"]!;
        Assert.Equal("""{"careLevel":"R3"}""", created["qualification"]!["details"]!.ToJsonString());
        Assert.Null(created["qualification"]!["healthMotive"]);
    }

    [Fact]
    public void Codes_OfTheProduct_AreThoseOfTheExchange()
    {
        Assert.Equal(List("role"), HubSanteCodes.Roles.Order(StringComparer.Ordinal));
        Assert.Equal(List("sexe"), HubSanteCodes.Sexes.Order(StringComparer.Ordinal));
        Assert.Equal(List("origine"), HubSanteCodes.Origins.Order(StringComparer.Ordinal));
        Assert.Equal(List("priorite"), Enum.GetNames<Priority>().Order(StringComparer.Ordinal));
        Assert.Equal(List("niveauSoin"), Enum.GetNames<CareLevel>().Order(StringComparer.Ordinal));
        Assert.Equal(List("motif"), MotiveCatalogue.All.Select(m => m.Code).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(62.9, "P62Y")]
    [InlineData(2.0, "P2Y")]
    [InlineData(1.0, "P12M")]
    [InlineData(0.0, "P0D")]
    [InlineData(0.1, "P36D")]
    [InlineData(-1.0, null)]
    public void Age_OfAPatient_IsADuration(double? years, string? written) => Assert.Equal(written, RsEdaMessage.Age(years));

    [Theory]
    [InlineData("fr.health")]
    [InlineData("fr.health.samu 440")]
    [InlineData("../fr.health.samu440")]
    [InlineData("fr.health.samu440\n")]
    public async Task Organisation_Malformed_IsNamed(string organisation)
    {
        using var folder = new TemporaryFolder();
        var failure = await Assert.ThrowsAsync<ExportException>(() => new ExportRun(TestDossiers.Options with { Organisation = organisation })
            .WriteAsync(TestDossiers.Small, ExportFormat.RsEda, folder["out"], ct: TestContext.Current.CancellationToken));
        Assert.StartsWith("organisation «", failure.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    private static CallDossier Varied(int i)
    {
        var full = TestDossiers.Full(i);
        var origins = HubSanteCodes.Origins.Append("+33612345678").Order(StringComparer.Ordinal).ToList();
        return full with
        {
            Call = full.Call with
            {
                CallKey = i == 199 ? "key with spaces, é" : full.Call.CallKey, StartedAt = full.Call.StartedAt.ToOffset(TimeSpan.FromHours(i % 3)), Origin = origins[i % origins.Count],
                PatientSex = (string?[])["M", "F", "O", "UN", "X", null] is var sexes ? sexes[i % 6] : null, PatientAgeYears = i % 7 == 0 ? null : i * 0.61,
            },
            Suggestions = [full.Suggestions[0], full.Suggestions[1] with { Motive = MotiveCatalogue.All[i % MotiveCatalogue.Count].Code }],
        };
    }

    private static CallDossier Decided(DecisionRecord decision) => TestDossiers.Full(0) with { Decisions = [decision] };

    private static DecisionRecord Decision(DecisionAction action) =>
        new(TestDossiers.Key(0), 13, 11, TestDossiers.Start.AddSeconds(30), 30, action, DeciderRole.Arm, "e1", null, null, null, null, false, false);

    private static JsonNode Message(string line) => JsonNode.Parse(line)!["content"]![0]!["jsonContent"]!["embeddedJsonContent"]!["message"]!;

    private static async Task<(string[] Creations, string[] Updates, string[] LeftOut)> ExportAsync(IEnumerable<CallDossier> calls)
    {
        using var folder = new TemporaryFolder();
        await new ExportRun(TestDossiers.Options).WriteAsync(TestDossiers.Of(calls), ExportFormat.RsEda, folder["out"], ct: TestContext.Current.CancellationToken);
        return (await File.ReadAllLinesAsync(folder["out", RsEdaWriter.CreationsFile]), await File.ReadAllLinesAsync(folder["out", RsEdaWriter.UpdatesFile]), await File.ReadAllLinesAsync(folder["out", RsEdaWriter.LeftOutFile]));
    }

    private static async Task<JsonSchema> SchemaAsync(string name)
    {
        var text = JObject.Parse(await File.ReadAllTextAsync(TestPaths.InShared("hub-sante", "schemas", name + ".schema.json")));
        // The schemas give the address of the draft as their own: a resolver would go and fetch it.
        text.Remove("$id");
        return await JsonSchema.FromJsonAsync(text.ToString(Formatting.None));
    }

    private static void Valid(JsonSchema schema, string json)
    {
        var faults = schema.Validate(json);
        Assert.True(faults.Count == 0, string.Join("; ", faults) + "\n" + json);
    }

    private static IEnumerable<string> List(string name) => File.ReadLines(TestPaths.InShared("hub-sante", "codes", $"HubSante.{name}.csv")).Skip(1)
        .Select(l => l.Split(',')).Where(f => f.Length > 2 && int.TryParse(f[0], out _)).Select(f => f[1]).Order(StringComparer.Ordinal);
}
