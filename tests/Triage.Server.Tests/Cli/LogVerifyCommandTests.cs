using Microsoft.Data.Sqlite;
using Triage.Server.Benchmarks;
using Triage.TrialLog.Chain;
using Triage.TrialLog.Log;

namespace Triage.Server.Tests.Cli;

public sealed class LogVerifyCommandTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = 120_000)]
    public async Task Verify_LogAndExport_AreSaidToBeWhole()
    {
        using var folder = new TemporaryFolder();
        var log = await WrittenAsync(folder);
        var export = Path.Combine(folder.Path, "export");
        await ChainExport.WriteAsync(log, export, Ct);
        foreach (var path in (string[])[log.Path, export])
        {
            var cli = new CliRun(new());

            Assert.Equal(0, await cli.RunAsync("log", "verify", path, "--public-key", Path.Combine(export, ChainExport.PublicKeyFile)));

            Assert.StartsWith("Journal intact : ", cli.Out, StringComparison.Ordinal);
            Assert.Empty(cli.Error);
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task Verify_Json_HasItsShape()
    {
        using var folder = new TemporaryFolder();
        var log = await WrittenAsync(folder);
        var cli = new CliRun(new());

        Assert.Equal(0, await cli.RunAsync("log", "verify", log.Path, "--json"));

        Assert.Equal(
            ["schema", "whole", "log", "events", "last_sequence", "first_broken", "heads", "last_head.date", "last_head.last_sequence", "last_head.hash", "unsigned_tail",
                "public_key", "public_key_given"],
            JsonKeys.Of(cli.Out));
    }

    [Fact(Timeout = 120_000)]
    public async Task Verify_ChangedEvent_IsNamedAndExitsWith1()
    {
        using var folder = new TemporaryFolder();
        var log = await WrittenAsync(folder);
        using (var connection = new SqliteConnection($"Data Source={log.Events};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "DROP TRIGGER events_no_update; UPDATE events SET payload=replace(payload,'P1','P3') WHERE sequence=(SELECT min(sequence) FROM events WHERE type='suggestion')";
            command.ExecuteNonQuery();
        }
        var cli = new CliRun(new());

        Assert.Equal(1, await cli.RunAsync("log", "verify", log.Path, "--json"));

        Assert.Matches("triage : événement [0-9]+ : le contenu ne correspond pas à son empreinte", cli.Error);
        Assert.Contains("\"first_broken\": {", cli.Out, StringComparison.Ordinal);
    }

    [Theory(Timeout = 120_000)]
    [InlineData(1, "ni dossier ni fichier de ce nom", "log", "verify", "nowhere")]
    [InlineData(2, "--public-key", "log", "verify", "nowhere", "--public-key", "nokey")]
    public async Task Verify_WrongArguments_AreNamed(int code, string message, params string[] args)
    {
        var cli = new CliRun(new());

        Assert.Equal(code, await cli.RunAsync(args));

        Assert.Contains(message, cli.Error, StringComparison.Ordinal);
    }

    private static async Task<EvidenceFolder> WrittenAsync(TemporaryFolder folder)
    {
        var place = new EvidenceFolder(Path.Combine(folder.Path, "evidence"));
        await using var log = EvidenceLog.Open(new() { Folder = place, Time = TimeProvider.System, Software = "1" });
        log.OpenCall(LogBenchmark.Setup("c"), TimeProvider.System.GetUtcNow());
        foreach (var happened in LogBenchmark.Events())
            log.Publish("c", happened);
        return place;
    }
}
