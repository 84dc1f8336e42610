using System.Collections.Concurrent;
using System.Diagnostics;
using Triage.Core.Calls;
using Triage.Core.Telemetry;
using Triage.Core.Tests.Calls;

namespace Triage.Core.Tests.Telemetry;

public sealed class UtteranceTracingTests
{
    private const int Second = ToneSpeech.RateHz;

    private static readonly CallSetup Live = ScriptedCall.Setup("appel-de-madame-canari", CallPacing.Live, channels: 2);

    [Fact(Timeout = 20_000)]
    public async Task Utterance_Decided_LeavesASpanWithItsStagesAndNoContent()
    {
        using var source = new ActivitySource(UtteranceTracing.SourceName);
        var ended = new ConcurrentQueue<Activity>();
        using var listener = Listen(source, ended);
        await using var call = new ScriptedCall(tracing: new UtteranceTracing(source));

        var events = await PlayAsync(call);

        var finals = events.OfType<FinalTranscript>().ToArray();
        var spans = ended.Where(a => a.OperationName == "utterance").ToArray();
        Assert.Equal(finals.Select(f => (Role(f.Channel), f.Utterance)), spans.Select(s => ((string)s.GetTagItem("triage.channel")!, (int)s.GetTagItem("triage.utterance.number")!)));
        Assert.Equal(2, spans.Length);
        foreach (var span in spans)
        {
            Assert.Equal(default, span.ParentSpanId);
            Assert.Equal(4, span.GetTagItem("triage.window.seconds"));
            Assert.Equal(2, span.GetTagItem("triage.tokens"));
            Assert.Equal("completed", span.GetTagItem("triage.outcome"));
            var children = ended.Where(a => a.ParentSpanId == span.SpanId).OrderBy(a => a.StartTimeUtc).ToArray();
            Assert.Equal(["assessment", "endpointing", "queue", "recognition"], children.Select(c => c.OperationName).Order());
            Assert.All(children, c => Assert.Equal(span.TraceId, c.TraceId));
        }
        var texts = ended.Select(a => a.OperationName + a.DisplayName + string.Concat(a.TagObjects.Select(t => $"{t.Key}={t.Value} ")) + string.Concat(a.Events.Select(e => e.Name)));
        Assert.All(texts, text => Assert.All(ToneSpeech.Words.Append("canari"), word => Assert.DoesNotContain(word, text, StringComparison.OrdinalIgnoreCase)));
    }

    /// <summary>The times of a span are those of the final: a stage takes in the trace what the event says it took.</summary>
    [Fact]
    public void Stages_OfAnUtterance_TakeTheTimesTheyTook()
    {
        using var source = new ActivitySource(UtteranceTracing.SourceName);
        var ended = new ConcurrentQueue<Activity>();
        using var listener = Listen(source, ended);
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        long After(double ms)
        {
            clock.Advance(TimeSpan.FromMilliseconds(ms));
            return clock.GetTimestamp();
        }
        var times = new UtteranceTimes(CallChannel.Caller, 3, SpeechS: 2, After(0), After(500), After(40), After(120), 5, 9, Core.Scheduling.JobOutcome.Completed, false);

        var context = new UtteranceTracing(source).Decided(clock, times);

        Assert.NotEqual(default, context);
        Assert.Equal(
            [("endpointing", 500), ("queue", 40), ("recognition", 120), ("utterance", 2660)],
            ended.Select(a => (a.OperationName, (int)a.Duration.TotalMilliseconds)));
        Assert.Null(Activity.Current);
    }

    [Fact(Timeout = 20_000)]
    public async Task Utterance_NobodyListens_LeavesNothing()
    {
        using var source = new ActivitySource(UtteranceTracing.SourceName);
        await using var call = new ScriptedCall(tracing: new UtteranceTracing(source));

        Assert.Equal(2, (await PlayAsync(call)).OfType<FinalTranscript>().Count());

        Assert.Equal(default, new UtteranceTracing(source).Decided(call.Clock, default));
    }

    private static async Task<List<CallEvent>> PlayAsync(ScriptedCall call) =>
        await call.PlayAsync(Live, ToneSpeech.Pcm(ToneSpeech.Line(5).Say(Second, 0), ToneSpeech.Line(5).Say(3 * Second, 1)), [160]);

    private static string Role(CallChannel channel) => channel.ToString().ToLowerInvariant();

    private static ActivityListener Listen(ActivitySource source, ConcurrentQueue<Activity> ended)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = s => ReferenceEquals(s, source),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
