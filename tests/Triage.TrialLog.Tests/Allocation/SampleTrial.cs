using System.Text.Json.Nodes;
using Triage.Core.Audio;
using Triage.Core.Calls;
using Triage.TrialLog.Allocation;

namespace Triage.TrialLog.Tests.Allocation;

/// <summary>A protocol that can be used, its seed and its calls; tests change what they look at.</summary>
internal static class SampleTrial
{
    public const string Name = "essai-samu-34";

    public static readonly DateTimeOffset Noon = new(2026, 12, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Bytes 0 to 31, as in docs/trial.md.</summary>
    public static TrialSeed Seed { get; } = TrialSeed.Parse(Convert.ToHexStringLower([.. Enumerable.Range(0, 32).Select(i => (byte)i)]))!;

    public static string Json(Action<JsonObject>? change = null)
    {
        var protocol = JsonNode.Parse("""
            {
              "schema": "triage.protocol/1",
              "name": "essai-samu-34",
              "title": "Aide au tri des appels, SAMU 34",
              "sites": ["SAMU 34"],
              "mode": "randomised",
              "unit": "call",
              "strata": [
                { "name": "shift", "hours": { "day": "07:00-19:00", "night": "19:00-07:00" } },
                { "name": "origin", "attribute": "origin", "values": ["mobile", "fixe"] }
              ],
              "block_sizes": [4, 6, 8],
              "ratio": { "visible": 1, "shadow": 1 },
              "alert_budget_per_100_calls": 5,
              "quotes_in_exports": false,
              "small_cell_threshold": 5,
              "start": "2026-12-01",
              "end": "2027-05-31",
              "primary_outcome": "Délai du décroché à la reconnaissance d'une urgence vitale"
            }
            """)!.AsObject();
        change?.Invoke(protocol);
        return protocol.ToJsonString();
    }

    public static TrialProtocol Protocol(Action<JsonObject>? change = null)
    {
        var protocol = ProtocolReader.Read(Json(change), out var faults);
        Assert.Empty(faults);
        return protocol!;
    }

    public static TrialStarted Started(Action<JsonObject>? change = null) => new(Noon, Json(change), Seed.CommitmentTo(Name));

    public static CallSetup Call(string id, string? origin = null) => new(
        id, [CallChannel.Mixed], AudioEncoding.Pcm16, 8000, CallPacing.Live,
        origin is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["origin"] = origin });
}
