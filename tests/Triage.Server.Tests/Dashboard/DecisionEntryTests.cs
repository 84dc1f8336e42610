using Microsoft.Extensions.Logging.Abstractions;
using Triage.Core.Assessment;
using Triage.Core.Calls;
using Triage.Server.Dashboard;
using Triage.Server.Dashboard.Access;
using Triage.Server.Dashboard.Following;
using static Triage.Server.Tests.Dashboard.Talk;
using static Triage.Server.Tests.TestAppliance;

namespace Triage.Server.Tests.Dashboard;

public sealed class DecisionEntryTests
{
    [Theory(Timeout = 20_000)]
    [InlineData(ViewerRole.RegulatingDoctor, null, DeciderRole.RegulatingDoctor)]
    [InlineData(ViewerRole.Arm, null, DeciderRole.Arm)]
    [InlineData(ViewerRole.It, "Decision_NotAllowed", null)]
    [InlineData(ViewerRole.Evaluator, "Decision_NotAllowed", null)]
    public async Task Record_ByARole_IsRecordedUnderItOrRefused(ViewerRole role, string? refusal, DeciderRole? recorded)
    {
        var desk = new ScriptedDesk();
        desk.TryOpen(new("c1", [CallChannel.Mixed], Core.Audio.AudioEncoding.Pcm16, 8000, CallPacing.Live, new Dictionary<string, string>()), false);
        desk.Call("c1").Emit(Suggests(Priority.P0));
        await using var feeds = new CallFeeds(desk, NullLogger<CallFeeds>.Instance);
        var entry = new DecisionEntry(desk, feeds, NullLogger<DecisionEntry>.Instance);

        Assert.Equal(refusal, await entry.RecordAsync("c1", new("local", role), r => new(DecisionAction.Accepted, r, 1, null, null, null)));

        await desk.Call("c1").CompleteAsync(EndReason.Completed, Ct);
        var decisions = new List<DecisionRecorded>();
        await foreach (var happened in desk.WatchAsync("c1", 0, Ct))
            if (happened is DecisionRecorded decision)
                decisions.Add(decision);
        Assert.Equal(recorded is null ? [] : [recorded.Value], decisions.Select(d => d.Decision.Role));
    }

    [Fact(Timeout = 20_000)]
    public async Task Record_OfNothingOrOfNoCall_SaysWhy()
    {
        var desk = new ScriptedDesk();
        await using var feeds = new CallFeeds(desk, NullLogger<CallFeeds>.Instance);
        var entry = new DecisionEntry(desk, feeds, NullLogger<DecisionEntry>.Instance);
        var doctor = new Viewer("local", ViewerRole.RegulatingDoctor);

        Assert.Equal("Decision_NothingModified", await entry.RecordAsync("c1", doctor, r => new(DecisionAction.Modified, r, 1, null, null, null)));
        Assert.Equal("Decision_NotRecorded", await entry.RecordAsync("c1", doctor, r => new(DecisionAction.Modified, r, 1, Priority.P1, null, null)));
    }
}
