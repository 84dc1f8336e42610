using Microsoft.Data.Sqlite;
using Triage.TrialLog.Chain;
using Triage.TrialLog.Log;
using Triage.TrialLog.Log.Entries;

namespace Triage.TrialLog.Tests.Log;

/// <summary>
/// What a crash leaves: the files as they are at some moment, with the end of the write-ahead files cut anywhere. The log opens again, what
/// is there is a prefix of what was written, and what is missing is said.
/// </summary>
public sealed class CrashTests
{
    [Fact]
    public async Task Open_WriteAheadFilesCutAnywhere_KeepsAPrefixAndSaysWhatIsMissing()
    {
        using var room = new LogRoom();
        var snapshots = await SnapshotsAsync(room, calls: 6);
        var full = snapshots[^1];
        var random = new Random(500);
        var (withWords, withoutWords, rounds) = (0, 0, 0);
        for (; rounds < 520; rounds++)
        {
            var snapshot = snapshots[random.Next(snapshots.Count)];
            using var crashed = new CrashedFolder(snapshot);
            crashed.Cut("events.db-wal", random);
            if (random.Next(2) == 0)
                crashed.Cut("content.db-wal", random);
            var (before, hashes) = crashed.Events();

            LogOpenedEntry opening;
            await using (var log = EvidenceLog.Open(new() { Folder = crashed.Folder, Time = room.Time, Software = "1" }))
                opening = log.Opening;

            Assert.Equal(before, opening.LastSequence);
            Assert.True(before == 0 || full.Hashes.Take(hashes.Count).SequenceEqual(hashes), "what is left is not the beginning of what was written");
            Assert.All(opening.ContentWithoutEvent, p => Assert.True(p.Sequence > before));
            Assert.All(opening.EventsWithoutContent, p => Assert.InRange(p.Sequence, 1, before));
            Assert.True(opening.ContentWithoutEvent.Count == 0 || opening.LostAtLeast >= opening.ContentWithoutEvent.Max(p => p.Sequence) - before);
            withWords += opening.ContentWithoutEvent.Count > 0 ? 1 : 0;
            withoutWords += opening.EventsWithoutContent.Count > 0 ? 1 : 0;
            var report = await new ChainVerifier { Threads = 1 }.VerifyAsync(crashed.Folder.Path, LogRoom.Ct);
            Assert.Empty(report.Problems);
            Assert.Equal(0, report.UnsignedTail);
            Assert.True(before > 0 || opening.Clean || opening.LostAtLeast > 0);
        }
        Assert.True(rounds >= 500);
        Assert.True(withWords > 20 && withoutWords > 20, $"the cuts did not reach both stores: {withWords}, {withoutWords}");
    }

    [Fact]
    public async Task Open_AfterACrash_KeepsOrphanedWordsApartAndGoesOn()
    {
        using var room = new LogRoom();
        var snapshots = await SnapshotsAsync(room, calls: 2);
        using var crashed = new CrashedFolder(snapshots[^1]);
        File.Delete(Path.Combine(crashed.Folder.Path, "events.db-wal"));
        File.Copy(Path.Combine(snapshots[0].Path, "events.db-wal"), Path.Combine(crashed.Folder.Path, "events.db-wal"));

        await using (var log = EvidenceLog.Open(new() { Folder = crashed.Folder, Time = room.Time, Software = "1" }))
        {
            Assert.NotEmpty(log.Opening.ContentWithoutEvent);
            room.Call(log, "after");
        }

        using var content = new SqliteConnection($"Data Source={crashed.Folder.Content};Mode=ReadOnly;Pooling=False");
        content.Open();
        Assert.True(EventSchema.Scalar(content, "SELECT count(*) FROM content WHERE sequence<0") > 0);
        Assert.True((await new ChainVerifier().VerifyAsync(crashed.Folder.Path, LogRoom.Ct)).Whole);
    }

    [Fact]
    public async Task Open_SignedEventsGone_SaysHowManyAtLeast()
    {
        using var room = new LogRoom();
        await using (var log = room.Open())
            room.Call(log);
        using var crashed = new CrashedFolder(Snapshot.Of(room.Folder.Path));
        await using (var log = room.Open())
            room.Call(log, "c2");
        File.Copy(room.Folder.Heads, crashed.Folder.Heads, overwrite: true);
        var (last, _) = crashed.Events();
        var signed = HeadsFile.Read(crashed.Folder.Heads)[^1].LastSequence;

        await using (var log = EvidenceLog.Open(new() { Folder = crashed.Folder, Time = room.Time, Software = "1" }))
            Assert.Equal((false, signed - last), (log.Opening.Clean, log.Opening.LostAtLeast));

        Assert.False((await new ChainVerifier().VerifyAsync(crashed.Folder.Path, LogRoom.Ct)).Whole);
    }

    [Fact]
    public async Task Open_ChainBrokenSinceTheLastHead_IsRefusedByName()
    {
        using var room = new LogRoom();
        var crashed = (await SnapshotsAsync(room, calls: 1))[^1];
        using var folder = new CrashedFolder(crashed);
        using (var connection = new SqliteConnection($"Data Source={folder.Folder.Events};Pooling=False"))
        {
            connection.Open();
            EventSchema.Run(connection, "DROP TRIGGER events_no_update; UPDATE events SET payload=replace(payload,'caller','mixed') WHERE type='speech_started'");
        }

        var refusal = Assert.Throws<EvidenceLogException>(() => EvidenceLog.Open(new() { Folder = folder.Folder, Time = room.Time, Software = "1" }));

        Assert.Contains("la chaîne est rompue", refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>Copies of the folder after each step, without a checkpoint in between, as a crash would find them.</summary>
    private static async Task<List<Snapshot>> SnapshotsAsync(LogRoom room, int calls)
    {
        var snapshots = new List<Snapshot>();
        var log = room.Open();
        await log.OnWriterAsync(c => EventSchema.Run(c, "PRAGMA wal_autocheckpoint=0"));
        for (var i = 0; i < calls; i++)
        {
            room.Call(log, $"c{i}");
            await log.FlushAsync(LogRoom.Ct);
            snapshots.Add(Snapshot.Of(room.Folder.Path));
        }
        await log.DisposeAsync();
        return snapshots;
    }
}
