using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using Triage.Core.Calls;
using Triage.Core.Scheduling;
using Triage.Core.Speech;
using Triage.Core.Telemetry;
using Triage.Core.Tests.Calls;
using Triage.Tests;

namespace Triage.Core.Tests.Telemetry;

public sealed partial class ApplianceMetricsTests
{
    private const int Second = ToneSpeech.RateHz;

    private static CancellationToken Ct => ScriptedCall.Ct;

    [Fact]
    public void Facts_OfAJob_AreCountedWithTheirOutcomeAndInSeconds()
    {
        using var capture = new MetricCapture();

        capture.Metrics.JobFinished(JobKind.Final, JobOutcome.Completed, latenessMs: 250, waitedMs: 300, ranMs: 40);
        capture.Metrics.JobFinished(JobKind.Final, JobOutcome.Completed, latenessMs: -100, waitedMs: 10, ranMs: 20);
        capture.Metrics.JobFinished(JobKind.Partial, JobOutcome.Cancelled, latenessMs: 5, waitedMs: 1, ranMs: 0);
        capture.Metrics.DeadlineMissed(JobKind.Partial);
        capture.Metrics.StepRun(StepKind.Decode, 6, 12.5);

        Assert.Equal(
        [
            ("triage.jobs", 1, "triage.job.kind=final triage.job.outcome=completed triage.job.punctuality=late"),
            ("triage.jobs", 1, "triage.job.kind=final triage.job.outcome=completed triage.job.punctuality=on_time"),
            ("triage.jobs", 1, "triage.job.kind=partial triage.job.outcome=cancelled triage.job.punctuality=late"),
        ], capture.Recorded.Where(r => r.Name == "triage.jobs"));
        Assert.Equal([0.25, 0], capture.Recorded.Where(r => r.Name == "triage.final.lateness").Select(r => r.Value));
        Assert.Equal(["triage.job.kind=final", "triage.job.kind=partial"], capture.Recorded.Where(r => r.Name == "triage.deadline.misses").Select(r => r.Tags));
        Assert.Equal(0.311, capture.Sum("triage.job.wait"), 9);
        Assert.Contains(("triage.step.duration", 0.0125, "triage.step.kind=decode triage.step.batch=5-8"), capture.Recorded);
        Assert.Equal(0.0125, capture.Sum("triage.lane.busy"), 9);
    }

    [Fact]
    public void Observed_Values_AreAskedWhenRead()
    {
        using var capture = new MetricCapture();
        var step = 2;
        ObserveAll(capture.Metrics, () => step);

        capture.Observe();
        step = 0;
        capture.Observe();

        Assert.Equal([2, 0], capture.Recorded.Where(r => r.Name == "triage.load.step").Select(r => r.Value));
        Assert.Equal(3, capture.Recorded.First(r => r.Tags == "triage.job.kind=partial").Value);
        Assert.Contains(("triage.calls", 7, "triage.call.state=running"), capture.Recorded);
        Assert.DoesNotContain(capture.Recorded, r => r.Tags == "triage.call.state=ended");
        Assert.Contains(("triage.spool.size", 4096, ""), capture.Recorded);
    }

    /// <summary>Recording is on the hot path of every call: with a listener that keeps nothing, it allocates nothing.</summary>
    [Fact]
    public void Recording_OfEveryFact_AllocatesNothing()
    {
        using var meter = new Meter(ApplianceMetrics.MeterName);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (ReferenceEquals(instrument.Meter, meter))
                l.EnableMeasurementEvents(instrument);
        };
        var (heard, long1) = (0, 0L);
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => long1 += value);
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) => heard += 1 + tags.Length);
        listener.Start();
        var metrics = new ApplianceMetrics(meter);
        void Record()
        {
            metrics.JobFinished(JobKind.Final, JobOutcome.Completed, 1, 2, 3);
            metrics.StepRun(StepKind.Encode, 2, 3);
            metrics.CallOpened(Opening.New);
            metrics.CallRefused(RefusalReason.Full);
            metrics.CallEnded(EndReason.Completed);
            metrics.SourceLeft(SourceDeparture.Vanished);
            metrics.AudioReceived(CallChannel.Caller, 0.02);
            metrics.AudioLost(CallChannel.Caller, 0.02);
            metrics.GapAnnounced(CallChannel.Operator, GapReason.Lost);
            metrics.PartialEmitted(80);
            metrics.PartialNotEmitted(PartialFate.Dropped);
            metrics.FinalEmitted(new FinalLatency(500, 10, 20));
            metrics.SuggestionEmitted(12);
        }
        for (var i = 0; i < 100; i++)
            Record();

        Assert.Equal(0, Allocation.Least(() =>
        {
            for (var i = 0; i < 100; i++)
                Record();
        }));
        Assert.True(heard > 0 && long1 > 0);
    }

    [Fact]
    public void Instruments_NamesUnitsAndBuckets_FollowTheConventions()
    {
        using var capture = new MetricCapture();

        Assert.True(capture.Instruments.Count >= 21);
        Assert.All(capture.Instruments, i => Assert.Matches(MetricName(), i.Name));
        Assert.All(capture.Instruments, i => Assert.False(string.IsNullOrEmpty(i.Unit) || string.IsNullOrEmpty(i.Description)));
        var last = capture.Instruments.OfType<Histogram<double>>().ToDictionary(h => h.Name, h => h.Advice!.HistogramBucketBoundaries![^1]);
        Assert.Equal((6, 6, 1), (last["triage.final.latency"], last["triage.partial.latency"], last["triage.suggestion.latency"]));
        Assert.All(capture.Instruments.OfType<Histogram<double>>(), h =>
        {
            Assert.Equal("s", h.Unit);
            Assert.Equal(h.Advice!.HistogramBucketBoundaries!.Order().Distinct(), h.Advice.HistogramBucketBoundaries!);
        });
    }

    [Fact]
    public void OperatorGuide_ListsEveryMetric()
    {
        using var capture = new MetricCapture();
        ObserveAll(capture.Metrics, () => 0);
        var guide = File.ReadAllText(TestPaths.InRoot("docs", "operator.md"));

        Assert.All(capture.Instruments, i => Assert.Contains("`" + i.Name.Replace('.', '_'), guide, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1, "1")]
    [InlineData(2, "2")]
    [InlineData(3, "3-4")]
    [InlineData(4, "3-4")]
    [InlineData(5, "5-8")]
    [InlineData(8, "5-8")]
    [InlineData(17, "17-32")]
    [InlineData(33, "33+")]
    [InlineData(1000, "33+")]
    public void BatchSizes_OfAnyNumber_AreFew(int jobs, string name) => Assert.Equal(name, BatchSizes.Names[BatchSizes.IndexOf(jobs)]);

    [Fact(Timeout = 20_000)]
    public async Task Call_Played_CountsWhatItsEventsSayAndNoWordOfIt()
    {
        using var capture = new MetricCapture();
        var sink = new RecordingSink();
        await using var call = new ScriptedCall(metrics: capture.Metrics, sinks: sink);
        var setup = ScriptedCall.Setup(pacing: CallPacing.Live);
        var pcm = ToneSpeech.Pcm(ToneSpeech.Line(8).Say(Second, 0, 1, 2, 3, 4, 5, 6).Say(6 * Second, 7));
        var session = await call.OpenAsync(setup);
        await ScriptedCall.WriteAsync(session, setup, pcm, 0, [160], 2 * Second);
        await call.FlushAsync(session, 1); // a live partial may be superseded; this one is let finish
        await ScriptedCall.WriteAsync(session, setup, pcm, 2 * Second, [160], 4 * Second);
        await ScriptedCall.WriteAsync(session, setup, pcm, 5 * Second, [160]);
        await session.CompleteAsync(EndReason.Completed, Ct);

        var events = sink.Events.ToArray();
        Assert.Equal(events.OfType<FinalTranscript>().Count(), capture.Count("triage.final.latency"));
        Assert.Equal(events.OfType<SuggestionMade>().Count(), capture.Count("triage.suggestion.latency"));
        Assert.Equal(events.OfType<PartialTranscript>().Count(), capture.Sum("triage.partials", "emitted"));
        Assert.NotEmpty(events.OfType<PartialTranscript>());
        Assert.Equal((7d, 1d), (Math.Round(capture.Sum("triage.audio.received", "mixed"), 6), Math.Round(capture.Sum("triage.audio.lost", "mixed"), 6)));
        Assert.Equal(1, capture.Sum("triage.audio.gaps", "triage.gap.reason=lost"));
        Assert.Equal((1d, 1d), (capture.Sum("triage.call.openings", "new"), capture.Sum("triage.calls.ended", "completed")));
        Assert.DoesNotContain(capture.Recorded, r => ToneSpeech.Words.Append(setup.CallId).Any(word => r.Tags.Contains(word, StringComparison.Ordinal)));
    }

    /// <summary>Hang-up, a client that does not come back, a broken protocol, a stop and a fault are five ends, each counted once.</summary>
    [Theory(Timeout = 20_000)]
    [InlineData(EndReason.Completed)]
    [InlineData(EndReason.Rejected)]
    [InlineData(EndReason.Shutdown)]
    [InlineData(EndReason.Disconnected)]
    [InlineData(EndReason.Failed)]
    public async Task Call_Ends_IsCountedOnceUnderItsReason(EndReason reason)
    {
        using var capture = new MetricCapture();
        await using var call = new ScriptedCall(metrics: capture.Metrics);
        var session = await call.OpenAsync(ScriptedCall.Setup(pacing: CallPacing.Live));

        await EndAsync(call, session, reason);

        Assert.Equal(("triage.calls.ended", 1, $"triage.end.reason={reason.ToString().ToLowerInvariant()}"), Assert.Single(capture.Recorded, r => r.Name == "triage.calls.ended"));
    }

    [Fact(Timeout = 20_000)]
    public async Task Openings_NewResumedTakenOverAndRefused_AreToldApart()
    {
        using var capture = new MetricCapture();
        await using var call = new ScriptedCall(maxCalls: 1, metrics: capture.Metrics);
        call.Desk.TryOpen(ScriptedCall.Setup(), resume: false);
        var session = await call.OpenAsync();
        call.Desk.TryOpen(ScriptedCall.Setup("full"), resume: false);
        call.Desk.TryOpen(ScriptedCall.Setup(rateHz: 8001), resume: false);
        session.Detach();
        call.Desk.TryOpen(ScriptedCall.Setup(), resume: true);
        call.Desk.TryOpen(ScriptedCall.Setup(), resume: true);
        capture.Observe();

        Assert.Equal(["new", "resumed", "taken_over"], capture.Recorded.Where(r => r.Name == "triage.call.openings").Select(r => r.Tags.Split('=')[1]));
        Assert.Equal(["not_ready", "full", "invalid_setup"], capture.Recorded.Where(r => r.Name == "triage.call.refusals").Select(r => r.Tags.Split('=')[1]));
        Assert.Contains(("triage.calls", 1, "triage.call.state=running"), capture.Recorded);
    }

    private static void ObserveAll(ApplianceMetrics metrics, Func<int> step)
    {
        metrics.ObserveLoadStep(step);
        metrics.ObserveQueue(kind => (int)kind + 1);
        metrics.ObserveCalls(state => state == CallState.Running ? 7 : 0);
        metrics.ObserveSpool(() => 4096, () => 1);
        metrics.ObserveEvidence(() => 3, () => false);
        metrics.ObserveLanes(() => 2);
        metrics.ObserveModelMemory(() => 70_000_000);
    }

    private static async Task EndAsync(ScriptedCall call, ICallSession session, EndReason reason)
    {
        switch (reason)
        {
            case EndReason.Shutdown:
                await call.Desk.StopAsync(Ct);
                break;
            case EndReason.Disconnected:
                session.Detach();
                call.Clock.Advance(TimeSpan.FromSeconds(31));
                await call.EventsAsync();
                break;
            case EndReason.Failed:
                call.OnFrame = () => throw new InvalidOperationException("voice activity failed");
                await session.WriteAsync(0, new byte[1600], Ct);
                await call.EventsAsync();
                call.OnFrame = () => { };
                break;
            default:
                await session.CompleteAsync(reason, Ct);
                break;
        }
    }

    [GeneratedRegex(@"^triage(\.[a-z]+)+$")]
    private static partial Regex MetricName();
}
