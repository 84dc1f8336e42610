using Triage.TrialLog.Log;

namespace Triage.Server.Hosting;

/// <summary>Deletes the words of calls whose retention is over: at the start, then each hour.</summary>
internal sealed class RetentionJob(EvidenceLog evidence, TimeProvider time, ILogger<RetentionJob> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            do
                try
                {
                    if (await evidence.RetainAsync(stoppingToken) is var calls and > 0)
                        log.ContentDeleted(calls);
                }
                catch (Exception e) when (e is IOException or Microsoft.Data.Sqlite.SqliteException)
                {
                    log.RetentionFailed(e.Message);
                }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }
}
