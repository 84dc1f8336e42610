using System.Text.Json.Nodes;
using Triage.TrialLog.Allocation;

namespace Triage.TrialLog.Tests.Allocation;

public sealed class ProtocolReaderTests
{
    [Fact]
    public void Read_WholeProtocol_HasEveryField()
    {
        var protocol = SampleTrial.Protocol(p => p["judgement_before_display_s"] = 20);

        Assert.Equal(("essai-samu-34", TrialMode.Randomised, TrialUnit.Call), (protocol.Name, protocol.Mode, protocol.Unit));
        Assert.Equal([4, 6, 8], protocol.BlockSizes);
        Assert.Equal((new AllocationRatio(1, 1), 5.0, 5, false), (protocol.Ratio, protocol.AlertsPer100Calls, protocol.SmallCellThreshold, protocol.QuotesInExports));
        Assert.Equal(TimeSpan.FromSeconds(20), protocol.JudgementBeforeDisplay);
        Assert.Equal((new DateOnly(2026, 12, 1), new DateOnly(2027, 5, 31)), (protocol.Start, protocol.End));
        Assert.Equal(["shift", "origin"], protocol.Strata.Select(s => s.Name));
        Assert.Equal(["SAMU 34", "Aide au tri des appels, SAMU 34"], [.. protocol.Sites, protocol.Title]);
        Assert.True(protocol.Covers(new DateOnly(2027, 5, 31)) && !protocol.Covers(new DateOnly(2027, 6, 1)) && !protocol.Covers(new DateOnly(2026, 11, 30)));
    }

    [Theory]
    [InlineData(6, 59, "mobile", "night/mobile")]
    [InlineData(7, 0, "fixe", "day/fixe")]
    [InlineData(18, 59, null, "day/other")]
    [InlineData(19, 0, "Mobile", "night/other")]
    [InlineData(0, 0, "mobile", "night/mobile")]
    public void StratumOf_Call_JoinsTheLevelsOfItsFactors(int hour, int minute, string? origin, string expected)
    {
        var at = new DateTimeOffset(2026, 12, 1, hour, minute, 0, TimeSpan.FromHours(1));

        Assert.Equal(expected, SampleTrial.Protocol().StratumOf(SampleTrial.Call("c", origin).Attributes, at));
        Assert.Equal("all", SampleTrial.Protocol(p => p["strata"] = new JsonArray()).StratumOf(SampleTrial.Call("c", origin).Attributes, at));
    }

    [Theory]
    [InlineData("schema", "\"triage.protocol/2\"", "schema vaut « triage.protocol/2 »")]
    [InlineData("name", "\"Essai 34\"", "name vaut « Essai 34 »")]
    [InlineData("title", "\" \"", "title n'est pas un texte")]
    [InlineData("sites", "[]", "sites doit être une liste d'au moins 1")]
    [InlineData("sites", "[\"a\",\"a\"]", "sites nomme deux fois")]
    [InlineData("mode", "\"random\"", "mode vaut « random » ; attendu : shadow, visible, randomised")]
    [InlineData("unit", "3", "unit n'est pas un texte")]
    [InlineData("strata", "{}", "strata vaut {} ; attendu : une liste d'objets")]
    [InlineData("strata", "[{\"name\":\"shift\",\"hours\":{\"day\":\"07:00-19:00\",\"night\":\"20:00-07:00\"}}]", "strata[0].hours ne partage pas la journée : 19:00")]
    [InlineData("strata", "[{\"name\":\"shift\",\"hours\":{\"day\":\"7h-19h\"}}]", "strata[0].hours.day vaut « 7h-19h »")]
    [InlineData("strata", "[{\"name\":\"o\",\"attribute\":\"origin\",\"values\":[\"other\"]}]", "strata[0].values contient « other »")]
    [InlineData("strata", "[{\"name\":\"o\"}]", "strata[0].hours ou attribute est attendu")]
    [InlineData("block_sizes", "[4, 5]", "block_sizes contient 5, qui n'est pas un multiple de 2")]
    [InlineData("block_sizes", "[4, 4]", "block_sizes contient deux fois")]
    [InlineData("block_sizes", "[]", "block_sizes est une liste vide")]
    [InlineData("block_sizes", "[1000]", "block_sizes contient 1000 ; attendu : des entiers de 1 à 64")]
    [InlineData("ratio", "{\"visible\":0,\"shadow\":1}", "ratio.visible vaut 0")]
    [InlineData("alert_budget_per_100_calls", "101", "alert_budget_per_100_calls vaut 101")]
    [InlineData("judgement_before_display_s", "true", "judgement_before_display_s vaut true")]
    [InlineData("quotes_in_exports", "\"oui\"", "quotes_in_exports vaut \"oui\"")]
    [InlineData("small_cell_threshold", "-1", "small_cell_threshold vaut -1")]
    [InlineData("start", "\"1/12/2026\"", "start vaut « 1/12/2026 » ; attendu : une date")]
    [InlineData("end", "\"2026-11-30\"", "end (2026-11-30) précède start (2026-12-01)")]
    [InlineData("primary_outcome", "null", "primary_outcome n'est pas un texte")]
    [InlineData("colour", "1", "colour est inconnu")]
    public void Read_WrongField_IsNamed(string field, string value, string expected)
    {
        var protocol = ProtocolReader.Read(SampleTrial.Json(p => p[field] = JsonNode.Parse(value)), out var faults);

        Assert.Null(protocol);
        Assert.Contains(faults, f => f.StartsWith(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void Read_MissingFields_AreAllNamed()
    {
        Assert.Null(ProtocolReader.Read("{}", out var faults));

        foreach (var field in (string[])["schema", "name", "title", "sites", "mode", "unit", "strata", "block_sizes", "alert_budget_per_100_calls", "quotes_in_exports", "small_cell_threshold", "start", "end", "primary_outcome"])
            Assert.Contains($"{field} manque", faults);
    }

    [Theory]
    [InlineData("", "JSON invalide")]
    [InlineData("[]", "le protocole doit être un objet")]
    [InlineData("{\"name\":\"a\",\"name\":\"b\"}", "name est donné deux fois")]
    public void Read_NoProtocol_IsNamed(string json, string expected)
    {
        Assert.Null(ProtocolReader.Read(json, out var faults));
        Assert.Contains(faults, f => f.StartsWith(expected, StringComparison.Ordinal));
    }
}
