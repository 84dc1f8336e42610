using System.Collections.Frozen;
using System.Diagnostics.Metrics;
using System.Globalization;
using Triage.Core.Scheduling;
using Triage.Core.Telemetry;

namespace Triage.Server.Operations;

/// <summary>
/// Reads the metrics of this appliance inside it: what /metrics gives to monitoring, the screen of the IT staff shows. Measurements
/// come on the threads that make them; <see cref="Take"/> is called once a second by one thread.
/// </summary>
internal sealed class MeterReading : IDisposable
{
    // The others are for monitoring: steps and jobs are many, and nobody reads them here.
    private static readonly FrozenSet<string> s_read = FrozenSet.ToFrozenSet(
    [
        "triage.lanes", "triage.lane.busy", "triage.load.step", "triage.queue.depth", "triage.calls", "triage.calls.ended", "triage.call.openings",
        "triage.call.refusals", "triage.source.departures", "triage.audio.received", "triage.audio.lost", "triage.audio.gaps", "triage.partials", "triage.finals",
        "triage.suggestions", "triage.deadline.misses", "triage.spool.size", "triage.final.latency", "triage.final.stage.duration", "triage.partial.latency",
        "triage.suggestion.latency",
    ], StringComparer.Ordinal);

    private readonly Lock _gate = new();
    private readonly MeterListener _listener = new();
    private readonly TimeProvider _clock;
    private readonly LatencyHistory _latencies;
    private readonly Dictionary<(string Instrument, string Tag), double> _totals = [];
    private readonly Dictionary<(string Instrument, string Tag), double> _gauges = [];
    private long _takenAt;
    private Counted _taken;

    /// <param name="own">The appliance's meters; several appliances may run in one process.</param>
    public MeterReading(IMeterFactory own, LatencyHistory latencies, TimeProvider clock)
    {
        (_latencies, _clock, _takenAt) = (latencies, clock, clock.GetTimestamp());
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == ApplianceMetrics.MeterName && ReferenceEquals(instrument.Meter.Scope, own) && s_read.Contains(instrument.Name))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Measured(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Measured(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>What happened since the last take.</summary>
    /// <param name="demand">Share of the lanes asked for at full service; null: not known.</param>
    public FigureSample Take(double? demand)
    {
        _listener.RecordObservableInstruments();
        var (now, at) = (_clock.GetTimestamp(), _clock.GetUtcNow());
        lock (_gate)
        {
            var lanes = Math.Max(1, Gauge("triage.lanes"));
            var elapsed = Math.Max(1e-3, _clock.GetElapsedTime(_takenAt, now).TotalSeconds);
            var (was, counted) = (_taken, Counts());
            (_takenAt, _taken) = (now, counted);
            return new(
                at, Math.Clamp((counted.BusyS - was.BusyS) / (lanes * elapsed), 0, 1), demand, (int)Gauge("triage.calls", "running"),
                (int)Gauge("triage.calls", "detached"), (int)Gauge("triage.queue.depth"), (LoadStep)(int)Gauge("triage.load.step"),
                (int)(counted.Finals - was.Finals), (int)(counted.Partials - was.Partials), (int)(counted.Dropped - was.Dropped),
                (int)(counted.Suggestions - was.Suggestions), (int)(counted.Refused - was.Refused), counted.LostS - was.LostS, (long)Gauge("triage.spool.size"));
        }
    }

    public ApplianceTotals Totals()
    {
        lock (_gate)
            return new(
                ByTag("triage.audio.received"), ByTag("triage.audio.lost"), ByTag("triage.audio.gaps"), ByTag("triage.source.departures"),
                ByTag("triage.calls.ended"), ByTag("triage.call.refusals"), Total("triage.call.openings"), Total("triage.finals"),
                Total("triage.suggestions"), Total("triage.deadline.misses"));
    }

    public void Dispose() => _listener.Dispose();

    private void Measured(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (Cause(instrument.Name, tags) is { } cause)
        {
            _latencies.Add(cause, value * 1000);
            return;
        }
        // Of several tags the last says why: channel and reason of a gap.
        var key = (instrument.Name, tags.IsEmpty ? "" : Convert.ToString(tags[^1].Value, CultureInfo.InvariantCulture) ?? "");
        lock (_gate)
            if (instrument.IsObservable)
                _gauges[key] = value;
            else
                _totals[key] = _totals.GetValueOrDefault(key) + value;
    }

    private static LatencyCause? Cause(string instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags) => instrument switch
    {
        "triage.final.latency" => LatencyCause.Final,
        "triage.partial.latency" => LatencyCause.Partial,
        "triage.suggestion.latency" => LatencyCause.Assessment,
        "triage.final.stage.duration" => (tags.IsEmpty ? null : tags[0].Value as string) switch
        {
            "endpointing" => LatencyCause.Endpointing,
            "queue" => LatencyCause.Queue,
            _ => LatencyCause.Recognition,
        },
        _ => null,
    };

    private Counted Counts() => new(
        Total("triage.lane.busy"), Total("triage.finals"), _totals.GetValueOrDefault(("triage.partials", "emitted")),
        _totals.GetValueOrDefault(("triage.partials", "dropped")), Total("triage.suggestions"), Total("triage.call.refusals"), Total("triage.audio.lost"));

    private double Total(string instrument) => _totals.Where(t => t.Key.Instrument == instrument).Sum(t => t.Value);

    private Dictionary<string, double> ByTag(string instrument) =>
        _totals.Where(t => t.Key.Instrument == instrument).ToDictionary(t => t.Key.Tag, t => t.Value, StringComparer.Ordinal);

    private double Gauge(string instrument) => _gauges.Where(g => g.Key.Instrument == instrument).Sum(g => g.Value);

    private double Gauge(string instrument, string tag) => _gauges.GetValueOrDefault((instrument, tag));

    private readonly record struct Counted(double BusyS, double Finals, double Partials, double Dropped, double Suggestions, double Refused, double LostS);
}
