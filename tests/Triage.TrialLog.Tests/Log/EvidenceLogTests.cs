using Microsoft.Data.Sqlite;
using Triage.Core.Assessment;
using Triage.Core.Calls;
using Triage.Core.Trial;
using Triage.TrialLog.Log;
using Triage.TrialLog.Log.Entries;
using Triage.TrialLog.Records;

namespace Triage.TrialLog.Tests.Log;

public sealed class EvidenceLogTests
{
    [Fact]
    public async Task Log_WholeCall_IsReadBackAsItsDossier()
    {
        using var room = new LogRoom();
        await using (var log = room.Open())
        {
            log.Append(new VersionsEntry("1.2.3", "conf", "speech", "triage"));
            room.Call(log, "c1", ("origin", "mobile"), ("operator", "arm.dupont"), ("patient_age_years", "62"), ("ring_at", "2026-11-24T08:59:50+00:00"));
        }

        var dossier = Assert.Single(await room.ReadAsync());

        var call = dossier.Call;
        Assert.Equal(("completed", 5.0, "mobile", 62.0, "test"), (call.EndReason, call.AudioS, call.Origin, call.PatientAgeYears!.Value, call.Site));
        Assert.Equal(LogRoom.Start, call.StartedAt);
        Assert.Equal(LogRoom.Start.AddSeconds(3), call.EndedAt);
        Assert.Equal(new RunningVersions("1.2.3", "conf", "speech", "triage"), call.Versions);
        Assert.Matches("^[0-9a-f]{32}$", call.CallKey);
        Assert.Matches("^[0-9a-f]{32}$", call.OperatorKey);
        Assert.Equal((0.9, 550.0), (call.Quality.Confidence!.Value, call.Quality.FinalLatencyP95Ms!.Value));
        var suggestion = Assert.Single(dossier.Suggestions);
        Assert.Equal((4L, Priority.P0, CareLevel.R1, "M01.01", true, true, 12.5), (suggestion.Sequence, suggestion.Priority, suggestion.CareLevel, suggestion.Motive, suggestion.Alert, suggestion.Shown, suggestion.LatencyMs));
        Assert.Equal([0.9, 0.05, 0.03, 0.01, 0.01], suggestion.Distribution);
        Assert.Equal(new FindingRecord("respiration_absente", FindingStatus.Present, 0.97, 1.2, 1.8, null), Assert.Single(suggestion.Findings));
        Assert.Equal((ExposureKind.Seen, 5.0), (dossier.Exposures[0].Kind, dossier.Exposures[0].MonotonicS));
        Assert.Equal((DecisionAction.Accepted, DeciderRole.RegulatingDoctor, false), (dossier.Decisions[0].Action, dossier.Decisions[0].Role, dossier.Decisions[0].Late));
        Assert.Equal([CallClock.Ring, CallClock.FirstWord, CallClock.DoctorDecision, CallClock.HangUp], dossier.Clocks.Select(c => c.Clock).Order());
    }

    [Fact]
    public async Task Log_Quotes_AreReadOnlyWhenAskedFor()
    {
        using var room = new LogRoom();
        await using (var log = room.Open())
            room.Call(log);

        var dossier = Assert.Single(await room.ReadAsync(new() { WithQuotes = true }));

        Assert.Equal("ne respire plus", dossier.Suggestions[0].Findings[0].Quote);
    }

    [Fact]
    public async Task Log_Files_HoldNoWordNoAccountNoCallId()
    {
        using var room = new LogRoom();
        await using (var log = room.Open())
            room.Call(log, "call-of-0612345678", ("operator", "arm.dupont"), ("line", "0612345678"), ("origin", "0612345678"));

        foreach (var file in Directory.GetFiles(room.Folder.Path))
        {
            var text = System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, LogRoom.Ct));
            foreach (var secret in (string[])["respire", "arm.dupont", "dr.martin", "0612345678"])
                Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Log_ReusedCallId_IsAnotherCall()
    {
        using var room = new LogRoom();
        await using (var log = room.Open())
        {
            room.Call(log);
            room.Call(log);
        }
        await using (var log = room.Open())
            room.Call(log);

        var dossiers = await room.ReadAsync();

        Assert.Equal(3, dossiers.Select(d => d.Call.CallKey).Distinct().Count());
        Assert.All(dossiers, d => Assert.Single(d.Suggestions));
    }

    [Fact]
    public async Task Log_RefusedCall_HasARecord()
    {
        using var room = new LogRoom();
        await using (var log = room.Open())
            log.Refuse(LogRoom.Setup("c9", ("origin", "fixed")), RefusalReason.Full, null);

        var call = Assert.Single(await room.ReadAsync()).Call;

        Assert.Equal(("refused", "fixed"), (call.EndReason, call.Origin));
    }

    [Fact]
    public async Task Log_LateDecision_IsSaidToBeLate()
    {
        using var room = new LogRoom();
        await using (var log = room.Open())
        {
            room.Call(log);
            log.Publish("c1", new DecisionRecorded(5, new Decision(DecisionAction.Rejected, DeciderRole.Arm, 4, null, null, null)) { Sequence = 7 });
        }

        Assert.Equal([false, true], Assert.Single(await room.ReadAsync()).Decisions.Select(d => d.Late));
    }

    [Theory]
    [InlineData("UPDATE events SET type='x' WHERE sequence=1")]
    [InlineData("DELETE FROM events WHERE sequence=1")]
    public async Task Events_ChangedBySql_AreRefused(string sql)
    {
        using var room = new LogRoom();
        await using (room.Open())
        {
        }
        using var connection = new SqliteConnection($"Data Source={room.Folder.Events};Pooling=False");
        connection.Open();

        var refusal = Assert.Throws<SqliteException>(() => EventSchema.Run(connection, sql));

        Assert.Contains("append-only", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_SecondWriter_IsRefusedByName()
    {
        using var room = new LogRoom();
        await using var log = room.Open();

        var refusal = Assert.Throws<EvidenceLogException>(() => room.Open());

        Assert.Contains("déjà ouvert en écriture", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AppendAsync_Allocation_IsReadableOnceCompleted()
    {
        using var room = new LogRoom();
        await using var log = room.Open();
        log.OpenCall(LogRoom.Setup(), LogRoom.Start);

        var sequence = await log.AppendAsync(new AllocatedEntry(1, "night/mobile", 0, 0, 0, 4, TrialArm.Shadow, null), "c1", LogRoom.Ct);

        Assert.True(sequence > 1);
        var dossier = Assert.Single(await room.ReadAsync());
        Assert.Equal((TrialArm.Shadow, "night/mobile"), (dossier.Call.Arm!.Value, dossier.Call.Stratum));
    }

    /// <summary>Two calls with a change of the zone between them, and telephony on a clock of its own.</summary>
    [Fact]
    public async Task Reader_Times_HaveTheOffsetThatWasRecorded()
    {
        using var room = new LogRoom();
        var paris = TimeSpan.FromHours(1);
        room.Time.SetLocalTimeZone(TimeZoneInfo.CreateCustomTimeZone("site", paris, null, null));
        await using (var log = room.Open())
        {
            room.Call(log, "c1", ("ring_at", "2026-11-24T14:59:50+05:00"));
            room.Time.SetLocalTimeZone(TimeZoneInfo.CreateCustomTimeZone("other", -paris, null, null));
            room.Call(log, "c2");
        }
        var (first, second) = (await room.ReadAsync()) is [var a, var b] ? (a, b) : throw new InvalidOperationException("not two calls");

        Assert.Equal((LogRoom.Start, paris), (first.Call.StartedAt, first.Call.StartedAt.Offset));
        DateTimeOffset[] times = [first.Call.EndedAt!.Value, first.Suggestions[0].At, first.Exposures[0].At, first.Decisions[0].At, .. first.Clocks.Where(c => c.Source == "appliance").Select(c => c.At)];
        Assert.All(times, t => Assert.Equal(paris, t.Offset));
        Assert.Equal(TimeSpan.FromHours(5), first.Clocks.Single(c => c.Clock == CallClock.Ring).At.Offset);
        Assert.Equal([-paris, -paris], (TimeSpan[])[second.Call.StartedAt.Offset, second.Decisions[0].At.Offset]);
        using var reader = EvaluationReader.Open(room.Folder);
        await foreach (var outage in reader.ReadOutagesAsync(new(), LogRoom.Ct))
            Assert.Equal(-paris, outage.From.Offset);
    }

    [Fact]
    public async Task Reader_Filter_TakesPeriodAndCalls()
    {
        using var room = new LogRoom();
        await using (var log = room.Open())
        {
            room.Call(log, "a");
            room.Time.Advance(TimeSpan.FromHours(1));
            room.Call(log, "b");
        }
        var all = await room.ReadAsync();

        Assert.Equal(2, all.Count);
        Assert.Equal(all[1].Call, Assert.Single(await room.ReadAsync(new() { From = LogRoom.Start.AddMinutes(30) })).Call);
        Assert.Equal(all[0].Call, Assert.Single(await room.ReadAsync(new() { To = LogRoom.Start.AddMinutes(30) })).Call);
        Assert.Equal(all[1].Call, Assert.Single(await room.ReadAsync(new() { Calls = new HashSet<string> { all[1].Call.CallKey } })).Call);
    }
}
