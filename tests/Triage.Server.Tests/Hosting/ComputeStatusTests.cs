using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Triage.Inference.Providers;
using Triage.Server.Cli;
using Triage.Server.Hosting;
using Triage.Server.Tests.Cli;
using static Triage.Server.Tests.TestAppliance;

namespace Triage.Server.Tests.Hosting;

public sealed class ComputeStatusTests
{
    private const string Reason = "« cuda » demandé, impossible : nvidia-smi introuvable";

    private static readonly ProviderChoice FellBack = ProviderChoice.Cpu with { FallbackReason = Reason };

    private static readonly ProviderChoice OnGpu = new()
    {
        Provider = new() { Kind = ExecutionProvider.Cuda },
        Device = new("NVIDIA L4", new(580, 82), 23034, new(8, 9)),
    };

    [Theory(Timeout = 20_000)]
    [InlineData("cpu", null)]
    [InlineData("cuda", null)]
    [InlineData("cpu", Reason)]
    public async Task Ready_SaysProviderAndFallback(string provider, string? reason)
    {
        var choice = provider == "cuda" ? OnGpu : reason is null ? ProviderChoice.Cpu : FellBack;

        using var answer = JsonDocument.Parse(await ReadyAsync(new ScriptedDesk(), status => status.Report(choice, NullLogger.Instance)));

        Assert.Equal("ready", answer.RootElement.GetProperty("status").GetString());
        Assert.Equal(provider, answer.RootElement.GetProperty("provider").GetString());
        Assert.Equal(reason, answer.RootElement.TryGetProperty("provider_fallback", out var said) ? said.GetString() : null);
    }

    [Fact(Timeout = 20_000)]
    public async Task Ready_ModelsNotLoaded_SaysWhyAndNoProvider() => Assert.Equal(
        """{"status":"not_ready","reason":"the models are being loaded"}""", await ReadyAsync(new ScriptedDesk { NotReadyReason = "the models are being loaded" }, _ => { }));

    [Fact]
    public void Report_Fallback_IsAWarningWithItsNumber()
    {
        using var capture = new LogCapture();
        var status = new ComputeStatus();
        Assert.Null(status.Line);

        status.Report(FellBack, capture.CreateLogger("x"));
        status.Report(OnGpu, capture.CreateLogger("x"));

        Assert.Equal([LogLevel.Warning, LogLevel.Information, LogLevel.Information], capture.Lines.Select(l => l.Level));
        Assert.StartsWith($"x[2008] The processor computes in place of the GPU: {Reason}", capture.Lines.First().Text, StringComparison.Ordinal);
        Assert.StartsWith("x[2009] Recognition runs on cuda (NVIDIA L4, 23034 MiB, pilote 580.82)", capture.Lines.Last().Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Line_OfEachChoice_IsWhatTheStartScreenShows()
    {
        Assert.Equal("Calcul : cpu", Line(ProviderChoice.Cpu));
        Assert.Equal("Calcul : cuda, NVIDIA L4, 23034 MiB, pilote 580.82", Line(OnGpu));
        Assert.Equal($"ATTENTION : le calcul se fait sur le processeur, plus lent. {Reason}", Line(FellBack));
    }

    [Fact(Timeout = 20_000)]
    public async Task Serve_Fallback_IsOnTheStartScreenBeforeReady()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        using var screen = new StopAtReady(stop);
        var file = await ConfigureAsync("cpu");

        var code = await TriageCli.RunAsync(["serve", "--config", file], new()
        {
            Out = screen, Error = TextWriter.Null, IsTerminal = false, Folder = AppContext.BaseDirectory, Time = TimeProvider.System,
            Logging = _ => new LogCapture().Attach,
            Desks = (_, services) =>
            {
                services.GetRequiredService<ComputeStatus>().Report(FellBack, NullLogger.Instance);
                return new ScriptedDesk();
            },
        }, stop.Token);

        Assert.Equal(0, code);
        Assert.Equal([$"ATTENTION : le calcul se fait sur le processeur, plus lent. {Reason}", "Prêt."], screen.ToString().Split(screen.NewLine)[3..5]);
    }

    /// <summary>The whole way with the delivered models: the library that the site names is not there.</summary>
    [Fact(Timeout = 120_000)]
    public async Task Serve_LibraryMissing_FallsBackAloudAndSaysSo()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var cli = CliRun.WithModels();
        var serving = cli.RunAsync(["serve", "--config", await ConfigureAsync("cpu")], stop.Token);
        await cli.Log.Seen.GetOrAdd(2001, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task.WaitAsync(Ct);
        await stop.CancelAsync();

        Assert.Equal(0, await serving);

        Assert.Contains(cli.Log.Lines, l => l.Level == LogLevel.Warning && l.Text.Contains("[2008] The processor computes in place of the GPU: « cuda » demandé, impossible : ", StringComparison.Ordinal));
    }

    [Fact(Timeout = 120_000)]
    public async Task Serve_LibraryMissingAndNoFallback_FailsWithTheReason()
    {
        var cli = CliRun.WithModels();

        Assert.Equal(1, await cli.RunAsync(["serve", "--config", await ConfigureAsync("refuse")], Ct));

        Assert.Contains("triage : « cuda » demandé, impossible : ", cli.Error, StringComparison.Ordinal);
        Assert.Contains("compute.fallback vaut « refuse »", cli.Error, StringComparison.Ordinal);
    }

    private sealed class StopAtReady(CancellationTokenSource stop) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value == "Prêt.")
                stop.Cancel();
        }
    }

    private static string? Line(ProviderChoice choice)
    {
        var status = new ComputeStatus();
        status.Report(choice, NullLogger.Instance);
        return status.Line;
    }

    private static async Task<string> ReadyAsync(ScriptedDesk desk, Action<ComputeStatus> report)
    {
        await using var host = await ApplianceHost.StartAsync(new() { Listen = AnyPort }, (_, services) =>
        {
            report(services.GetRequiredService<ComputeStatus>());
            return desk;
        }, TimeProvider.System, new LogCapture().Attach, Ct);
        await host.Ready.WaitAsync(Ct);
        using var http = new HttpClient { BaseAddress = host.Web };
        using var answer = await http.GetAsync("/health/ready", Ct);
        var body = await answer.Content.ReadAsStringAsync(Ct);
        Assert.Equal(desk.IsReady ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        await host.StopAsync();
        return body;
    }

    private static async Task<string> ConfigureAsync(string fallback)
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory().FullName, "triage.json");
        await File.WriteAllTextAsync(file,
            $$"""{ "listen": { "grpc": "127.0.0.1:0", "web": "127.0.0.1:0" }, "compute": { "lanes": 1, "provider": "cuda", "provider_library": "no.so", "fallback": "{{fallback}}" } }""", Ct);
        return file;
    }
}
