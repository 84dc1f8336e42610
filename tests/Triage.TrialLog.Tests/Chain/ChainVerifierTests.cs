using System.IO.Compression;
using System.Text;
using Triage.TrialLog.Chain;
using Triage.TrialLog.Tests.Log;

namespace Triage.TrialLog.Tests.Chain;

public sealed class ChainVerifierTests
{
    [Fact]
    public async Task Verify_UntouchedLogAndExports_AreWhole()
    {
        using var room = new LogRoom();
        var export = await WrittenAsync(room);
        var zip = export + ".zip";
        await ZipFile.CreateFromDirectoryAsync(export, zip, LogRoom.Ct);

        foreach (var path in (string[])[room.Folder.Path, room.Folder.Events, export, Path.Combine(export, ChainExport.EventsFile), zip])
        {
            var report = await new ChainVerifier().VerifyAsync(path, LogRoom.Ct);
            Assert.Empty(report.Problems);
            Assert.Equal((3, 0L), (report.Heads, report.UnsignedTail));
            Assert.Equal(report.LastSequence, report.Events);
            Assert.Equal("2026-11-26", report.LastHead!.Date);
        }
    }

    [Fact]
    public async Task Verify_Export_NeedsNothingButTheDocumentedRules()
    {
        using var room = new LogRoom();
        var export = await WrittenAsync(room);
        var previous = new byte[32];
        foreach (var line in await File.ReadAllLinesAsync(Path.Combine(export, ChainExport.EventsFile), LogRoom.Ct))
        {
            using var json = System.Text.Json.JsonDocument.Parse(line);
            var canonicalEvent = json.RootElement.GetProperty("event").GetRawText();
            previous = System.Security.Cryptography.SHA256.HashData([.. previous, .. Encoding.UTF8.GetBytes(canonicalEvent)]);
            Assert.Equal(Convert.ToHexStringLower(previous), json.RootElement.GetProperty("chain").GetString());
        }
    }

    [Fact]
    public async Task Verify_AnyByteOfTheExport_IsNoticed()
    {
        using var room = new LogRoom();
        var export = await WrittenAsync(room);
        var file = Path.Combine(export, ChainExport.EventsFile);
        var bytes = await File.ReadAllBytesAsync(file, LogRoom.Ct);
        var random = new Random(20261124);
        for (var i = 0; i < 400; i++)
        {
            var at = random.Next(bytes.Length);
            var changed = bytes.ToArray();
            changed[at] ^= (byte)(1 << random.Next(8));
            await File.WriteAllBytesAsync(file, changed, LogRoom.Ct);

            var report = await new ChainVerifier().VerifyAsync(export, LogRoom.Ct);

            Assert.False(report.Whole, $"a bit of byte {at} was changed and nobody noticed");
            var line = bytes.AsSpan(0, at).Count((byte)'\n') + 1;
            Assert.InRange(report.FirstBroken!.Sequence, line, line + 1);
        }
    }

    public static TheoryData<string> Tamperings => ["delete", "swap", "duplicate", "insert", "truncate", "truncate_before_head", "drop_first"];

    [Theory]
    [MemberData(nameof(Tamperings))]
    public async Task Verify_ExportWithLinesMoved_IsNoticed(string how)
    {
        using var room = new LogRoom();
        var export = await WrittenAsync(room);
        var file = Path.Combine(export, ChainExport.EventsFile);
        var lines = (await File.ReadAllLinesAsync(file, LogRoom.Ct)).ToList();
        var random = new Random(7);
        for (var round = 0; round < 10; round++)
        {
            var changed = lines.ToList();
            var at = random.Next(1, lines.Count - 2);
            switch (how)
            {
                case "delete": changed.RemoveAt(at); break;
                case "swap": (changed[at], changed[at + 1]) = (changed[at + 1], changed[at]); break;
                case "duplicate": changed.Insert(at, changed[at]); break;
                case "insert": changed.Insert(at, changed[at].Replace("\"sequence\":", "\"sequence\":1", StringComparison.Ordinal)); break;
                case "truncate": changed.RemoveRange(at, changed.Count - at); break;
                case "truncate_before_head": changed.RemoveAt(changed.Count - 1); break;
                case "drop_first": changed.RemoveAt(0); break;
            }
            await File.WriteAllTextAsync(file, string.Join('\n', changed) + "\n", LogRoom.Ct);

            Assert.False((await new ChainVerifier().VerifyAsync(export, LogRoom.Ct)).Whole);
        }
    }

    [Fact]
    public async Task Verify_AnyColumnOfAnyRow_IsNoticed()
    {
        using var room = new LogRoom();
        await WrittenAsync(room);
        using var rows = new TamperedRows(room.Folder);
        var random = new Random(11);
        foreach (var (sequence, sql, undo) in rows.Changes(random, 60))
        {
            rows.Run(sql);
            var report = await new ChainVerifier { Threads = 2 }.VerifyAsync(room.Folder.Path, LogRoom.Ct);
            Assert.False(report.Whole, sql);
            Assert.NotNull(report.FirstBroken);
            Assert.InRange(report.FirstBroken.Sequence, Math.Max(1, sequence - 1), sequence + 1);
            rows.Run(undo);
        }
        Assert.Equal([TamperedRows.TriggersGone], (await new ChainVerifier().VerifyAsync(room.Folder.Path, LogRoom.Ct)).Problems);
    }

    [Fact]
    public async Task Verify_TailAfterTheLastHeadCut_IsSaidToBeUnsigned()
    {
        using var room = new LogRoom();
        await WrittenAsync(room);
        await using (var log = room.Open())
        {
            room.Call(log, "late");
            await log.FlushAsync(LogRoom.Ct);
            var report = await new ChainVerifier().VerifyAsync(room.Folder.Path, LogRoom.Ct);

            Assert.True(report.Whole);
            Assert.Equal(report.LastSequence - report.LastHead!.LastSequence - 1, report.UnsignedTail);
            Assert.Contains(report.Notes, n => n.StartsWith($"{report.UnsignedTail} événement(s)", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Verify_LogRebuiltWithAnotherKey_FailsAgainstTheKeyThatWasGiven()
    {
        using var room = new LogRoom();
        using var other = new LogRoom();
        var key = (await File.ReadAllTextAsync(Path.Combine(await WrittenAsync(other), ChainExport.PublicKeyFile), LogRoom.Ct)).Trim();
        var export = await WrittenAsync(room);

        Assert.True((await new ChainVerifier().VerifyAsync(export, LogRoom.Ct)).Whole);
        Assert.Contains("autre clé", Assert.Single((await new ChainVerifier { PublicKey = key }.VerifyAsync(export, LogRoom.Ct)).Problems.Distinct().Take(1)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_HeadsKeptElsewhere_WitnessATruncationThatTheFolderHides()
    {
        using var room = new LogRoom();
        var export = await WrittenAsync(room);
        var kept = export + ".heads";
        File.Copy(Path.Combine(export, HeadsFile.Name), kept);
        var file = Path.Combine(export, ChainExport.EventsFile);
        var lines = await File.ReadAllLinesAsync(file, LogRoom.Ct);
        var firstHead = Array.FindIndex(lines, l => l.Contains("\"day_head\"", StringComparison.Ordinal));
        await File.WriteAllLinesAsync(file, lines.Take(firstHead + 1), LogRoom.Ct);
        await File.WriteAllLinesAsync(Path.Combine(export, HeadsFile.Name), (await File.ReadAllLinesAsync(kept, LogRoom.Ct)).Take(1), LogRoom.Ct);

        Assert.True((await new ChainVerifier().VerifyAsync(export, LogRoom.Ct)).Whole);
        Assert.Contains("tronqué", (await new ChainVerifier { WitnessFile = kept }.VerifyAsync(export, LogRoom.Ct)).Problems[0], StringComparison.Ordinal);
    }

    /// <summary>Three days of calls and a clean stop.</summary>
    private static async Task<string> WrittenAsync(LogRoom room)
    {
        await using (var log = room.Open())
            for (var day = 0; day < 3; day++)
            {
                room.Call(log, $"a{day}");
                room.Call(log, $"b{day}", ("origin", "été \"cité\" \\ \u2028"));
                await log.FlushAsync(LogRoom.Ct);
                if (day < 2)
                    room.Time.Advance(TimeSpan.FromDays(1));
            }
        var export = Path.Combine(Path.GetDirectoryName(room.Folder.Path)!, "export");
        await ChainExport.WriteAsync(room.Folder, export, LogRoom.Ct);
        return export;
    }
}
