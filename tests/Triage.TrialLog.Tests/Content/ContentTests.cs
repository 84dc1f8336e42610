using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using Triage.TrialLog.Chain;
using Triage.TrialLog.Content;
using Triage.TrialLog.Log;
using Triage.TrialLog.Tests.Log;

namespace Triage.TrialLog.Tests.Content;

public sealed class ContentTests
{
    [Fact]
    public async Task Delete_Call_LeavesNoKeyNoWordsAndAWholeChainWithItsTombstone()
    {
        using var room = new LogRoom();
        string key;
        byte[] wrapped;
        await using (var log = room.Open())
        {
            room.Call(log, "c1");
            room.Call(log, "c2");
            await log.FlushAsync(LogRoom.Ct);
            key = log.KeyOf("c1");
            wrapped = Wrapped(room, key);
            Assert.True(Holds(room, wrapped));

            Assert.True(await log.DeleteContentAsync(key, "request", log.PersonKey("dpo"), LogRoom.Ct));
            Assert.False(await log.DeleteContentAsync(key, "request", null, LogRoom.Ct));
            Assert.False(Holds(room, wrapped));
        }

        var dossiers = await room.ReadAsync(new() { WithQuotes = true });
        Assert.Equal([null, "ne respire plus"], dossiers.Select(d => d.Suggestions[0].Findings[0].Quote));
        Assert.True((await new ChainVerifier().VerifyAsync(room.Folder.Path, LogRoom.Ct)).Whole);
        Assert.Equal(Named(room, key), Tombstone(room, key));
    }

    [Fact]
    public async Task Retain_OldCallsOnly_LoseTheirWords()
    {
        using var room = new LogRoom();
        await using var log = room.Open(o => o with { RetentionDays = 30 });
        room.Call(log, "old");
        await log.FlushAsync(LogRoom.Ct);
        room.Time.Advance(TimeSpan.FromDays(29));
        Assert.Equal(0, await log.RetainAsync(LogRoom.Ct));
        room.Call(log, "new");
        await log.FlushAsync(LogRoom.Ct);
        room.Time.Advance(TimeSpan.FromDays(2));

        Assert.Equal(1, await log.RetainAsync(LogRoom.Ct));

        Assert.Equal([null, "ne respire plus"], (await room.ReadAsync(new() { WithQuotes = true })).Select(d => d.Suggestions[0].Findings[0].Quote));
    }

    [Fact]
    public async Task Content_MovedToAnotherEventOrCall_DoesNotOpen()
    {
        using var room = new LogRoom();
        await using (var log = room.Open())
            room.Call(log);
        using (var connection = new SqliteConnection($"Data Source={room.Folder.Content};Pooling=False"))
        {
            connection.Open();
            EventSchema.Run(connection, "UPDATE content SET body=(SELECT body FROM content WHERE kind='transcript' LIMIT 1) WHERE kind='quotes'");
        }

        await Assert.ThrowsAsync<InvalidDataException>(() => room.ReadAsync(new() { WithQuotes = true }));
    }

    [Fact]
    public void TryLoad_KeyThatOthersMayRead_IsRefusedWithTheRemedy()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "no modes");
        var path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "appliance.key");
        using (var created = ApplianceKey.Create(path))
        {
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
            Assert.True(ApplianceKey.TryLoad(path, out var key, out _));
            Assert.Equal(created.Id, key.Id);
            key.Dispose();
        }
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.GroupRead);

        Assert.False(ApplianceKey.TryLoad(path, out _, out var error));
        Assert.Contains("chmod 600", error, StringComparison.Ordinal);
        Assert.Throws<KeyFileException>(() => ApplianceKey.Create(path));
    }

    [Fact]
    public void TryLoad_KeyOfAnotherLength_IsRefused()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "appliance.key");
        ApplianceKey.Create(path).Dispose();
        File.WriteAllBytes(path, new byte[31]);

        Assert.False(ApplianceKey.TryLoad(path, out _, out var error));
        Assert.Contains("31 octets", error, StringComparison.Ordinal);
    }

    private static byte[] Wrapped(LogRoom room, string call)
    {
        using var connection = new SqliteConnection($"Data Source={room.Folder.Content};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var rows = new SqlStatement(connection, "SELECT wrapped FROM keys WHERE call=?1");
        Assert.True(rows.BindText(1, call).Step());
        return rows.Bytes(0).ToArray();
    }

    private static bool Holds(LogRoom room, byte[] bytes) => Directory.GetFiles(room.Folder.Path, "content.db*").Any(f =>
    {
        using var file = new FileStream(f, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var copy = new MemoryStream();
        file.CopyTo(copy);
        return copy.ToArray().AsSpan().IndexOf(bytes) >= 0;
    });

    /// <summary>The digest that the events of a call lead to.</summary>
    private static string Named(LogRoom room, string call)
    {
        using var connection = EventSchema.OpenToRead(room.Folder.Events);
        using var rows = new SqlStatement(connection, "SELECT json_extract(payload,'$.content') FROM events WHERE call=?1 AND json_extract(payload,'$.content') IS NOT NULL ORDER BY sequence");
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (rows.BindText(1, call); rows.Step();)
            digest.AppendData(Convert.FromHexString(Encoding.ASCII.GetString(rows.Bytes(0))));
        return Convert.ToHexStringLower(digest.GetHashAndReset());
    }

    private static string Tombstone(LogRoom room, string call)
    {
        using var connection = EventSchema.OpenToRead(room.Folder.Events);
        using var rows = new SqlStatement(connection, "SELECT json_extract(payload,'$.digest') FROM events WHERE call=?1 AND type='content_deleted'");
        Assert.True(rows.BindText(1, call).Step());
        return rows.Text(0);
    }
}
