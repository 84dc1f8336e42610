namespace Triage.Server.Hosting;

/// <summary>Log messages of the evidence log, 2300-2319. No call id, no word.</summary>
internal static partial class EvidenceHostLog
{
    [LoggerMessage(2300, LogLevel.Information, "Evidence log {Folder}: {LastSequence} events so far")]
    public static partial void EvidenceOpened(this ILogger log, string folder, long lastSequence);

    [LoggerMessage(2301, LogLevel.Warning, "The evidence log was not closed as it should: last event {LastSequence}, at least {Lost} lost, {Words} contents without event, {Events} events without content")]
    public static partial void EvidenceNotClean(this ILogger log, long lastSequence, long lost, int words, int events);

    [LoggerMessage(2302, LogLevel.Error, "The evidence log is not written ({Storage}: {Detail}); events wait in memory, {Lost} lost so far")]
    public static partial void EvidenceRefused(this ILogger log, string storage, string detail, long lost);

    [LoggerMessage(2303, LogLevel.Warning, "The evidence log is written again, {Lost} events lost since the start")]
    public static partial void EvidenceTaken(this ILogger log, long lost);

    [LoggerMessage(2304, LogLevel.Information, "Retention: the words of {Calls} calls were deleted")]
    public static partial void ContentDeleted(this ILogger log, long calls);

    [LoggerMessage(2305, LogLevel.Error, "Retention could not delete: {Reason}; tried again in an hour")]
    public static partial void RetentionFailed(this ILogger log, string reason);
}
