using Triage.Core.Assessment;
using Triage.TrialLog.Reports;
using static Triage.TrialLog.Tests.Reports.Dossiers;

namespace Triage.TrialLog.Tests.Reports;

public sealed class ReferenceStandardTests
{
    [Fact]
    public void Of_TwoWhoAgree_IsTheirJudgement()
    {
        var reference = ReferenceStandard.Of([Judged("a", true), Judged("b", true)]);
        Assert.Equal((ReferenceState.Agreed, true, Priority.P0), (reference.State, reference.Vital, reference.Priority));
        Assert.Null(ReferenceStandard.Of([Judged("a", false, Priority.P1), Judged("b", false, Priority.P2)]).Priority);
    }

    [Fact]
    public void Of_OneJudgeOrDiscord_IsNoReference()
    {
        Assert.Equal(ReferenceState.None, ReferenceStandard.Of([]).State);
        Assert.Equal((ReferenceState.OneJudge, null), Kind(Judged("a", true)));
        Assert.Equal((ReferenceState.OneJudge, null), Kind(Judged("a", true), Judged("a", true, day: 2)));
        Assert.Equal((ReferenceState.Discordant, null), Kind(Judged("a", true), Judged("b", false)));
    }

    [Fact]
    public void Of_Consensus_StandsAboveTheTwo()
    {
        var reference = ReferenceStandard.Of([Judged("a", true), Judged("b", false), Judged("a", false, consensus: true, day: 3), Judged("a", true, consensus: true, day: 2)]);
        Assert.Equal((ReferenceState.Consensus, false), (reference.State, reference.Vital));
        Assert.Equal((true, false), (reference.First!.VitalEmergency, reference.Second!.VitalEmergency));
    }

    [Fact]
    public void Of_ALaterJudgementOfTheSame_ReplacesTheEarlier() =>
        Assert.Equal((ReferenceState.Agreed, true), Kind(Judged("a", false), Judged("b", true), Judged("a", true, day: 2)));

    private static (ReferenceState State, bool? Vital) Kind(params Triage.TrialLog.Records.AdjudicationRecord[] all) =>
        (ReferenceStandard.Of(all).State, ReferenceStandard.Of(all).Vital);
}
