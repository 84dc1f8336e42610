namespace Triage.Server.Dashboard;

/// <summary>Log messages of the screen, 2200-2299. Call ids and roles, no word of a call.</summary>
internal static partial class DashboardLog
{
    [LoggerMessage(2200, LogLevel.Information, "Call {CallId} is read on a screen by {Role} '{Viewer}'")]
    public static partial void CallRead(this ILogger log, string callId, string role, string viewer);

    [LoggerMessage(2201, LogLevel.Information, "Call {CallId}: {Action} by {Role} on a screen, event {Sequence}")]
    public static partial void DecidedOnScreen(this ILogger log, string callId, string action, string role, long sequence);

    [LoggerMessage(2202, LogLevel.Warning, "The screen was refused to a request that does not come from this machine")]
    public static partial void ScreenRefused(this ILogger log);

    [LoggerMessage(2203, LogLevel.Error, "Call {CallId}: its screens lost it; the call itself goes on")]
    public static partial void FeedBroke(this ILogger log, string callId, Exception fault);

    [LoggerMessage(2204, LogLevel.Error, "The evaluation record cannot be read for the page of evaluators")]
    public static partial void TrialUnreadable(this ILogger log, Exception fault);
}
