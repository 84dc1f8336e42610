using Grpc.Core;
using Grpc.Net.Client;
using Triage.Server.Configuration;
using Triage.Server.Hosting;
using Triage.Server.Tests.Cli;
using Triage.TrialLog.Log;
using Triage.TrialLog.Records;

namespace Triage.Server.Tests.Hosting;

public sealed class EvidenceCompositionTests
{
    [Fact(Timeout = 120_000)]
    public async Task Host_WithEvidence_RecordsCallsRefusalsAndItsOwnStop()
    {
        var ct = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        var place = new EvidenceFolder(Path.Combine(folder.Path, "evidence"));
        var log = new LogCapture();
        await using (var host = await ApplianceHost.StartAsync(
            new TriageConfiguration { Listen = TestAppliance.AnyPort, Evidence = new() { Site = "SAMU 00" } }, ScriptedModels.Desk(maxCalls: 1), TimeProvider.System, log.Attach, ct, evidence: place))
        {
            await host.Ready.WaitAsync(ct);
            using var channel = GrpcChannel.ForAddress(host.Grpc);
            var client = new Protos.V1.CallTriage.CallTriageClient(channel);
            using var call = client.StreamCall(cancellationToken: ct);
            await call.RequestStream.WriteAsync(TestAppliance.Setup("first", s => s.Attributes["origin"] = "mobile"), ct);
            Assert.True(await call.ResponseStream.MoveNext(ct));
            using var second = client.StreamCall(cancellationToken: ct);
            await second.RequestStream.WriteAsync(TestAppliance.Setup("second"), ct);
            await Assert.ThrowsAsync<RpcException>(() => second.ResponseStream.MoveNext(ct));
            await call.RequestStream.WriteAsync(new() { End = new() }, ct);
            await TestAppliance.ReadToEndedAsync(call.ResponseStream);
            await host.StopAsync();
        }

        var dossiers = new List<CallDossier>();
        using (var reader = EvaluationReader.Open(place))
            await foreach (var dossier in reader.ReadAsync(new(), ct))
                dossiers.Add(dossier);
        Assert.Equal([("completed", "mobile"), ("refused", null)], dossiers.Select(d => (d.Call.EndReason, d.Call.Origin)));
        Assert.All(dossiers, d => Assert.Equal("SAMU 00", d.Call.Site));
        await using var again = EvidenceLog.Open(new() { Folder = place, Time = TimeProvider.System, Software = "1" });
        Assert.True(again.Opening.Clean);
    }

    [Fact(Timeout = 120_000)]
    public async Task Host_LogHeldByAnother_DoesNotStart()
    {
        var ct = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        var place = new EvidenceFolder(Path.Combine(folder.Path, "evidence"));
        await using var held = EvidenceLog.Open(new() { Folder = place, Time = TimeProvider.System, Software = "1" });

        var refusal = await Assert.ThrowsAsync<EvidenceLogException>(() => ApplianceHost.StartAsync(
            new TriageConfiguration { Listen = TestAppliance.AnyPort }, ScriptedModels.Desk(), TimeProvider.System, new LogCapture().Attach, ct, evidence: place));

        Assert.Contains("déjà ouvert", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Configuration_Evidence_IsReadAndChecked()
    {
        var read = TriageConfiguration.Parse("""{ "evidence": { "folder": "e", "retention_days": 10, "site": "SAMU 00", "enabled": "no" } }""", "triage.json").Evidence;
        Assert.Equal((10, "SAMU 00", false), (read.RetentionDays, read.Site, read.Enabled));
        Assert.EndsWith("e", read.At("x").Path, StringComparison.Ordinal);

        var faults = Assert.Throws<ConfigurationException>(() => TriageConfiguration.Parse("""{ "evidence": { "retention_days": 0, "key": 1 } }""", "triage.json")).Faults;
        Assert.Equal(2, faults.Count);
        Assert.Equal(EvidenceConfiguration.DefaultFolder, Path.GetFileName(new EvidenceConfiguration().At("x").Path));
    }
}
