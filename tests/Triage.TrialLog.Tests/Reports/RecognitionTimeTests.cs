using Triage.Core.Assessment;
using Triage.Core.Calls;
using Triage.TrialLog.Records;
using Triage.TrialLog.Reports;
using static Triage.TrialLog.Tests.Reports.Dossiers;

namespace Triage.TrialLog.Tests.Reports;

public sealed class RecognitionTimeTests
{
    [Fact]
    public void Of_FirstP0OfTheOperator_CountsFromPickUp() =>
        Assert.Equal(new(60, true, true, false), RecognitionTime.Of(Call().With(Decision(30, Priority.P1), Decision(65, Priority.P0), Decision(90, Priority.P0))));

    [Fact]
    public void Of_NoP0_IsCensoredAtHangUp() => Assert.Equal(new(200, false, true, false), RecognitionTime.Of(Call().With(Decision(65, Priority.P1))));

    [Fact]
    public void Of_DoctorOrLateDecision_DoesNotCount() => Assert.False(RecognitionTime.Of(
        Call().With(Decision(65, Priority.P0, role: DeciderRole.RegulatingDoctor), Decision(300, Priority.P0, late: true), Decision(250, Priority.P0))).Recognised);

    [Fact]
    public void Of_AcceptedP0WithoutALevel_IsTheSuggestionsLevel()
    {
        var call = Call().With(Suggestion(4, 40, Priority.P0, 0.9, alert: true));
        Assert.Equal(45, RecognitionTime.Of(call.With(Decision(50, null, DecisionAction.Accepted, on: 4))).Seconds);
        Assert.False(RecognitionTime.Of(call.With(Decision(50, null, DecisionAction.Rejected, on: 4))).Recognised);
    }

    [Fact]
    public void Of_ImportedClockOfTheFirstLevel_HoldsWhenThatLevelWasP0()
    {
        CallDossier Clocked(CallDossier call) => call with { Clocks = [.. call.Clocks, new("c", CallClock.OperatorLevel, At(35), "software")] };
        Assert.Equal(30, RecognitionTime.Of(Clocked(Call().With(Decision(65, Priority.P0)))).Seconds);
        Assert.Equal(60, RecognitionTime.Of(Clocked(Call().With(Decision(40, Priority.P1), Decision(65, Priority.P0)))).Seconds);
        Assert.False(RecognitionTime.Of(Clocked(Call())).Recognised);
    }

    [Fact]
    public void Of_NoPickUpOrClocksThatDisagree_SaysSo()
    {
        var call = Call().With(Decision(65, Priority.P0));
        Assert.Equal(new(65, true, false, false), RecognitionTime.Of(call with { Clocks = [] }));
        Assert.Equal(new(0, true, true, true), RecognitionTime.Of(Call().With(Decision(2, Priority.P0))));
    }
}
