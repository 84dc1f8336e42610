using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Triage.Core.Telemetry;

namespace Triage.Core.Tests.Telemetry;

/// <summary>Metrics of one test and what was recorded in them: name, value and tags, tags in the order of recording.</summary>
internal sealed class MetricCapture : IDisposable
{
    private readonly Meter _meter = new(ApplianceMetrics.MeterName);
    private readonly MeterListener _listener = new();

    public MetricCapture()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter, _meter))
            {
                Instruments.Add(instrument);
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
        Metrics = new ApplianceMetrics(_meter);
    }

    public ApplianceMetrics Metrics { get; }

    public List<Instrument> Instruments { get; } = [];

    public ConcurrentQueue<(string Name, double Value, string Tags)> Recorded { get; } = [];

    /// <summary>Sum of a counter over the tags that contain a text.</summary>
    public double Sum(string name, string tags = "") =>
        Recorded.Where(r => r.Name == name && r.Tags.Contains(tags, StringComparison.Ordinal)).Sum(r => r.Value);

    public int Count(string name) => Recorded.Count(r => r.Name == name);

    /// <summary>Asks the observed values.</summary>
    public void Observe() => _listener.RecordObservableInstruments();

    public void Dispose()
    {
        _listener.Dispose();
        _meter.Dispose();
    }

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var texts = new List<string>();
        foreach (var (key, tag) in tags)
            texts.Add($"{key}={tag}");
        Recorded.Enqueue((instrument.Name, value, string.Join(' ', texts)));
    }
}
