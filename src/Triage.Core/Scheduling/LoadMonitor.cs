namespace Triage.Core.Scheduling;

/// <summary>
/// How loaded the lanes are, looked at once a period: what live calls demand, what was dropped, which finals were late; and the
/// step of the ladder that follows from it. Fed by lanes and by the calls' loops; read from any thread.
/// </summary>
public sealed class LoadMonitor : IDisposable
{
    private readonly object _gate = new();
    private readonly TimeProvider _clock;
    private readonly LadderOptions _options;
    private readonly OverloadLadder _ladder;
    private readonly int _lanes;
    private readonly Func<int> _overdueFinals;
    private readonly ITimer? _timer;
    private double _finalMs, _callerMs, _otherMs;
    private int _partials, _dropped, _lateFinals;
    private double _droppedShare;
    private long _lookedAt;
    private LoadSample _sample;
    private volatile int _step;

    /// <param name="overdueFinals">Counts finals that are under way and beyond their deadline.</param>
    internal LoadMonitor(LadderOptions options, int lanes, Func<int> overdueFinals, TimeProvider clock, bool moves)
    {
        (_options, _lanes, _overdueFinals, _clock) = (options, lanes, overdueFinals, clock);
        _ladder = new OverloadLadder(options, clock);
        _lookedAt = clock.GetTimestamp();
        _sample = new LoadSample(default, lanes, 0, 0);
        if (moves)
            _timer = clock.CreateTimer(_ => Look(), null, options.Period, options.Period);
    }

    public LoadStep Step => (LoadStep)_step;

    /// <summary>The newest look.</summary>
    public LoadSample Sample
    {
        get
        {
            lock (_gate)
                return _sample;
        }
    }

    /// <summary>A channel would have had a partial now at the full rate.</summary>
    /// <param name="caller">The channel is a caller's.</param>
    /// <param name="workMs">Lane milliseconds it takes.</param>
    public void Wanted(bool caller, double workMs)
    {
        lock (_gate)
            if (caller)
                _callerMs += workMs;
            else
                _otherMs += workMs;
    }

    internal void Finished(Job job, JobOutcome outcome, bool late)
    {
        if (job.Background)
            return;
        lock (_gate)
        {
            if (job.Kind == JobKind.Partial)
            {
                if (outcome == JobOutcome.Dropped)
                    _dropped++;
                if (outcome is JobOutcome.Dropped or JobOutcome.Completed)
                    _partials++;
            }
            else
            {
                _finalMs += job.RanMs;
                if (late && job.Kind == JobKind.Final && outcome != JobOutcome.Cancelled)
                    _lateFinals++;
            }
        }
    }

    public void Dispose() => _timer?.Dispose();

    private void Look()
    {
        var overdue = _overdueFinals();
        lock (_gate)
        {
            var now = _clock.GetTimestamp();
            var elapsed = _clock.GetElapsedTime(_lookedAt, now);
            if (elapsed <= TimeSpan.Zero)
                return;
            _lookedAt = now;
            var fresh = 1 - Math.Exp(-elapsed / _options.Memory);
            var old = _sample.Demand;
            var demand = new LaneDemand(Faded(old.Finals, _finalMs), Faded(old.CallerPartials, _callerMs), Faded(old.OtherPartials, _otherMs));
            if (_partials > 0)
                _droppedShare += (_dropped / (double)_partials - _droppedShare) * fresh;
            else
                _droppedShare *= 1 - fresh;
            _sample = new LoadSample(demand, _lanes, _droppedShare, _lateFinals + overdue);
            (_finalMs, _callerMs, _otherMs, _partials, _dropped, _lateFinals) = (0, 0, 0, 0, 0, 0);
            _step = (int)_ladder.Observe(_sample);

            double Faded(double was, double ms) => was + (ms / elapsed.TotalMilliseconds - was) * fresh;
        }
    }
}
