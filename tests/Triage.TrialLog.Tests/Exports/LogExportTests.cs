using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using DuckDB.NET.Data;
using Triage.Core.Assessment;
using Triage.Core.Calls;
using Triage.Core.Trial;
using Triage.TrialLog.Chain;
using Triage.TrialLog.Exports;
using Triage.TrialLog.Log;
using Triage.TrialLog.Log.Entries;
using Triage.TrialLog.Records;
using Triage.TrialLog.Tests.Log;

namespace Triage.TrialLog.Tests.Exports;

/// <summary>From events in the log to every format, as an evaluator receives it.</summary>
public sealed class LogExportTests
{
    private const string Words = "il ne répond plus du tout";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Package_OfALog_VerifiesOfflineAndHoldsItsCalls()
    {
        using var room = new LogRoom();
        await RecordAsync(room, quotes: false);
        using var folder = new TemporaryFolder();
        var result = await WriteAsync(room, ExportFormat.Package, folder["essai.zip"]);

        Assert.Equal((3L, 2L), (result.Calls, result.Outages));
        var report = await new ChainVerifier().VerifyAsync(folder["essai.zip"], Ct);
        Assert.Empty(report.Problems);
        Assert.True(report.Events > 20);
        await ZipFile.ExtractToDirectoryAsync(folder["essai.zip"], folder["open"], Ct);
        Assert.True(File.Exists(folder["open", "chain", "public-key.txt"]));
        Assert.Contains("\"quotes_in_exports\":false", await File.ReadAllTextAsync(folder["open", "protocols", "1.json"], Ct), StringComparison.Ordinal);
        foreach (var line in await File.ReadAllLinesAsync(folder["open", "SHA256SUMS"], Ct))
            Assert.Equal(line[..64], Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(folder["open", line[66..]], Ct))));
        var readme = await File.ReadAllTextAsync(folder["open", "README.md"], Ct);
        Assert.Contains("Calls: 3. Outages: 2.", readme, StringComparison.Ordinal);
        Assert.Contains("fewer than 5 calls", readme, StringComparison.Ordinal);

        using var database = new DuckDBConnection("DataSource=:memory:");
        database.Open();
        using var command = database.CreateCommand();
        command.CommandText = $"""
            SELECT string_agg(c.end_reason || ':' || coalesce(s.priority, '-') || ':' || coalesce(d.action, '-'), ' ' ORDER BY c.started_at, c.end_reason)
            FROM read_parquet('{folder["open", "parquet", "calls.parquet"]}') c
            LEFT JOIN read_parquet('{folder["open", "parquet", "suggestions.parquet"]}') s USING (call_key)
            LEFT JOIN read_parquet('{folder["open", "parquet", "decisions.parquet"]}') d USING (call_key)
            """;
        Assert.Equal("completed:P0:accepted refused:-:- completed:P0:accepted", command.ExecuteScalar());
    }

    [Fact]
    public async Task Package_ChangedAfterwards_IsFoundOut()
    {
        using var room = new LogRoom();
        await RecordAsync(room, quotes: false);
        using var folder = new TemporaryFolder();
        await WriteAsync(room, ExportFormat.Package, folder["essai.zip"]);
        using (var zip = await ZipFile.OpenAsync(folder["essai.zip"], ZipArchiveMode.Update, Ct))
        {
            var entry = zip.GetEntry("chain/events.ndjson")!;
            string text;
            using (var reader = new StreamReader(await entry.OpenAsync(Ct)))
                text = await reader.ReadToEndAsync(Ct);
            entry.Delete();
            await using var writer = new StreamWriter(await zip.CreateEntry("chain/events.ndjson").OpenAsync(Ct));
            await writer.WriteAsync(text.Replace("\"accepted\"", "\"rejected\"", StringComparison.Ordinal));
        }
        Assert.NotEmpty((await new ChainVerifier().VerifyAsync(folder["essai.zip"], Ct)).Problems);
    }

    [Theory]
    [InlineData(ExportFormat.Csv, "csv/decisions.csv", "accepted")]
    [InlineData(ExportFormat.Parquet, "parquet/calls.parquet", "completed")]
    [InlineData(ExportFormat.Fhir, "GuidanceResponse.ndjson", "urn:triage:model:modelhash")]
    [InlineData(ExportFormat.Omop, "observation.csv", "suggestion.priority")]
    [InlineData(ExportFormat.RsEda, "create.ndjson", "\"role\":\"MEDECIN\"")]
    public async Task Export_OfALog_HoldsItsCallsAndNoWordAccountOrCallId(ExportFormat format, string file, string text)
    {
        using var room = new LogRoom();
        await RecordAsync(room, quotes: false);
        using var folder = new TemporaryFolder();
        var result = await WriteAsync(room, format, folder["out"]);

        Assert.Equal(3, result.Calls);
        Assert.Contains(text, await File.ReadAllTextAsync(folder["out", file], Ct), StringComparison.Ordinal);
        foreach (var path in Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories))
        {
            var bytes = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(path, Ct));
            foreach (var secret in (string[])["pond plus", "arm.dupont", "dr.martin", "appel-0612345678"])
                Assert.DoesNotContain(secret, bytes, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Export_Selection_IsOfThePeriodAndTheCalls()
    {
        using var room = new LogRoom();
        await RecordAsync(room, quotes: false);
        var all = await room.ReadAsync();
        using var folder = new TemporaryFolder();
        Assert.Equal(2, (await WriteAsync(room, ExportFormat.Csv, folder["period"], new() { From = all[1].Call.StartedAt })).Calls);
        Assert.Equal(1, (await WriteAsync(room, ExportFormat.Csv, folder["before"], new() { To = all[1].Call.StartedAt })).Calls);
        Assert.Equal(1, (await WriteAsync(room, ExportFormat.Csv, folder["one"], new() { Calls = new HashSet<string> { all[2].Call.CallKey } })).Calls);
        Assert.Contains(all[2].Call.CallKey, await File.ReadAllTextAsync(folder["one", "csv", "calls.csv"], Ct), StringComparison.Ordinal);
        Assert.Contains("Selection: 1 calls by name.", await File.ReadAllTextAsync(folder["one", "README.md"], Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quotes_ThatTheProtocolAsksFor_AreThere()
    {
        using var room = new LogRoom();
        await RecordAsync(room, quotes: true);
        using var folder = new TemporaryFolder();
        await WriteAsync(room, ExportFormat.Csv, folder["out"], quotes: true);
        Assert.Contains("ne répond plus", await File.ReadAllTextAsync(folder["out", "csv", "findings.csv"], Ct), StringComparison.Ordinal);
        await WriteAsync(room, ExportFormat.Csv, folder["without"]);
        Assert.DoesNotContain("quote", (await File.ReadAllLinesAsync(folder["without", "csv", "findings.csv"], Ct))[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Quotes_ThatNoProtocolAsksFor_AreRefused(bool trial)
    {
        using var room = new LogRoom();
        if (trial)
            await RecordAsync(room, quotes: false);
        else
            await using (var log = room.Open())
                Call(room, log, "c1");
        using var folder = new TemporaryFolder();
        var failure = await Assert.ThrowsAsync<ExportException>(() => WriteAsync(room, ExportFormat.Csv, folder["out"], quotes: true));
        Assert.True(failure.WrongRequest);
        Assert.Contains("quotes_in_exports", failure.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task Protocol_ThatIsNotWhatWasRecorded_StopsTheExport()
    {
        using var room = new LogRoom();
        await using (var log = room.Open())
            log.Append(new TrialStartedEntry("essai", 1, "CHU", "{}", new('0', 64), new('1', 64)));
        using var folder = new TemporaryFolder();
        var failure = await Assert.ThrowsAsync<ExportException>(() => WriteAsync(room, ExportFormat.Csv, folder["out"]));
        Assert.Contains("protocole essai, version 1", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drafts_OfALog_SayWhichCallsHaveNone()
    {
        using var room = new LogRoom();
        await RecordAsync(room, quotes: false);
        using var folder = new TemporaryFolder();
        var result = await WriteAsync(room, ExportFormat.RsEda, folder["out"]);
        Assert.Contains(result.Notices, n => n.French.StartsWith("1 appels sont sans message", StringComparison.Ordinal));
        Assert.Equal(2, (await File.ReadAllLinesAsync(folder["out", "create.ndjson"], Ct)).Length);
        var time = (string)JsonNode.Parse((await File.ReadAllLinesAsync(folder["out", "create.ndjson"], Ct))[0])!["dateTimeSent"]!;
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+01:00$", time);
    }

    private static Task<ExportResult> WriteAsync(LogRoom room, ExportFormat format, string target, EvaluationFilter? filter = null, bool quotes = false)
    {
        room.Time.SetLocalTimeZone(TestDossiers.Options.Zone);
        return new LogExport(room.Folder, room.Time, "1.2.3").WriteAsync(new(format, target, filter ?? new(), quotes, null), ct: Ct);
    }

    /// <summary>Two calls of a trial with a refused one between them, and a stop of the appliance.</summary>
    private static async Task RecordAsync(LogRoom room, bool quotes)
    {
        var protocol = $$"""{"name":"essai","quotes_in_exports":{{(quotes ? "true" : "false")}},"small_cell_threshold":5}""";
        await using (var log = room.Open())
        {
            log.Append(new VersionsEntry("1.2.3", "conf", "speech", "triage"));
            log.Append(new TrialStartedEntry("essai", 1, "CHU", protocol, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(protocol))), new('1', 64)));
            Call(room, log, "appel-0612345678");
            room.Time.Advance(TimeSpan.FromSeconds(10));
            log.Refuse(LogRoom.Setup("refused"), RefusalReason.Full, null);
            room.Time.Advance(TimeSpan.FromSeconds(10));
        }
        await using var again = room.Open();
        again.Append(new VersionsEntry("1.2.3", "conf", "speech", "triage"));
        Call(room, again, "appel-2");
    }

    private static void Call(LogRoom room, EvidenceLog log, string id)
    {
        log.OpenCall(LogRoom.Setup(id, ("operator", "arm.dupont"), ("patient_age_years", "62"), ("patient_sex", "M")), room.Time.GetUtcNow());
        log.Append(new AllocatedEntry(1, "jour", 0, 0, 0, 4, TrialArm.Visible, null), id);
        room.Time.Advance(TimeSpan.FromSeconds(4));
        log.Publish(id, LogRoom.Final(1, CallChannel.Caller, 1.2, 3, Words));
        var suggestion = LogRoom.Suggestion() with { Findings = [new("inconscience", FindingStatus.Present, 0.97, [new(CallChannel.Caller, 1.2, 1.8, "ne répond plus")])] };
        log.Publish(id, new SuggestionMade(3, suggestion, 12.5) { Sequence = 4 });
        log.Record(new ScreenExposure(id, 4, ExposureKind.Seen, "screen-1", "dr.martin", room.Time.GetUtcNow(), TimeSpan.FromSeconds(5)));
        log.Publish(id, new DecisionRecorded(4, new Decision(DecisionAction.Accepted, DeciderRole.RegulatingDoctor, 4, Priority.P0, null, null)) { Sequence = 5 });
        room.Time.Advance(TimeSpan.FromSeconds(2));
        log.Publish(id, new CallEnded(EndReason.Completed, 5, 0) { Sequence = 6 });
    }
}
