using Triage.Server.Benchmarks.Load;

namespace Triage.Server.Tests.Benchmarks.Load;

public sealed class LoadBarsTests
{
    private static readonly LoadLevel s_nominal = SampleLoad.Level(10, 1, 260, 600);
    private static readonly LoadLevel s_overload = SampleLoad.Level(20, 2, 550, 9000);

    [Fact]
    public void Level_WithinEveryBar_Holds()
    {
        Assert.True(s_nominal.Within);
        Assert.True(s_overload.Within);
    }

    [Fact]
    public void Level_AtCapacity_IsHeldToEveryLatency()
    {
        Assert.Equal(["final_after_endpoint_p95_ms"], Missed(SampleLoad.Level(10, 1, 601, 600)));
        Assert.Equal(["partial_lag_p95_ms"], Missed(SampleLoad.Level(10, 1, 600, 1001)));
        Assert.Equal(["suggestion_after_final_p95_ms"], Missed(s_nominal with { Clients = s_nominal.Clients with { SuggestionAfterFinal = new(60, 9, 51, 60, 61) } }));
        Assert.Equal(["send_late_p95_ms"], Missed(s_nominal with { Clients = s_nominal.Clients with { SendLateP95Ms = 120 } }));
    }

    [Fact]
    public void Level_WithNothingMeasured_Misses() =>
        Assert.Equal(["finals_delivered", "partial_lag_p95_ms"], Missed(s_nominal with { Clients = s_nominal.Clients with { PartialLag = null, FinalsExpected = 0, FinalsDelivered = 0 } }));

    [Fact]
    public void Level_InOverload_KeepsFinalsAndAudio()
    {
        Assert.Equal(["finals_delivered"], Missed(s_overload with { Clients = s_overload.Clients with { FinalsDelivered = 201 } }));
        Assert.Equal(["audio_lost_s"], Missed(s_overload with { Clients = s_overload.Clients with { AudioLostS = 0.02 } }));
        Assert.Equal(["finals_on_time_of_feasible"], Missed(s_overload with { Server = s_overload.Server with { Finals = new(100, 98, 100) } }));
        Assert.Empty(Missed(s_overload with { Server = s_overload.Server with { Finals = new(100, 60, 60) } }));
        Assert.Equal(["finals_on_time_of_feasible"], Missed(s_overload with { Server = s_overload.Server with { Finals = null }, Clients = s_overload.Clients with { FinalsOnTime = 98 } }));
        Assert.Equal(["finals_emitted_minus_announced"], Missed(s_overload with { Server = s_overload.Server with { FinalsEmitted = 199 } }));
        Assert.Equal(["calls_failed"], Missed(s_overload with { Clients = s_overload.Clients with { Failures = [new("Unavailable", 1)] } }));
    }

    [Fact]
    public void Capacity_BelowTheBarOfTwoCores_IsMissedOnTwoCoresOnly()
    {
        var two = SampleLoad.Report with { Machine = SampleLoad.Report.Machine with { Processors = 2 } };

        Assert.Empty(SampleLoad.Report.Missed);
        Assert.Equal(["capacity_calls"], two.Missed.Select(m => m.Bar.Name));
        Assert.Empty((two with { Searched = false }).Missed);
    }

    [Theory]
    [InlineData(100, 100, 0.0)]
    [InlineData(100, 103, 0.03)]
    public void Growth_OfASoak_ComparesTheLastQuarterWithTheFirst(double first, double last, double growth) =>
        Assert.Equal(growth, SoakReport.Growth([first, first, 2 * first, 50, 70, 1, 500, last, last, last, 9 * last, last])!.Value, 9);

    [Fact]
    public void Growth_OfTooFewSamples_IsUnknown() => Assert.Null(SoakReport.Growth([1, 2, 3]));

    private static IEnumerable<string> Missed(LoadLevel level) => level.Bars.Where(b => !b.Met).Select(b => b.Name);
}
