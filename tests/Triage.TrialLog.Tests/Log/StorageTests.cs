using Microsoft.Data.Sqlite;
using Triage.Core.Calls;
using Triage.TrialLog.Chain;
using Triage.TrialLog.Log;
using Triage.TrialLog.Log.Entries;
using Triage.TrialLog.Records;

namespace Triage.TrialLog.Tests.Log;

public sealed class StorageTests
{
    [Fact]
    public async Task DiskFull_EventsWaitAndNothingIsLost_UntilThereIsRoomAgain()
    {
        using var room = new LogRoom();
        var changes = System.Threading.Channels.Channel.CreateUnbounded<EvidenceStatus>();
        await using (var log = room.Open(o => o with { OnStatus = s => changes.Writer.TryWrite(s) }))
        {
            room.Call(log, "before");
            await log.FlushAsync(LogRoom.Ct);
            await log.OnWriterAsync(c => EventSchema.Run(c, $"PRAGMA max_page_count={EventSchema.Scalar(c, "PRAGMA page_count")}"));
            for (var i = 0; i < 30; i++)
                room.Call(log, $"full{i}");
            var decided = log.AppendAsync(new DecisionEntry(9, 4, 1, DecisionAction.Accepted, DeciderRole.Arm, "k", null, null, null, null, false, false), "full1");
            var refused = await changes.Reader.ReadAsync(LogRoom.Ct);
            Assert.Equal("disk_full", refused.Storage);
            Assert.False(decided.IsCompleted);

            // The limit is the connection's own: the writer, which waits for its next try, does not use it now.
            await Task.Run(() => log.Unlimit(), LogRoom.Ct);
            while ((await Advanced(room, changes.Reader)).Storage is not null)
            {
            }
            Assert.True(await decided.WaitAsync(LogRoom.Ct) > 0);
        }

        Assert.Equal(31, (await room.ReadAsync()).Count(d => d.Suggestions.Count == 1));
        using var reader = EvaluationReader.Open(room.Folder);
        var outages = new List<OutageRecord>();
        await foreach (var outage in reader.ReadOutagesAsync(new(), LogRoom.Ct))
            outages.Add(outage);
        Assert.Contains(outages, o => o.What == "disk_full");
        Assert.True((await new ChainVerifier().VerifyAsync(room.Folder.Path, LogRoom.Ct)).Whole);
    }

    [Fact]
    public async Task MemoryFull_EventsAreCountedAsLost_AndDurableOnesTaken()
    {
        using var room = new LogRoom();
        using var hold = new ManualResetEventSlim();
        await using (var log = room.Open(o => o with { Capacity = 50 }))
        {
            var held = log.OnWriterAsync(_ => hold.Wait(LogRoom.Ct));
            for (var i = 0; i < 200; i++)
                log.Append(new DegradedEntry("partials_off", true));
            var decided = log.AppendAsync(new AllocatedEntry(1, "s", 0, 0, 0, 4, TrialArm.Visible, null), "c1", LogRoom.Ct);
            Assert.True(log.Status.Lost >= 150, $"{log.Status.Lost} lost");
            hold.Set();
            await held;
            await decided;
            log.Append(new DegradedEntry("partials_off", false));
        }

        using var connection = new SqliteConnection($"Data Source={room.Folder.Events};Pooling=False");
        connection.Open();
        using var rows = new SqlStatement(connection, "SELECT payload FROM events WHERE type='events_lost'");
        Assert.True(rows.Step());
        Assert.Contains("\"degraded\":", rows.Text(0), StringComparison.Ordinal);
        var lost = EventSchema.Scalar(connection, "SELECT sum(json_extract(payload,'$.count')) FROM events WHERE type='events_lost'");
        Assert.Equal(201, lost + EventSchema.Scalar(connection, "SELECT count(*) FROM events WHERE type='degraded'"));
    }

    [Fact]
    public async Task ClockSetBack_WallTimeIsKeptAsItIs_AndTheStepIsRecorded()
    {
        using var room = new LogRoom();
        var time = new JumpingTime(room.Time);
        await using (var log = room.Open(o => o with { Time = time }))
        {
            log.Append(new DegradedEntry("a", true));
            room.Time.Advance(TimeSpan.FromSeconds(10));
            time.Step = TimeSpan.FromMinutes(-30);
            log.Append(new DegradedEntry("b", true));
            room.Time.Advance(TimeSpan.FromSeconds(10));
            log.Append(new DegradedEntry("c", true));
        }

        using var connection = new SqliteConnection($"Data Source={room.Folder.Events};Pooling=False");
        connection.Open();
        using var rows = new SqlStatement(connection, "SELECT type, at, monotonic_us, payload FROM events WHERE type IN ('degraded','clock_changed') ORDER BY sequence");
        var found = new List<(string, string, long, string)>();
        while (rows.Step())
            found.Add((rows.Text(0), rows.Text(1), rows.Integer(2), rows.Text(3)));
        Assert.Equal(
            [
                ("degraded", "2026-11-24T09:00:00.000Z", 0L, """{"active":true,"what":"a"}"""),
                ("clock_changed", "2026-11-24T08:30:10.000Z", 10_000_000L, """{"step_ms":-1800000}"""),
                ("degraded", "2026-11-24T08:30:10.000Z", 10_000_000L, """{"active":true,"what":"b"}"""),
                ("degraded", "2026-11-24T08:30:20.000Z", 20_000_000L, """{"active":true,"what":"c"}"""),
            ], found);
    }

    [Fact]
    public async Task Midnight_WithoutAnyCall_SignsTheDay()
    {
        using var room = new LogRoom();
        await using var log = room.Open();
        room.Call(log);
        await log.FlushAsync(LogRoom.Ct);
        room.Time.Advance(TimeSpan.FromHours(15.5));
        await log.FlushAsync(LogRoom.Ct);

        var head = Assert.Single(HeadsFile.Read(room.Folder.Heads));

        Assert.Equal("2026-11-24", head.Date);
        Assert.True(head.IsSigned());
        Assert.False((head with { LastSequence = head.LastSequence + 1 }).IsSigned());
    }

    private static async Task<EvidenceStatus> Advanced(LogRoom room, System.Threading.Channels.ChannelReader<EvidenceStatus> changes)
    {
        EvidenceStatus? status;
        while (!changes.TryRead(out status))
        {
            room.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
        return status;
    }

    private sealed class JumpingTime(TimeProvider inner) : TimeProvider
    {
        public TimeSpan Step { get; set; }

        public override long TimestampFrequency => inner.TimestampFrequency;

        public override TimeZoneInfo LocalTimeZone => inner.LocalTimeZone;

        public override DateTimeOffset GetUtcNow() => inner.GetUtcNow() + Step;

        public override long GetTimestamp() => inner.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => inner.CreateTimer(callback, state, dueTime, period);
    }
}
