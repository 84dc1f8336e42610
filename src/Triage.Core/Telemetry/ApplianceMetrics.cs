using System.Diagnostics.Metrics;
using Triage.Core.Calls;
using Triage.Core.Scheduling;
using Triage.Core.Speech;

namespace Triage.Core.Telemetry;

/// <summary>
/// What the appliance counts, one method per fact; docs/operator.md lists the metrics. Names and units follow the OpenTelemetry
/// conventions: durations leave as seconds, whatever the unit of the parameter. No tag holds a call's id or a word of it, and every
/// tag's values are those of an enum or a short list. Recording allocates nothing. Thread-safe.
/// </summary>
public sealed class ApplianceMetrics
{
    public const string MeterName = "Triage";

    private readonly Meter _meter;
    private readonly EnumTags<JobKind> _jobKind = new("triage.job.kind");
    private readonly EnumTags<JobOutcome> _jobOutcome = new("triage.job.outcome");
    private readonly EnumTags<StepKind> _stepKind = new("triage.step.kind");
    private readonly EnumTags<CallChannel> _channel = new("triage.channel");
    private readonly EnumTags<RefusalReason> _refusal = new("triage.refusal.reason");
    private readonly EnumTags<EndReason> _end = new("triage.end.reason");
    private readonly EnumTags<GapReason> _gap = new("triage.gap.reason");
    private readonly EnumTags<CallState> _state = new("triage.call.state");
    private readonly EnumTags<Opening> _opening = new("triage.opening");
    private readonly EnumTags<SourceDeparture> _departure = new("triage.source.departure");
    private readonly EnumTags<PartialFate> _fate = new("triage.partial.fate");
    private readonly EnumTags<FinalStage> _stage = new("triage.final.stage");
    private readonly EnumTags<Punctuality> _punctuality = new("triage.job.punctuality");
    private readonly KeyValuePair<string, object?>[] _batch = [.. BatchSizes.Names.Select(n => new KeyValuePair<string, object?>("triage.step.batch", n))];

    private readonly Counter<long> _jobs, _misses, _refusals, _openings, _departures, _ended, _partials, _finals, _suggestions, _gaps, _evidence, _evidenceLost;
    private readonly Counter<double> _received, _lost, _busy;
    private readonly Histogram<double> _jobWait, _jobRun, _lateness, _step, _finalLatency, _finalStage, _partialLatency, _suggestionLatency;

    /// <summary>Measures nothing; what is observed with it is not kept.</summary>
    public static ApplianceMetrics None { get; } = new(new Meter("Triage.None"));

    /// <param name="meters">Owns the meter.</param>
    public ApplianceMetrics(IMeterFactory meters)
        : this(meters.Create(MeterName))
    {
    }

    /// <param name="meter">Its owner disposes it.</param>
    public ApplianceMetrics(Meter meter)
    {
        _meter = meter;
        _jobs = Count("triage.jobs", "{job}", "Jobs of the scheduler that are over");
        _misses = Count("triage.deadline.misses", "{job}", "Jobs that ended after their deadline, or were dropped because of it");
        _jobWait = Seconds("triage.job.wait", "From the submission of a job to its first step", HistogramBuckets.Job);
        _jobRun = Seconds("triage.job.run", "From the first step of a job to its end", HistogramBuckets.Job);
        _lateness = Seconds("triage.final.lateness", "How long after its deadline a final was computed; 0 when in time", HistogramBuckets.Recognition);
        _step = Seconds("triage.step.duration", "One graph call", HistogramBuckets.Step);
        _busy = meter.CreateCounter<double>("triage.lane.busy", "s", "Time that lanes spent in steps, all lanes together");

        _openings = Count("triage.call.openings", "{call}", "Calls given to a source");
        _refusals = Count("triage.call.refusals", "{call}", "Openings that were refused");
        _ended = Count("triage.calls.ended", "{call}", "Calls that are over");
        _departures = Count("triage.source.departures", "{stream}", "Streams of sources that ended");

        _received = meter.CreateCounter<double>("triage.audio.received", "s", "Audio taken from sources");
        _lost = meter.CreateCounter<double>("triage.audio.lost", "s", "Audio that never came and was filled with silence");
        _gaps = Count("triage.audio.gaps", "{gap}", "Gaps and faults of a line that were announced");
        _partials = Count("triage.partials", "{partial}", "Provisional texts");
        _finals = Count("triage.finals", "{final}", "Final texts");
        _suggestions = Count("triage.suggestions", "{suggestion}", "Suggestions, abstentions included");
        _evidence = Count("triage.evidence.events", "{event}", "Events written to the evidence log");
        _evidenceLost = Count("triage.evidence.lost", "{event}", "Events that the evidence log could not take");
        _partialLatency = Seconds("triage.partial.latency", "From the arrival of a partial's newest audio to its emission", HistogramBuckets.Recognition);
        _finalLatency = Seconds("triage.final.latency", "From the arrival of an utterance's last speech to its final", HistogramBuckets.Recognition);
        _finalStage = Seconds("triage.final.stage.duration", "Where the latency of a final went; the stages sum to it", HistogramBuckets.Recognition);
        _suggestionLatency = Seconds("triage.suggestion.latency", "From a final to the suggestion after it", HistogramBuckets.Assessment);
    }

    private enum FinalStage { Endpointing, Queue, Recognition }

    private enum Punctuality { OnTime, Late }

    /// <summary>A job is over. Counts a deadline miss when it was completed late; for one dropped early see <see cref="DeadlineMissed"/>.</summary>
    /// <param name="latenessMs">Its end less its deadline; negative when there was time left.</param>
    /// <param name="waitedMs">From submission to its first step, or to its end when it had none.</param>
    /// <param name="ranMs">From its first step to its end, 0 when it had none.</param>
    public void JobFinished(JobKind kind, JobOutcome outcome, double latenessMs, double waitedMs, double ranMs)
    {
        _jobs.Add(1, _jobKind[kind], _jobOutcome[outcome], _punctuality[latenessMs > 0 ? Punctuality.Late : Punctuality.OnTime]);
        _jobWait.Record(waitedMs / 1000, _jobKind[kind]);
        _jobRun.Record(ranMs / 1000, _jobKind[kind]);
        if (outcome != JobOutcome.Completed)
            return;
        if (kind == JobKind.Final)
            _lateness.Record(Math.Max(0, latenessMs) / 1000);
        if (latenessMs > 0)
            DeadlineMissed(kind);
    }

    /// <summary>A deadline passed without its job's result: for jobs dropped early; <see cref="JobFinished"/> counts late ones itself.</summary>
    public void DeadlineMissed(JobKind kind) => _misses.Add(1, _jobKind[kind]);

    /// <summary>One graph call ran on a lane; adds to the lanes' busy time.</summary>
    /// <param name="batch">Jobs in it, from 1.</param>
    public void StepRun(StepKind kind, int batch, double milliseconds)
    {
        _step.Record(milliseconds / 1000, _stepKind[kind], _batch[BatchSizes.IndexOf(batch)]);
        _busy.Add(milliseconds / 1000);
    }

    public void CallOpened(Opening opening) => _openings.Add(1, _opening[opening]);

    public void CallRefused(RefusalReason reason) => _refusals.Add(1, _refusal[reason]);

    public void CallEnded(EndReason reason) => _ended.Add(1, _end[reason]);

    public void SourceLeft(SourceDeparture departure) => _departures.Add(1, _departure[departure]);

    public void AudioReceived(CallChannel channel, double seconds) => _received.Add(seconds, _channel[channel]);

    public void AudioLost(CallChannel channel, double seconds) => _lost.Add(seconds, _channel[channel]);

    public void GapAnnounced(CallChannel channel, GapReason reason) => _gaps.Add(1, _channel[channel], _gap[reason]);

    /// <param name="lagMs">Null for a recorded call, which nobody waits for: its times would hide those of live calls.</param>
    public void PartialEmitted(double? lagMs)
    {
        _partials.Add(1, _fate[PartialFate.Emitted]);
        if (lagMs is { } lag)
            _partialLatency.Record(lag / 1000);
    }

    public void PartialNotEmitted(PartialFate why) => _partials.Add(1, _fate[why]);

    /// <param name="taken">In milliseconds; null for a recorded call.</param>
    public void FinalEmitted(FinalLatency? taken)
    {
        _finals.Add(1);
        if (taken is not { } latency)
            return;
        _finalLatency.Record(latency.Total / 1000);
        _finalStage.Record(latency.Endpointing / 1000, _stage[FinalStage.Endpointing]);
        _finalStage.Record(latency.Queue / 1000, _stage[FinalStage.Queue]);
        _finalStage.Record(latency.Recognition / 1000, _stage[FinalStage.Recognition]);
    }

    /// <param name="latencyMs">Null for a recorded call.</param>
    public void SuggestionEmitted(double? latencyMs)
    {
        _suggestions.Add(1);
        if (latencyMs is { } latency)
            _suggestionLatency.Record(latency / 1000);
    }

    public void EvidenceWritten(int events) => _evidence.Add(events);

    public void EvidenceLost() => _evidenceLost.Add(1);

    /// <summary>Events that wait for the evidence log's disk, and whether it refuses them at the moment.</summary>
    public void ObserveEvidence(Func<int> waiting, Func<bool> refused)
    {
        Gauge("triage.evidence.waiting", "{event}", "Events that wait for the evidence log", waiting);
        Gauge("triage.evidence.refused", "{state}", "1 while the disk of the evidence log takes nothing", () => refused() ? 1 : 0);
    }

    /// <summary>Jobs that wait, by kind. Asked when the metrics are read, on any thread; each Observe method once per appliance.</summary>
    public void ObserveQueue(Func<JobKind, int> waiting) =>
        Gauge("triage.queue.depth", "{job}", "Jobs that wait for a lane", () => Enum.GetValues<JobKind>().Select(k => new Measurement<long>(waiting(k), _jobKind[k])));

    public void ObserveLanes(Func<int> lanes) => Gauge("triage.lanes", "{lane}", "Lanes of the scheduler", lanes);

    /// <param name="step">0 is full service; see <see cref="LoadStep"/>.</param>
    public void ObserveLoadStep(Func<int> step) => Gauge("triage.load.step", "{step}", "Step of the overload ladder; 0 is full service", step);

    /// <param name="calls">Calls in a state; asked for every state but ended.</param>
    public void ObserveCalls(Func<CallState, int> calls) =>
        Gauge("triage.calls", "{call}", "Calls that are not over",
            () => Enum.GetValues<CallState>().Where(s => s != CallState.Ended).Select(s => new Measurement<long>(calls(s), _state[s])));

    public void ObserveSpool(Func<long> bytes, Func<int> files)
    {
        Gauge("triage.spool.size", "By", "Audio that waits on disk", bytes);
        Gauge("triage.spool.files", "{file}", "Files of audio that wait on disk", files);
    }

    public void ObserveModelMemory(Func<long> bytes) => Gauge("triage.model.memory", "By", "Memory that the models take", bytes);

    private Counter<long> Count(string name, string unit, string description) => _meter.CreateCounter<long>(name, unit, description);

    private Histogram<double> Seconds(string name, string description, double[] buckets) =>
        _meter.CreateHistogram(name, "s", description, tags: null, advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = buckets });

    private void Gauge(string name, string unit, string description, Func<int> value) => Gauge(name, unit, description, () => (long)value());

    private void Gauge(string name, string unit, string description, Func<long> value) =>
        Gauge(name, unit, description, () => [new Measurement<long>(value())]);

    private void Gauge(string name, string unit, string description, Func<IEnumerable<Measurement<long>>> values)
    {
        if (!ReferenceEquals(this, None))
            _meter.CreateObservableGauge(name, values, unit, description);
    }
}
