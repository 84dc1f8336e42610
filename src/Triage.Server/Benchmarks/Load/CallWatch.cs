using V1 = Triage.Server.Protos.V1;

namespace Triage.Server.Benchmarks.Load;

/// <summary>Reads the events of one call for the report: times and counts, no word of what was said.</summary>
internal sealed class CallWatch(int call, string recording)
{
    private long _received;

    public int Call => call;

    /// <summary>True once the call is admitted, false when it will not be.</summary>
    public TaskCompletionSource<bool> Opened { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>When media time 0 was due, on the client's clock.</summary>
    public double StartMs { get; set; }

    /// <summary>Media seconds sent so far.</summary>
    public double SentS { get; set; }

    /// <param name="nowMs">The client's clock.</param>
    /// <returns>Null for what the report leaves out.</returns>
    public ClientEvent? Read(V1.CallEvent happened, double nowMs)
    {
        if (happened.Sequence > 0)
            _received++;
        return Read(happened, nowMs, nowMs - StartMs) is { } read ? read with { T = nowMs, Call = call, Sequence = happened.Sequence } : null;
    }

    private ClientEvent? Read(V1.CallEvent happened, double nowMs, double mediaMs)
    {
        switch (happened.EventCase)
        {
            case V1.CallEvent.EventOneofCase.Opened:
                StartMs = nowMs;
                Opened.TrySetResult(true);
                return new() { Kind = ClientEventKind.Opened, What = recording };
            case V1.CallEvent.EventOneofCase.SpeechStarted:
                return new() { Kind = ClientEventKind.SpeechStarted, Channel = (int)happened.SpeechStarted.Channel, StartS = happened.SpeechStarted.AtS };
            case V1.CallEvent.EventOneofCase.Partial:
                var partial = happened.Partial;
                return new()
                {
                    Kind = ClientEventKind.Partial, Channel = (int)partial.Channel, StartS = partial.StartS, EndS = partial.EndS,
                    LagMs = partial.LagMs, SeenMs = mediaMs - 1000 * partial.EndS,
                };
            case V1.CallEvent.EventOneofCase.Final:
                var (final, latency) = (happened.Final, happened.Final.Latency);
                return new()
                {
                    Kind = ClientEventKind.Final, Channel = (int)final.Channel, StartS = final.StartS, EndS = final.EndS,
                    EndpointingMs = latency.EndpointingMs, QueueMs = latency.QueueMs, RecognitionMs = latency.RecognitionMs, TotalMs = latency.TotalMs,
                    SeenMs = mediaMs - 1000 * final.EndS,
                };
            case V1.CallEvent.EventOneofCase.Suggestion:
                return new() { Kind = ClientEventKind.Suggestion, LagMs = happened.Suggestion.AssessmentMs, SeenMs = mediaMs - 1000 * happened.Suggestion.AtS };
            case V1.CallEvent.EventOneofCase.Degraded:
                return new() { Kind = ClientEventKind.Degraded, What = happened.Degraded.What, Active = happened.Degraded.Active };
            case V1.CallEvent.EventOneofCase.Gap:
                return new() { Kind = ClientEventKind.Gap, What = happened.Gap.Reason.ToString(), StartS = happened.Gap.StartS, EndS = happened.Gap.EndS };
            case V1.CallEvent.EventOneofCase.Ended:
                var ended = happened.Ended;
                return new() { Kind = ClientEventKind.Ended, What = ended.Reason.ToString(), AudioS = ended.AudioS, LostS = ended.AudioLostS, SentS = SentS, Received = _received };
            default:
                return null;
        }
    }
}
