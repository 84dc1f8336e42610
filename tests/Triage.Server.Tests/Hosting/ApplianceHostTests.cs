using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Grpc.Reflection.V1Alpha;
using Triage.Core.Calls;
using Triage.Server.Configuration;
using Triage.Server.Hosting;
using static Triage.Server.Tests.TestAppliance;
using V1 = Triage.Server.Protos.V1;

namespace Triage.Server.Tests.Hosting;

public sealed class ApplianceHostTests
{
    [Theory(Timeout = 20_000)]
    [InlineData(null, HealthCheckResponse.Types.ServingStatus.Serving, HttpStatusCode.OK)]
    [InlineData("the models are being loaded", HealthCheckResponse.Types.ServingStatus.NotServing, HttpStatusCode.ServiceUnavailable)]
    public async Task Health_FollowsTheDesk(string? notReady, HealthCheckResponse.Types.ServingStatus serving, HttpStatusCode ready)
    {
        await using var appliance = await StartAsync(new() { NotReadyReason = notReady });
        using var http = new HttpClient { BaseAddress = appliance.Host.Web };

        var health = await new Health.HealthClient(appliance.Channel).CheckAsync(new(), cancellationToken: Ct);
        using var live = await http.GetAsync("/health/live", Ct);
        using var answer = await http.GetAsync("/health/ready", Ct);

        Assert.Equal(serving, health.Status);
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        Assert.Equal(ready, answer.StatusCode);
        Assert.Contains(notReady ?? "\"ready\"", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact(Timeout = 20_000)]
    public async Task Reflection_ListsTheService()
    {
        await using var appliance = await StartAsync();
        using var call = new ServerReflection.ServerReflectionClient(appliance.Channel).ServerReflectionInfo(cancellationToken: Ct);
        await call.RequestStream.WriteAsync(new() { ListServices = "" }, Ct);

        Assert.True(await call.ResponseStream.MoveNext(Ct));

        Assert.Contains("triage.v1.CallTriage", call.ResponseStream.Current.ListServicesResponse.Service.Select(s => s.Name));
        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext(Ct));
    }

    [Fact(Timeout = 20_000)]
    public async Task Tls_ConfiguredOnTheNetwork_ServesWithTheSitesCertificate()
    {
        var folder = Directory.CreateTempSubdirectory();
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=triage.test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "c.pem"), certificate.ExportCertificatePem(), Ct);
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "k.pem"), key.ExportPkcs8PrivateKeyPem(), Ct);
        var configuration = TriageConfiguration.Parse(
            """{ "listen": { "grpc": "0.0.0.0:0", "web": "0.0.0.0:0", "tls": { "certificate": "c.pem", "key": "k.pem" } } }""",
            Path.Combine(folder.FullName, "triage.json"));
        folder.Delete(recursive: true);
        var log = new LogCapture();

        await using var host = await ApplianceHost.StartAsync(configuration, (_, _) => new ScriptedDesk(), TimeProvider.System, log.Attach, Ct);
        await host.Ready.WaitAsync(Ct);
        string? seen = null;
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => (seen = shown?.Subject) is not null;
        using var channel = GrpcChannel.ForAddress($"https://127.0.0.1:{host.Grpc.Port}", new() { HttpHandler = handler });
        var health = await new Health.HealthClient(channel).CheckAsync(new(), cancellationToken: Ct);

        Assert.Equal((HealthCheckResponse.Types.ServingStatus.Serving, "CN=triage.test"), (health.Status, seen));
        await host.StopAsync();
    }

    [Fact(Timeout = 20_000)]
    public async Task Stop_RunningCall_EndsAsShutdownAndItsStreamGetsTheLastEvent()
    {
        await using var appliance = await StartAsync();
        using var call = await appliance.OpenAsync();
        await call.RequestStream.WriteAsync(Audio(0), Ct);
        var reading = ReadToEndedAsync(call.ResponseStream);

        Assert.True(await appliance.StopAsync());

        Assert.Equal(V1.EndReason.Shutdown, (await reading)[^1].Ended.Reason);
    }

    [Fact(Timeout = 20_000)]
    public async Task Stop_CallThatDoesNotEnd_IsBoundedAndSaid()
    {
        await using var appliance = await StartAsync(
            new() { Prepare = call => call.MayEnd = new TaskCompletionSource().Task }, drain: TimeSpan.FromMilliseconds(100));
        appliance.ExpectsErrors = true;
        using var vanish = new CancellationTokenSource();
        using var call = await appliance.OpenAsync(ct: vanish.Token);
        var stopping = appliance.StopAsync();
        await vanish.CancelAsync();

        Assert.False(await stopping);

        Assert.Contains(appliance.Logged, line => line.Contains("[2005]", StringComparison.Ordinal));
    }

    [Fact(Timeout = 20_000)]
    public async Task Calls_ListGetWatchDecide_AnswerOrNameTheFault()
    {
        await using var appliance = await StartAsync();
        using var call = await appliance.OpenAsync();
        foreach (var happened in Samples.All.Where(e => e is not CallEnded))
            appliance.Desk.Call("c1").Emit(happened);
        var decision = new V1.Decision { Action = V1.DecisionAction.Accepted, Role = V1.DeciderRole.Arm, SuggestionSequence = 4 };

        var recorded = await appliance.Client.RecordDecisionAsync(new() { CallId = "c1", Decision = decision }, cancellationToken: Ct);
        var listed = await appliance.Client.ListCallsAsync(new(), cancellationToken: Ct);
        var got = await appliance.Client.GetCallAsync(new() { CallId = "c1" }, cancellationToken: Ct);
        await appliance.Desk.Call("c1").CompleteAsync(EndReason.Completed, Ct);
        using var watch = appliance.Client.WatchCalls(new() { CallId = "c1", AfterSequence = 8 }, cancellationToken: Ct);
        var watched = await ReadAllAsync(watch.ResponseStream);

        Assert.Equal(10, recorded.Sequence);
        Assert.Equal(got, Assert.Single(listed.Calls));
        Assert.Equal("M01.01", got.Latest.Motive.Code);
        Assert.Equal([9L, 10L, 11L], watched.Select(e => e.Sequence));
        Assert.Equal(decision, watched[1].Decision.Decision);
        Assert.Equal(StatusCode.NotFound, await StatusOf(appliance.Client.GetCallAsync(new() { CallId = "no" }).ResponseAsync));
        Assert.Equal(StatusCode.InvalidArgument, await StatusOf(appliance.Client.GetCallAsync(new()).ResponseAsync));
        Assert.Equal(StatusCode.NotFound, await StatusOf(appliance.Client.RecordDecisionAsync(new() { CallId = "no", Decision = decision }).ResponseAsync));
        foreach (var broken in new V1.Decision?[]
        {
            null, new(), new(decision) { Role = V1.DeciderRole.Unspecified }, new(decision) { Action = V1.DecisionAction.Modified },
            new(decision) { MotiveCode = "M3" }, new(decision) { Priority = (V1.Priority)9 }, new(decision) { SuggestionSequence = 999 },
        })
            Assert.Equal(StatusCode.InvalidArgument, await StatusOf(appliance.Client.RecordDecisionAsync(new() { CallId = "c1", Decision = broken }).ResponseAsync));
        using var unknown = appliance.Client.WatchCalls(new() { CallId = "no" }, cancellationToken: Ct);
        Assert.Equal(StatusCode.NotFound, (await ReadToFailureAsync(unknown.ResponseStream)).Failure.StatusCode);
        Assert.DoesNotContain(appliance.Logged, line => line.Contains("répond", StringComparison.Ordinal));
    }

    private static async Task<StatusCode> StatusOf(Task answer) => (await Assert.ThrowsAsync<RpcException>(() => answer)).StatusCode;
}
