using Triage.Core.Calls;

namespace Triage.Server.Tests.Cli;

public sealed class ServeCommandTests
{
    [Fact(Timeout = 30_000)]
    public async Task Help_ListsCommandsWithOneLineEach()
    {
        var cli = new CliRun(new());

        Assert.Equal(0, await cli.RunAsync("--help"));

        Assert.Contains("  demo                Démarre l'appareil avec les modèles livrés et joue un appel fictif en temps réel\n", cli.Out.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("  serve               Démarre l'appareil : gRPC, santé ; s'arrête proprement sur SIGTERM ou Ctrl-C\n", cli.Out.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("  replay <APPEL.wav>  Rejoue un enregistrement comme un appel en cours\n", cli.Out.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact(Timeout = 30_000)]
    public async Task Serve_AskedToStop_DrainsAndExitsWith0()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var desk = new ScriptedDesk { WarmUp = _ => stop.CancelAsync() };
        var cli = new CliRun(desk);
        var config = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(config, $$"""{ "listen": { "grpc": "127.0.0.1:0", "web": "127.0.0.1:0" }, "evidence": { "folder": "{{folder.Path}}/evidence" } }""", TestContext.Current.CancellationToken);

        Assert.Equal(0, await cli.RunAsync(["serve", "--config", config], stop.Token));

        Assert.StartsWith("gRPC http://127.0.0.1:", cli.Out, StringComparison.Ordinal);
        Assert.IsType<CallOpening.Refused>(desk.TryOpen(new("c", [CallChannel.Mixed], default, 8000, default, new Dictionary<string, string>()), false));
        Assert.True((await new Triage.TrialLog.Chain.ChainVerifier().VerifyAsync(folder.Path + "/evidence", TestContext.Current.CancellationToken)).Whole);
        File.Delete(config);
    }
}
