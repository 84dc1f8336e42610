using Grpc.Core;
using Triage.Core.Calls;
using Triage.Core.Telemetry;

namespace Triage.Server.Grpc;

/// <summary>Log messages of the call streams, 2100-2199. No words of a call, no attributes.</summary>
internal static partial class CallStreamLog
{
    [LoggerMessage(2100, LogLevel.Information, "Call {CallId}: stream opened, resumed {Resumed}, audio held until {HeldUntilS:F2} s")]
    public static partial void StreamOpened(this ILogger log, string callId, bool resumed, double heldUntilS);

    [LoggerMessage(2101, LogLevel.Warning, "Call {CallId} refused: {Reason}")]
    public static partial void CallRefused(this ILogger log, string callId, RefusalReason reason);

    [LoggerMessage(2102, LogLevel.Information, "Call {CallId}: stream ended with its call")]
    public static partial void StreamEnded(this ILogger log, string callId);

    [LoggerMessage(2103, LogLevel.Warning, "Call {CallId}: its source is gone; the call is held for a resume")]
    public static partial void SourceGone(this ILogger log, string callId);

    [LoggerMessage(2105, LogLevel.Warning, "Call {CallId}: its source broke the protocol at {Field}; the call ends as rejected")]
    public static partial void ProtocolBroken(this ILogger log, string callId, string field);

    [LoggerMessage(2106, LogLevel.Warning, "Call {CallId}: its source left ({Departure}), stream ended with {Status}; the call goes on, held for a resume or with the stream that took it over")]
    public static partial void StreamLeft(this ILogger log, string callId, SourceDeparture departure, StatusCode status);

    [LoggerMessage(2107, LogLevel.Warning, "Stream without a call closed: {Field}")]
    public static partial void SetupRefused(this ILogger log, string field);

    [LoggerMessage(2108, LogLevel.Information, "Call {CallId}: decision recorded as event {Sequence}")]
    public static partial void DecisionRecorded(this ILogger log, string callId, long sequence);
}
