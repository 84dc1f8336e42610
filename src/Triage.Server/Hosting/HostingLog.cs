using Triage.TrialLog.Allocation;

namespace Triage.Server.Hosting;

/// <summary>Log messages of start and stop, 2000-2099.</summary>
internal static partial class HostingLog
{
    [LoggerMessage(2000, LogLevel.Information, "Listening: gRPC {Grpc}, web {Web}; warming the models")]
    public static partial void Listening(this ILogger log, Uri grpc, Uri web);

    [LoggerMessage(2001, LogLevel.Information, "Ready after {ElapsedMs:F0} ms of warm-up")]
    public static partial void Ready(this ILogger log, double elapsedMs);

    [LoggerMessage(2002, LogLevel.Critical, "The models did not warm up: {Reason}")]
    public static partial void WarmUpFailed(this ILogger log, string reason);

    [LoggerMessage(2003, LogLevel.Information, "Stopping: new calls are refused, {Running} calls decide what they heard")]
    public static partial void Stopping(this ILogger log, int running);

    [LoggerMessage(2004, LogLevel.Information, "All calls have ended")]
    public static partial void Drained(this ILogger log);

    [LoggerMessage(2005, LogLevel.Error, "After {DrainS:F0} s {Running} calls had not decided everything; stopping all the same")]
    public static partial void DrainTimedOut(this ILogger log, double drainS, int running);

    [LoggerMessage(2006, LogLevel.Error, "Call {CallId}: the appliance failed on it; the others go on")]
    public static partial void CallFaulted(this ILogger log, string callId, Exception fault);

    [LoggerMessage(2007, LogLevel.Information, "Hardware profile: {Profile}; {Lanes} lanes x {Threads} threads, {MaxCalls} calls")]
    public static partial void ProfileChosen(this ILogger log, string profile, int lanes, int threads, int maxCalls);

    [LoggerMessage(2008, LogLevel.Warning, "The processor computes in place of the GPU: {Reason}")]
    public static partial void ProviderFellBack(this ILogger log, string reason);

    [LoggerMessage(2009, LogLevel.Information, "Recognition runs on {Provider}{Device}")]
    public static partial void ProviderChosen(this ILogger log, string provider, string device);

    [LoggerMessage(2011, LogLevel.Warning, "Call {CallId}: its unit of the trial was not allocated, nothing is shown: {Reason}")]
    public static partial void NotAllocated(this ILogger log, string callId, string reason);

    [LoggerMessage(2012, LogLevel.Information, "Trial {Name} runs: {Mode}, unit {Unit}")]
    public static partial void TrialRuns(this ILogger log, string name, TrialMode mode, TrialUnit unit);

    [LoggerMessage(2010, LogLevel.Information, "The speech models take {Megabytes} MiB, warm")]
    public static partial void ModelsLoaded(this ILogger log, long megabytes);
}
