using Triage.Core.Calls;
using Triage.Server.Configuration;
using Triage.Server.Grpc;

namespace Triage.Server.Hosting;

/// <summary>
/// Warms the desk once the listeners are open (so that health can be asked meanwhile), and drains it before they close.
/// </summary>
internal sealed class DeskLifetime(
    ICallDesk desk, OpenStreams streams, ApplianceFacts facts, TriageConfiguration configuration, TimeProvider time, ILogger<DeskLifetime> log)
    : IHostedLifecycleService, IDisposable
{
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource _stopping = new();

    /// <summary>From the start on: completes when the desk is ready, faults with what kept it from it.</summary>
    public Task Warm { get; private set; } = Task.CompletedTask;

    /// <summary>False when the stop did not wait for every call.</summary>
    public bool Drained { get; private set; } = true;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        Warm = WarmUpAsync();
        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await Warm.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        log.Stopping(Running());
        using var limit = new CancellationTokenSource(configuration.Stop.Drain, time);
        try
        {
            await desk.StopAsync(limit.Token).WaitAsync(limit.Token);
            await streams.IdleAsync(limit.Token);
            await LingerAsync(limit.Token);
            log.Drained();
        }
        catch (OperationCanceledException)
        {
            Drained = false;
            log.DrainTimedOut(configuration.Stop.Drain.TotalSeconds, Running());
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _stopping.Dispose();

    /// <summary>Lets readers take the last frames off the wire: a connection closed on unread bytes is reset, and a reset loses what is in flight.</summary>
    private async Task LingerAsync(CancellationToken ct)
    {
        if (!streams.Any)
            return;
        using var linger = new PeriodicTimer(Linger, time);
        await linger.WaitForNextTickAsync(ct);
    }

    private async Task WarmUpAsync()
    {
        var started = time.GetTimestamp();
        try
        {
            // The models load synchronously inside; the start of the host does not wait for them.
            await Task.Run(() => desk.WarmUpAsync(_stopping.Token), _stopping.Token);
            facts.WarmedUp(time.GetElapsedTime(started));
            log.Ready(time.GetElapsedTime(started).TotalMilliseconds);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            facts.Failed(e.Message);
            log.WarmUpFailed(e.Message);
            throw;
        }
    }

    private int Running() => desk.List().Count(call => call.State != CallState.Ended);
}
