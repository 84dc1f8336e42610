using Grpc.Net.Client;
using Microsoft.Data.Sqlite;
using Triage.Server.Dashboard.Access;
using Triage.TrialLog.Allocation;
using Triage.TrialLog.Log;
using Triage.TrialLog.Records;
using static Triage.Server.Tests.TestAppliance;
using V1 = Triage.Server.Protos.V1;

namespace Triage.Server.Tests.Hosting;

/// <summary>A trial from its protocol to its verification, over real connections and a real log; only the models are scripted.</summary>
public sealed class TrialTests : IDisposable
{
    private readonly TrialRoom _room = new();

    public void Dispose() => _room.Dispose();

    [Theory(Timeout = 60_000)]
    [InlineData("call")]
    [InlineData("alert")]
    public async Task Shadow_EveryWayOut_HoldsNoByteOfASuggestion(string unit)
    {
        await _room.RunAsync("init", _room.Protocol("shadow", unit));
        await using var appliance = await _room.StartAsync();

        var streamed = await TrialRoom.PlayAsync(appliance, "c1");
        var watched = await ReadAllAsync(appliance.Client.WatchCalls(new() { CallId = "c1" }, cancellationToken: Ct).ResponseStream);
        var listed = await appliance.Client.ListCallsAsync(new(), cancellationToken: Ct);
        var got = await appliance.Client.GetCallAsync(new() { CallId = "c1" }, cancellationToken: Ct);
        using var http = new HttpClient();
        var metrics = await http.GetStringAsync(new Uri(appliance.Host.Web, "/metrics"), Ct);

        Assert.Contains(streamed, e => e.Final is not null);
        Assert.True(streamed[0].Opened.SuggestionsWithheld && got.SuggestionsWithheld && listed.Calls[0].SuggestionsWithheld);
        Assert.DoesNotContain(streamed.Concat(watched), e => e.Suggestion is not null || TrialRoom.Tells(e));
        Assert.Null(got.Latest);
        Assert.False(TrialRoom.Tells(got) || TrialRoom.Tells(listed));
        Assert.DoesNotContain(TrialRoom.Canary, metrics, StringComparison.Ordinal);
        Assert.DoesNotContain(appliance.Logged, line => line.Contains(TrialRoom.Canary, StringComparison.Ordinal));
        Assert.Equal(streamed.Where(e => e.Opened is null).Select(e => e.Sequence), watched.Select(e => e.Sequence));
    }

    /// <summary>Nobody sees a withheld suggestion before the reveal, the review of an ended call included: so nothing there contaminates.</summary>
    [Theory(Timeout = 120_000)]
    [InlineData("call")]
    [InlineData("alert")]
    public async Task Randomised_ReviewOfEndedCalls_ShowsWhatTheCallShowedForEveryRole(string unit)
    {
        await _room.RunAsync("init", _room.Protocol(unit: unit));
        var calls = Enumerable.Range(0, 8).Select(i => $"c{i}").ToList();
        var read = new Dictionary<string, List<string>>();
        await using (var appliance = await _room.StartAsync())
        {
            foreach (var call in calls)
                await TrialRoom.PlayAsync(appliance, call);
            using var http = new HttpClient { BaseAddress = appliance.Host.Web };
            foreach (var call in calls)
            {
                read[call] = [];
                foreach (var role in Enum.GetNames<ViewerRole>())
                    read[call].Add(await PageAsync(http, $"/call/{call}", role));
                await appliance.Client.RecordDecisionAsync(
                    new() { CallId = call, Decision = new() { Action = V1.DecisionAction.Modified, Role = V1.DeciderRole.Arm, Priority = V1.Priority.P2, BeforeDisplay = true } }, cancellationToken: Ct);
                read[call].Add(await PageAsync(http, $"/call/{call}", nameof(ViewerRole.RegulatingDoctor)));
            }
        }

        var arms = (await DossiersAsync()).Select(d => d.Allocations.Single().Arm).ToList();
        Assert.Equal(2, arms.Distinct().Count());
        foreach (var (call, arm) in calls.Zip(arms))
        {
            if (arm == TrialArm.Shadow)
                Assert.All(read[call], page => Assert.DoesNotContain(TrialRoom.Canary, page, StringComparison.Ordinal));
            else
                Assert.Contains(read[call], page => page.Contains(TrialRoom.Canary, StringComparison.Ordinal));
            Assert.Contains(read[call], page => page.Contains("id=\"review-title\"", StringComparison.Ordinal));
        }
        Assert.All(await DossiersAsync(), d => Assert.Null(d.Call.Contamination));
        Assert.DoesNotContain(_room.Events, e => e is CallContaminated);
    }

    [Fact(Timeout = 60_000)]
    public async Task Visible_EveryWayOut_HoldsTheSuggestion()
    {
        await _room.RunAsync("init", _room.Protocol("visible"));
        await using var appliance = await _room.StartAsync();

        var streamed = await TrialRoom.PlayAsync(appliance, "c1");
        var got = await appliance.Client.GetCallAsync(new() { CallId = "c1" }, cancellationToken: Ct);

        Assert.Contains(streamed, e => e.Suggestion is not null && TrialRoom.Tells(e));
        Assert.True(TrialRoom.Tells(got) && !got.SuggestionsWithheld && !streamed[0].Opened.SuggestionsWithheld);
    }

    [Fact(Timeout = 120_000)]
    public async Task Randomised_FortyCallsAndARestart_IsVerifiedAfterTheRevealAndEveryAlterationFound()
    {
        await _room.RunAsync("init", _room.Protocol());
        var shown = new Dictionary<string, bool>();
        for (var half = 0; half < 2; half++)
        {
            await using var appliance = await _room.StartAsync();
            for (var i = half * 20; i < (half + 1) * 20; i++)
                shown[$"c{i}"] = (await TrialRoom.PlayAsync(appliance, $"c{i}", i % 3 == 0 ? "mobile" : "fixe")).Exists(TrialRoom.Tells);
        }
        Assert.Contains("pas encore révélée", AllocationCheck.Run(_room.Events).Fault, StringComparison.Ordinal);

        await _room.RunAsync("status");
        await _room.RunAsync("reveal", "--yes");

        Assert.True(await _room.Cli.RunAsync("log", "verify", "--allocation", "--config", _room.Config) == 0, _room.Cli.Error);
        Assert.Contains("40 unités recalculées", _room.Cli.Out, StringComparison.Ordinal);
        Assert.Equal(new AllocationVerdict(40, null), AllocationCheck.Run(_room.Events, await File.ReadAllTextAsync(_room.Trial.Commitment, Ct)));
        var dossiers = await DossiersAsync();
        Assert.Equal(shown.Values, dossiers.Select(d => d.Call.Arm == TrialArm.Visible));
        Assert.All(dossiers, d => Assert.All(d.Suggestions, s => Assert.Equal(d.Call.Arm == TrialArm.Visible, s.Shown)));
        Assert.All(dossiers, d => Assert.NotEmpty(d.Suggestions));
        Assert.Equal(["mobile", "other"], dossiers.Select(d => d.Call.Stratum!).Distinct().Order());
        foreach (var block in _room.Events.OfType<UnitAllocated>().GroupBy(u => (u.Stratum, u.Block)).Where(b => b.Count() == b.First().BlockSize))
            Assert.Equal(block.Count(), 2 * block.Count(u => u.Arm == TrialArm.Visible));

        var altered = _room.Events.OfType<UnitAllocated>().ElementAt(17);
        Alter(altered);
        Assert.Contains($"unité {altered.Unit} de la strate {altered.Stratum}, version 1 (appel {altered.CallKey})", AllocationCheck.Run(_room.Events).Fault, StringComparison.Ordinal);
        Assert.Equal(1, await _room.Cli.RunAsync("log", "verify", "--allocation", "--config", _room.Config));
        Assert.Contains($"attribution : unité {altered.Unit}", _room.Cli.Error, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task Randomised_CallsAtOnce_NeverShareAPosition()
    {
        await _room.RunAsync("init", _room.Protocol());
        await using (var appliance = await _room.StartAsync())
            for (var wave = 0; wave < 4; wave++)
                await Task.WhenAll(Enumerable.Range(0, 4).Select(i => TrialRoom.PlayAsync(appliance, $"c{wave}-{i}")));
        await _room.RunAsync("reveal", "--yes");

        Assert.Equal(new AllocationVerdict(16, null), AllocationCheck.Run(_room.Events));
    }

    [Fact(Timeout = 60_000)]
    public async Task Randomised_UnitIsTheAlert_IsShownAsAllocatedAndRecordedWithItsAlert()
    {
        await _room.RunAsync("init", _room.Protocol(unit: "alert"));
        var shown = new List<bool>();
        await using (var appliance = await _room.StartAsync())
            for (var i = 0; i < 12; i++)
                shown.Add((await TrialRoom.PlayAsync(appliance, $"c{i}")).Exists(e => e.Suggestion is not null));

        var units = _room.Events.OfType<UnitAllocated>().ToList();
        Assert.Equal(shown, units.Select(u => u.Arm == TrialArm.Visible));
        Assert.Equal(2, shown.Distinct().Count());
        foreach (var (dossier, unit) in (await DossiersAsync()).Zip(units))
            Assert.Equal(unit.Arm == TrialArm.Visible, dossier.Suggestions.Single(s => s.Sequence == unit.SuggestionSequence).Shown);
    }

    [Fact(Timeout = 60_000)]
    public async Task JudgementAsked_DecisionBeforeDisplay_BringsTheSuggestion()
    {
        await _room.RunAsync("init", _room.Protocol("visible", judgementS: 600));
        await using var appliance = await _room.StartAsync();
        using var call = appliance.Client.StreamCall(cancellationToken: Ct);
        await call.RequestStream.WriteAsync(TrialRoom.Setup("c1", "mobile"), Ct);
        await call.RequestStream.WriteAsync(TrialRoom.Audio, Ct);
        await call.RequestStream.WriteAsync(new() { Flush = new() { Id = 1 } }, Ct);
        while (await call.ResponseStream.MoveNext(Ct) && call.ResponseStream.Current.Flushed is null)
            Assert.False(TrialRoom.Tells(call.ResponseStream.Current));
        Assert.True((await appliance.Client.GetCallAsync(new() { CallId = "c1" }, cancellationToken: Ct)).JudgementAwaited);

        await appliance.Client.RecordDecisionAsync(
            new() { CallId = "c1", Decision = new() { Action = V1.DecisionAction.Modified, Role = V1.DeciderRole.Arm, Priority = V1.Priority.P2, BeforeDisplay = true } },
            cancellationToken: Ct);
        await call.RequestStream.WriteAsync(new() { End = new() }, Ct);
        await call.RequestStream.CompleteAsync();

        var rest = await ReadAllAsync(call.ResponseStream);
        Assert.True(rest[0].Decision.Decision.BeforeDisplay);
        Assert.NotNull(rest[1].Suggestion);
    }

    [Fact(Timeout = 60_000)]
    public async Task Reading_ByPageAndRpc_IsInTheLogOncePerOpening()
    {
        await _room.RunAsync("init", _room.Protocol("visible"));
        await using (var appliance = await _room.StartAsync())
        {
            await TrialRoom.PlayAsync(appliance, "c1");
            using var http = new HttpClient { BaseAddress = appliance.Host.Web };
            foreach (var role in (ViewerRole[])[ViewerRole.Arm, ViewerRole.It, ViewerRole.Evaluator])
                await PageAsync(http, "/call/c1", role.ToString());
            await PageAsync(http, "/", nameof(ViewerRole.Arm));
            for (var again = 0; again < 2; again++)
            {
                await appliance.Client.GetCallAsync(new() { CallId = "c1" }, cancellationToken: Ct);
                await appliance.Client.ListCallsAsync(new(), cancellationToken: Ct);
                await ReadAllAsync(appliance.Client.WatchCalls(new() { CallId = "c1" }, cancellationToken: Ct).ResponseStream);
            }
            using var other = GrpcChannel.ForAddress(appliance.Host.Grpc);
            await new V1.CallTriage.CallTriageClient(other).GetCallAsync(new() { CallId = "c1" }, cancellationToken: Ct);
            await ReadToFailureAsync(appliance.Client.WatchCalls(new() { CallId = "none" }, cancellationToken: Ct).ResponseStream);
        }

        var readings = AccessRows.Of(_room.Log);
        Assert.Equal(["page", "page", "get_call", "list_calls", "watch_calls", "get_call"], readings.Select(r => r.Scope));
        var key = (await DossiersAsync()).Single().Call.CallKey;
        Assert.All(readings, r => Assert.Equal((key, "content_read"), (r.Call, r.What)));
        await using var log = EvidenceLog.Open(new() { Folder = _room.Log, Time = TimeProvider.System, Software = "1" });
        Assert.Equal([log.PersonKey("local"), log.PersonKey("grpc@127.0.0.1")], readings.Select(r => r.Reader).Distinct());
    }

    [Fact(Timeout = 60_000)]
    public async Task Start_TrialWithoutInitOrWithAnotherSeed_IsRefusedByName()
    {
        Assert.Contains("seed.key", (await Assert.ThrowsAnyAsync<IOException>(_room.StartAsync)).Message, StringComparison.Ordinal);
        await _room.RunAsync("init", _room.Protocol());
        var seed = await File.ReadAllBytesAsync(_room.Trial.Seed, Ct);
        seed[0] ^= 1;
        await File.WriteAllBytesAsync(_room.Trial.Seed, seed, Ct);

        Assert.Contains("engagement", (await Assert.ThrowsAnyAsync<IOException>(_room.StartAsync)).Message, StringComparison.Ordinal);
    }

    private static async Task<string> PageAsync(HttpClient http, string path, string role)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Cookie", $"{DevelopmentIdentity.Cookie}={role}");
        using var answer = await http.SendAsync(request, Ct);
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(Ct);
    }

    private async Task<List<CallDossier>> DossiersAsync()
    {
        using var reader = EvaluationReader.Open(_room.Log);
        var all = new List<CallDossier>();
        await foreach (var dossier in reader.ReadAsync(new(), Ct))
            all.Add(dossier);
        return all;
    }

    /// <summary>What somebody with the file and patience can do: the other arm for one unit.</summary>
    private void Alter(UnitAllocated unit)
    {
        var (from, to) = unit.Arm == TrialArm.Shadow ? ("shadow", "visible") : ("visible", "shadow");
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = _room.Log.Events, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "DROP TRIGGER events_no_update; UPDATE events SET payload=replace(payload, $from, $to) WHERE type='allocated' AND call=$call";
        command.Parameters.AddWithValue("$from", $"\"arm\":\"{from}\"");
        command.Parameters.AddWithValue("$to", $"\"arm\":\"{to}\"");
        command.Parameters.AddWithValue("$call", unit.CallKey);
        Assert.Equal(1, command.ExecuteNonQuery());
    }
}
