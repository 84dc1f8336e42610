using Triage.Core.Assessment;
using Triage.Training.Evaluation;
using Triage.Training.Heads;

namespace Triage.Training.Tests.Evaluation;

public sealed class ErrorCausesTests
{
    private static readonly (string, FindingStatus) s_bleeds = ("hemorragie", FindingStatus.Present);

    private static ErrorCause Cause(CallPrediction said, CallPrediction? fromWords = null) =>
        Assert.Single(ErrorCauses.Of([said], fromWords is null ? null : [fromWords]), e => e.Kind == "under_triage").Cause;

    [Fact]
    public void Of_UnderTriage_FirstCauseOnTheWay()
    {
        var call = Judged.Call("a", Priority.P0, null, "M01.01", s_bleeds);
        Assert.Equal(ErrorCause.Finding, Cause(Judged.Said(call, Priority.P2)));
        Assert.Equal(ErrorCause.Status, Cause(Judged.Said(call, Priority.P2, findings: [("hemorragie", FindingStatus.Absent)])));
        Assert.Equal(ErrorCause.Aggregation, Cause(Judged.Said(call, Priority.P2, findings: [s_bleeds])));
        Assert.Equal(ErrorCause.Label, Cause(Judged.Said(call with { AnnotatorPriorities = [Priority.P0, Priority.P1] }, Priority.P2, findings: [s_bleeds])));
        Assert.Equal(ErrorCause.Recognition, Cause(Judged.Said(call, Priority.P2), Judged.Said(call, Priority.P0, findings: [s_bleeds])));
        Assert.Equal(ErrorCause.Finding, Cause(Judged.Said(call, Priority.P2), Judged.Said(call, Priority.P2)));
    }

    [Fact]
    public void Of_Findings_MissedInventedAndOfAnotherStatus()
    {
        var call = Judged.Call("a", Priority.P0, null, "M01.01", s_bleeds, ("chute", FindingStatus.Absent));
        var said = Judged.Said(call, Priority.P0, findings: [("chute", FindingStatus.Present), ("fievre", FindingStatus.Present)]);
        Assert.Equal(
            [("finding_missed", "hemorragie", ErrorCause.Finding), ("finding_status", "chute", ErrorCause.Status), ("finding_invented", "fievre", ErrorCause.Finding)],
            ErrorCauses.Of([said]).Select(e => (e.Kind, e.Subject, e.Cause)));
        Assert.Equal(ErrorCause.Recognition, ErrorCauses.Of([said], [Judged.Said(call, Priority.P0, findings: [s_bleeds])])[0].Cause);
    }

    [Fact]
    public void Of_RightCall_NoError() => Assert.Empty(ErrorCauses.Of([Judged.Said(Judged.Call("a", Priority.P1), Priority.P1)]));
}
