using System.Text.Json;
using Google.Protobuf;
using Triage.Core.Assessment;
using Triage.Core.Calls;
using Triage.Core.Tests.Calls;
using Triage.Server.Configuration;
using Triage.Server.Tests.Cli;
using Triage.TrialLog.Allocation;
using Triage.TrialLog.Log;
using static Triage.Server.Tests.TestAppliance;
using V1 = Triage.Server.Protos.V1;

namespace Triage.Server.Tests.Hosting;

/// <summary>A site with a log and a trial of its own, its command line, its appliance, and calls whose suggestion nobody can overlook.</summary>
internal sealed class TrialRoom : IDisposable
{
    /// <summary>Stands in every suggestion of this room, in each of its texts, and nowhere else.</summary>
    public const string Canary = "canari-8c1f";

    private static readonly byte[] s_word = ToneSpeech.Pcm(ToneSpeech.Line(2).Say(ToneSpeech.RateHz / 2, 0));

    /// <summary>One word.</summary>
    public static V1.CallAudio Audio => new() { Audio = new() { Data = ByteString.CopyFrom(s_word) } };

    private readonly TemporaryFolder _folder = new();

    public TrialRoom() => Config = _folder.File(
        "triage.json", """{ "evidence": { "folder": "evidence", "site": "SAMU 34", "trial": "trial" } }""");

    public string Config { get; }

    public EvidenceFolder Log => new(Path.Combine(_folder.Path, "evidence"));

    public TrialFolder Trial => new(Path.Combine(_folder.Path, "trial"));

    public CliRun Cli { get; } = new(new ScriptedDesk());

    public ScriptedTriage Triage { get; } = new() { Change = Marked };

    public string Protocol(string mode = "randomised", string unit = "call", int? judgementS = null, string outcome = "Délai de reconnaissance") => _folder.File(
        "protocol.json", JsonSerializer.Serialize(new Dictionary<string, object?>
        {
            ["schema"] = "triage.protocol/1",
            ["name"] = "essai-34",
            ["title"] = "Essai",
            ["sites"] = new[] { "SAMU 34" },
            ["mode"] = mode,
            ["unit"] = unit,
            ["strata"] = new object[] { new { name = "origin", attribute = "origin", values = new[] { "mobile" } } },
            ["block_sizes"] = new[] { 4, 6 },
            ["alert_budget_per_100_calls"] = 5,
            ["quotes_in_exports"] = false,
            ["small_cell_threshold"] = 5,
            ["start"] = "2020-01-01",
            ["end"] = "2099-12-31",
            ["primary_outcome"] = outcome,
        }.Concat(judgementS is { } s ? [new("judgement_before_display_s", s)] : Array.Empty<KeyValuePair<string, object?>>()).ToDictionary()));

    /// <summary>Runs <c>triage trial</c>; it must succeed.</summary>
    public async Task RunAsync(params string[] args) => Assert.True(await Cli.RunAsync(["trial", .. args, "--config", Config]) == 0, Cli.Error);

    public Task<TestAppliance> StartAsync() => TestAppliance.StartAsync(
        desks: ScriptedModels.Desk(Triage), evidence: TriageConfiguration.Load(Config, _folder.Path).Evidence);

    public IReadOnlyList<TrialEvent> Events => [.. EvidenceJournal.Read(Log)];

    /// <summary>Streams a call of one word to its end; everything that came back.</summary>
    public static async Task<List<V1.CallEvent>> PlayAsync(TestAppliance appliance, string id, string origin = "mobile")
    {
        using var call = appliance.Client.StreamCall(cancellationToken: Ct);
        await call.RequestStream.WriteAsync(Setup(id, origin), Ct);
        await call.RequestStream.WriteAsync(Audio, Ct);
        await call.RequestStream.WriteAsync(new() { End = new() }, Ct);
        await call.RequestStream.CompleteAsync();
        return await ReadAllAsync(call.ResponseStream);
    }

    public static V1.CallAudio Setup(string id, string origin) => new()
    {
        Setup = new()
        {
            CallId = id, Channels = { V1.Channel.Mixed }, Encoding = V1.AudioEncoding.Pcm16, SampleRateHz = ToneSpeech.RateHz, Pacing = V1.Pacing.Recorded,
            Attributes = { ["origin"] = origin },
        },
    };

    /// <summary>Whether a message holds anything of a suggestion, byte for byte.</summary>
    public static bool Tells(IMessage message) => message.ToByteArray().AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(Canary)) >= 0;

    public void Dispose() => _folder.Dispose();

    private static Suggestion Marked(Suggestion s) => s with
    {
        Priority = new(Core.Assessment.Priority.P0, 0.9, [0.9, 0.1, 0, 0, 0], $"rule-{Canary}"),
        Motive = new($"code-{Canary}", $"label-{Canary}", 0.9),
        Alternatives = [new($"other-{Canary}", $"other-{Canary}", 0.1)],
        Findings = [new($"finding-{Canary}", FindingStatus.Present, 0.9, [new(CallChannel.Mixed, 0, 1, $"quote-{Canary}")])],
        NextQuestion = new($"asks-{Canary}", $"question-{Canary}"),
        Model = $"model-{Canary}",
    };
}
