using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Triage.Core.Calls;
using Triage.Core.Scheduling;
using Triage.Core.Telemetry;
using Triage.Server.Hosting;
using Triage.Server.Operations;
using static Triage.Server.Tests.TestAppliance;

namespace Triage.Server.Tests.Operations;

public sealed class FigureCollectorTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task Second_OfAnAppliance_BecomesASample()
    {
        using var collector = await StartAsync(Meters);
        var metrics = new ApplianceMetrics(Meters);
        metrics.ObserveLanes(() => 2);
        metrics.ObserveLoadStep(() => (int)LoadStep.NoPartials);
        metrics.ObserveCalls(state => state switch { CallState.Running => 3, CallState.Detached => 1, _ => 0 });
        metrics.ObserveQueue(kind => kind == JobKind.Final ? 4 : 1);
        metrics.ObserveSpool(() => 4096, () => 2);
        metrics.StepRun(StepKind.Encode, 1, 500);
        metrics.FinalEmitted(new(500, 20, 80));
        metrics.PartialEmitted(400);
        metrics.PartialNotEmitted(PartialFate.Dropped);
        metrics.SuggestionEmitted(12);
        metrics.CallRefused(RefusalReason.Full);
        metrics.AudioLost(CallChannel.Caller, 0.5);
        metrics.AudioReceived(CallChannel.Caller, 7);
        metrics.GapAnnounced(CallChannel.Caller, GapReason.SilentLine);

        _clock.Advance(FigureCollector.Period);

        var sample = Assert.Single(collector.History.Samples());
        Assert.Equal((0.25, 3, 1, 4 + Enum.GetValues<JobKind>().Length - 1, LoadStep.NoPartials), (sample.Busy, sample.Running, sample.Detached, sample.Waiting, sample.Step));
        Assert.Equal((1, 1, 1, 1, 1, 0.5, 4096), (sample.Finals, sample.Partials, sample.PartialsDropped, sample.Suggestions, sample.Refused, sample.AudioLostS, sample.SpoolBytes));
        Assert.Null(sample.Demand);
        Assert.Equal([1, 1, 1, 1, 1, 1], collector.Latencies.Select(l => l.Count));
        Assert.InRange(collector.Latencies[(int)LatencyCause.Endpointing].MedianMs!.Value, 400, 625);
        Assert.Equal(7, collector.Totals.AudioS["caller"]);
        Assert.Equal(1, collector.Totals.Gaps["silent_line"]);
        Assert.Equal(1, collector.Totals.Refusals["full"]);

        _clock.Advance(FigureCollector.Period);

        Assert.Equal((0, 0, 0, 3), (collector.History.Samples()[1].Busy, collector.History.Samples()[1].Finals, collector.History.Samples()[1].Refused, collector.History.Samples()[1].Running));
    }

    [Fact]
    public async Task Second_OfAnotherApplianceInTheProcess_IsNotRead()
    {
        using var others = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var collector = await StartAsync(Meters);
        new ApplianceMetrics(others.GetRequiredService<IMeterFactory>()).FinalEmitted(new(500, 20, 80));

        _clock.Advance(FigureCollector.Period);

        Assert.Equal(0, collector.History.Samples()[0].Finals);
        Assert.All(collector.Latencies, l => Assert.Equal(0, l.Count));
    }

    [Fact]
    public async Task Hours_OfFigures_StayBounded()
    {
        using var collector = await StartAsync(Meters);

        for (var i = 0; i < 3700; i++)
            _clock.Advance(FigureCollector.Period);

        Assert.Equal(900, collector.History.Samples().Count);
    }

    [Fact]
    public async Task Stop_EndsTheFigures()
    {
        using var collector = await StartAsync(Meters);
        await collector.StopAsync(Ct);

        _clock.Advance(FigureCollector.Period * 5);

        Assert.Empty(collector.History.Samples());
    }

    public void Dispose() => _services.Dispose();

    private IMeterFactory Meters => _services.GetRequiredService<IMeterFactory>();

    private async Task<FigureCollector> StartAsync(IMeterFactory meters)
    {
        var collector = new FigureCollector(meters, new ApplianceFacts(), _clock);
        await collector.StartAsync(Ct);
        return collector;
    }
}
