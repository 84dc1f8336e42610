using System.Diagnostics.Metrics;
using Triage.Server.Hosting;

namespace Triage.Server.Operations;

/// <summary>Takes the appliance's figures once a second from its start on, whether anyone looks or not: the last quarter of an hour is there at once.</summary>
internal sealed class FigureCollector : IHostedService, IDisposable
{
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _clock;
    private readonly ApplianceFacts _facts;
    private readonly MeterReading _meters;
    private readonly LatencyHistory _latencies;
    private readonly Lock _taking = new();
    private ITimer? _timer;

    public FigureCollector(IMeterFactory meters, ApplianceFacts facts, TimeProvider clock)
    {
        (_facts, _clock, _latencies) = (facts, clock, new LatencyHistory(clock));
        _meters = new MeterReading(meters, _latencies, clock);
    }

    /// <summary>A new sample is there. On the timer's thread; must not block.</summary>
    public event Action? Taken;

    public FigureHistory History { get; } = new();

    public IReadOnlyList<LatencyFigures> Latencies => _latencies.Figures();

    public ApplianceTotals Totals => _meters.Totals();

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _timer = _clock.CreateTimer(_ => Take(), null, Period, Period);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _timer?.Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _timer?.Dispose();
        _meters.Dispose();
    }

    private void Take()
    {
        // A machine so loaded that the next second begins before this one is taken: one of them is enough.
        if (!_taking.TryEnter())
            return;
        try
        {
            History.Add(_meters.Take(_facts.Load?.Sample.UtilisationAt(Core.Scheduling.LoadStep.Full)));
        }
        finally
        {
            _taking.Exit();
        }
        Taken?.Invoke();
    }
}
