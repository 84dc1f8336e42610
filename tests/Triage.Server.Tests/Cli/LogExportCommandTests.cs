using Triage.Core.Assessment;
using Triage.Core.Audio;
using Triage.Core.Calls;
using Triage.Server.Tests.Hosting;
using Triage.TrialLog.Log;

namespace Triage.Server.Tests.Cli;

public sealed class LogExportCommandTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory(Timeout = 120_000)]
    [InlineData("package", "SHA256SUMS")]
    [InlineData("csv", "csv/calls.csv")]
    [InlineData("parquet", "parquet/calls.parquet")]
    [InlineData("fhir", "Encounter.ndjson")]
    [InlineData("omop", "person.csv")]
    [InlineData("rs-eda", "create.ndjson")]
    public async Task Export_EveryFormat_WritesItAndSaysWhat(string format, string file)
    {
        using var folder = new TemporaryFolder();
        await RecordAsync(folder.Path);
        var cli = new CliRun(new());
        var target = Path.Combine(folder.Path, format == "package" ? "out.zip" : "out");

        Assert.Equal(0, await cli.RunAsync(["log", "export", "--format", format, "--out", target, "--log", Log(folder)], Ct));

        Assert.StartsWith($"{target} : 2 appels, ", cli.Out, StringComparison.Ordinal);
        Assert.Contains("100 %  Appels : 2 / 2\n", cli.Error, StringComparison.Ordinal);
        if (format != "package")
        {
            Assert.True(File.Exists(Path.Combine(target, file)));
            return;
        }
        Assert.Matches("\nSHA-256 : [0-9a-f]{64}\n$", cli.Out);
        var verify = new CliRun(new());
        Assert.Equal(0, await verify.RunAsync(["log", "verify", target], Ct));
        Assert.Contains("Journal intact", verify.Out, StringComparison.Ordinal);
    }

    [Theory(Timeout = 120_000)]
    [InlineData("--format vaut « xml »", "--format", "xml", "--out", "x")]
    [InlineData("--out", "--format", "csv")]
    [InlineData("--from vaut « hier »", "--format", "csv", "--out", "x", "--from", "hier")]
    [InlineData("--to doit suivre --from", "--format", "csv", "--out", "x", "--from", "2026-11-02", "--to", "2026-11-01")]
    [InlineData("« absent.txt » n'est ni un fichier ni un pseudonyme d'appel", "--format", "csv", "--out", "x", "--calls", "absent.txt")]
    [InlineData("--calls : aucun pseudonyme", "--format", "csv", "--out", "x", "--calls", ",")]
    [InlineData("--organisation ne sert qu'au format rs-eda", "--format", "csv", "--out", "x", "--organisation", "fr.health.samu440")]
    [InlineData("organisation « samu »", "--format", "rs-eda", "--out", "x", "--organisation", "samu")]
    [InlineData("--protocol-quotes : aucun protocole", "--format", "csv", "--out", "x", "--protocol-quotes")]
    [InlineData("existe déjà", "--format", "csv", "--out", ".")]
    public async Task Export_WrongUsage_IsNamedAndWritesNothing(string message, params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        await RecordAsync(folder.Path);
        var before = Directory.EnumerateFileSystemEntries(folder.Path).Count();
        var cli = new CliRun(new());
        string[] placed = [.. arguments.Select(a => a is "x" or "." ? Path.Combine(folder.Path, a == "." ? "" : a) : a)];

        Assert.Equal(2, await cli.RunAsync(["log", "export", .. placed, "--log", Log(folder)], Ct));

        Assert.Contains(message, cli.Error, StringComparison.Ordinal);
        Assert.Equal(before, Directory.EnumerateFileSystemEntries(folder.Path).Count());
    }

    [Fact(Timeout = 120_000)]
    public async Task Export_NoLogThere_Fails()
    {
        using var folder = new TemporaryFolder();
        var cli = new CliRun(new());
        Assert.Equal(1, await cli.RunAsync(["log", "export", "--format", "csv", "--out", Path.Combine(folder.Path, "out"), "--log", Log(folder)], Ct));
        Assert.Contains("n'existe pas", cli.Error, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task Export_AndReport_AreInTheLogAsAccessesByPseudonym()
    {
        using var folder = new TemporaryFolder();
        await RecordAsync(folder.Path);
        var cli = new CliRun(new());
        Assert.Equal(0, await cli.RunAsync(["log", "export", "--format", "csv", "--out", Path.Combine(folder.Path, "out"), "--log", Log(folder)], Ct));
        Assert.Equal(0, await cli.RunAsync(["log", "report", "--out", Path.Combine(folder.Path, "report"), "--log", Log(folder)], Ct));

        Assert.DoesNotContain("pas inscrit", cli.Error, StringComparison.Ordinal);
        var accesses = AccessRows.Of(new(Log(folder)));
        Assert.Equal([("log_exported", "csv, 2 calls"), ("report_made", "2 calls")], accesses.Select(a => (a.What, a.Scope)));
        await using (var log = EvidenceLog.Open(new() { Folder = new(Log(folder)), Time = TimeProvider.System, Software = "1" }))
            Assert.All(accesses, a => Assert.Equal(log.PersonKey(Environment.UserName), a.Reader));
        Assert.Equal(0, await cli.RunAsync(["log", "verify", Log(folder)], Ct));
    }

    [Theory(Timeout = 120_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Export_ThatTheLogCannotTake_IsMadeAndSaysSo(bool running)
    {
        using var folder = new TemporaryFolder();
        await RecordAsync(folder.Path);
        var place = new EvidenceFolder(Log(folder));
        await using var writer = running ? EvidenceLog.Open(new() { Folder = place, Time = TimeProvider.System, Software = "1" }) : null;
        if (!running)
            File.Delete(place.SigningKey);
        var cli = new CliRun(new());

        Assert.Equal(0, await cli.RunAsync(["log", "export", "--format", "csv", "--out", Path.Combine(folder.Path, "out"), "--log", place.Path], Ct));

        Assert.Contains($"cet accès n'est pas inscrit au journal ({(running ? "journal" : "pas de clé")}", cli.Error, StringComparison.Ordinal);
        Assert.Empty(AccessRows.Of(place));
        Assert.Equal(running, File.Exists(place.SigningKey));
    }

    [Fact(Timeout = 120_000)]
    public async Task Export_OfCallsInAFile_HoldsThoseOnly()
    {
        using var folder = new TemporaryFolder();
        var key = await RecordAsync(folder.Path);
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "keys.txt"), key + "\n\n", Ct);
        var cli = new CliRun(new());
        Assert.Equal(0, await cli.RunAsync(
            ["log", "export", "--format", "csv", "--out", Path.Combine(folder.Path, "out"), "--log", Log(folder), "--calls", Path.Combine(folder.Path, "keys.txt"), "--from", "2020-01-01", "--to", "2100-01-01T00:00:00+01:00"], Ct));
        Assert.Contains(" : 1 appels, ", cli.Out, StringComparison.Ordinal);
    }

    private static string Log(TemporaryFolder folder) => Path.Combine(folder.Path, "evidence");

    /// <summary>Two calls, one of them with an accepted suggestion.</summary>
    /// <returns>Pseudonym of the first.</returns>
    private static async Task<string> RecordAsync(string folder)
    {
        await using var log = EvidenceLog.Open(new() { Folder = new(Path.Combine(folder, "evidence")), Time = TimeProvider.System, Software = "0.1.0", Site = "CHU" });
        foreach (var id in (string[])["a", "b"])
        {
            log.OpenCall(new(id, [CallChannel.Mixed], AudioEncoding.Pcm16, 8000, CallPacing.Live, new Dictionary<string, string>()), TimeProvider.System.GetUtcNow());
            log.Publish(id, new CallEnded(EndReason.Completed, 5, 0) { Sequence = 1 });
        }
        var suggestion = new Suggestion(
            new(Priority.P1, 0.9, [0.05, 0.9, 0.03, 0.01, 0.01]), new(CareLevel.R2, 0.8, [0.1, 0.8, 0.05, 0.05]), new("M03.06", "Douleur thoracique", 0.7), [], [], null, AbstentionReason.None, "hash");
        log.Publish("b", new SuggestionMade(3, suggestion, 12.5) { Sequence = 2 });
        log.Publish("b", new DecisionRecorded(4, new Decision(DecisionAction.Accepted, DeciderRole.Arm, 2, null, null, null)) { Sequence = 3 });
        return log.KeyOf("a");
    }
}
