using System.Diagnostics;
using Triage.Core.Calls;
using Triage.Core.Scheduling;

namespace Triage.Core.Telemetry;

/// <summary>
/// Writes a span for each utterance with children for endpointing, queue, recognition and assessment, once their times are known.
/// No call id, no caller, no word. Costs a test of one field while nobody listens to the source.
/// </summary>
public sealed class UtteranceTracing(ActivitySource source)
{
    public const string SourceName = "Triage";

    /// <summary>What listeners of the name find.</summary>
    public static UtteranceTracing Appliance { get; } = new(new ActivitySource(SourceName));

    /// <summary>A final has been emitted.</summary>
    /// <returns>The parent of what follows; default when nobody listens.</returns>
    internal ActivityContext Decided(TimeProvider clock, in UtteranceTimes times)
    {
        if (!source.HasListeners())
            return default;
        // The loop runs inside the request that opened the call; an utterance is its own trace.
        var outer = Activity.Current;
        Activity.Current = null;
        try
        {
            var now = (Wall: clock.GetUtcNow(), Timestamp: clock.GetTimestamp());
            DateTimeOffset At(long timestamp) => now.Wall - clock.GetElapsedTime(timestamp, now.Timestamp);
            var (spoken, closed, started, finished) = (At(times.SpeechEndArrival), At(times.ClosedAt), At(times.StartedAt), At(times.FinishedAt));
            using var utterance = source.StartActivity("utterance", ActivityKind.Internal, default(ActivityContext), startTime: spoken.AddSeconds(-times.SpeechS));
            if (utterance is null)
                return default;
            utterance.SetTag("triage.channel", Name(times.Channel));
            utterance.SetTag("triage.utterance.number", times.Number);
            utterance.SetTag("triage.window.seconds", times.WindowS);
            utterance.SetTag("triage.tokens", times.Tokens);
            utterance.SetTag("triage.outcome", Name(times.Outcome));
            utterance.SetTag("triage.low_confidence", times.LowConfidence);
            Stage("endpointing", utterance.Context, spoken, closed);
            Stage("queue", utterance.Context, closed, started);
            Stage("recognition", utterance.Context, started, finished);
            utterance.SetEndTime(finished.UtcDateTime);
            return utterance.Context;
        }
        finally
        {
            Activity.Current = outer;
        }
    }

    /// <summary>The assessment of an utterance is over, now.</summary>
    /// <param name="finalAt">Clock when its final was emitted.</param>
    internal void Assessed(ActivityContext utterance, JobOutcome outcome, CallChannel channel, TimeProvider clock, long finalAt)
    {
        if (utterance == default || !source.HasListeners())
            return;
        using var span = source.StartActivity("assessment", ActivityKind.Internal, utterance, startTime: clock.GetUtcNow() - clock.GetElapsedTime(finalAt));
        span?.SetTag("triage.channel", Name(channel));
        span?.SetTag("triage.outcome", Name(outcome));
        span?.SetEndTime(clock.GetUtcNow().UtcDateTime);
    }

    private void Stage(string name, ActivityContext utterance, DateTimeOffset from, DateTimeOffset to)
    {
        using var span = source.StartActivity(name, ActivityKind.Internal, utterance, startTime: from);
        span?.SetEndTime(to.UtcDateTime);
    }

    private static string Name<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
}
