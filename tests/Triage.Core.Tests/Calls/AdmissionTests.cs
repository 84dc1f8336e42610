using Triage.Core.Calls;
using Triage.Core.Scheduling;

namespace Triage.Core.Tests.Calls;

public sealed class AdmissionTests
{
    private static readonly AdmissionOptions Options = new() { MaxCalls = 20, MaxUtilisation = 0.9, CallDemand = 0.1 };

    [Fact]
    public void Refusal_RoomOnTheLanes_IsNone() => Assert.Null(Admission.Refusal(Options, 10, 0, LoadStep.Full, Load(1.0)));

    [Fact]
    public void Refusal_MeasuredLoadLeavesNoRoom_NamesThePrediction() =>
        Assert.Contains("95 %", Admission.Refusal(Options, 10, 0, LoadStep.Full, Load(1.8)), StringComparison.Ordinal);

    [Fact]
    public void Refusal_CallsThatHaveNotSpokenYet_AreCountedWithWhatIsExpectedOfThem()
    {
        Assert.Null(Admission.Refusal(Options, 17, 16, LoadStep.Full, Load(0)));
        Assert.NotNull(Admission.Refusal(Options, 18, 18, LoadStep.Full, Load(0)));
    }

    [Fact]
    public void Refusal_LadderHidesDemand_LooksAtFullService() =>
        Assert.NotNull(Admission.Refusal(Options, 10, 0, LoadStep.NoPartials, new LoadSample(new LaneDemand(0.5, 1, 1), 2, 0, 0)));

    [Fact]
    public void Refusal_MostCallsRun_SaysTheNumber() =>
        Assert.Contains("20 calls", Admission.Refusal(Options, 20, 0, LoadStep.Full, Load(0)), StringComparison.Ordinal);

    [Fact]
    public void Refusal_LadderAtItsEnd_RefusesWhateverTheLoad() => Assert.NotNull(Admission.Refusal(Options, 1, 0, LoadStep.CallsRefused, Load(0)));

    private static LoadSample Load(double finals) => new(new LaneDemand(finals, 0, 0), 2, 0, 0);
}
