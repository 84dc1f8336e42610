using Triage.Core.Calls;

namespace Triage.Server.Dashboard.Following;

/// <summary>
/// One call followed for all screens that look at it: one watch at the desk, one view, however many pages. Pages take the view
/// when they draw; none of them can hold the feed up, and the feed cannot hold the call up.
/// </summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "Stopped by CallFeeds; neither field holds a handle of the system.")]
internal sealed class CallFeed
{
    private readonly ICallDesk _desk;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _caughtUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Action<Exception> _report;
    private readonly SemaphoreSlim _reading = new(1);
    private volatile CallView _view;

    public CallFeed(ICallDesk desk, string callId, Action<Exception> report)
    {
        (_desk, _report, _view) = (desk, report, new CallView(callId));
        Completion = Task.Run(FollowAsync);
    }

    public CallView View => _view;

    /// <summary>A new view is there. Handlers return at once.</summary>
    public event Action? Changed;

    /// <summary>Completes when all events of the past are in the view.</summary>
    public Task CaughtUp => _caughtUp.Task;

    /// <summary>Completes when nothing more is followed.</summary>
    public Task Completion { get; }

    public void Stop() => _stop.Cancel();

    /// <summary>Takes in what came after the end of the call: late decisions.</summary>
    public Task RefreshAsync() => _view.Ended is null ? Task.CompletedTask : ReadAsync();

    private async Task FollowAsync()
    {
        try
        {
            while (!_stop.IsCancellationRequested && await ReadAsync())
            {
                // Fell behind: the desk keeps everything, so it goes on from where it was.
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Nobody looks at the call any more.
        }
#pragma warning disable CA1031 // Whatever breaks one screen's reading is reported and shown; the call goes on.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            _report(fault);
            Show(_view with { Unknown = true });
        }
        finally
        {
            _caughtUp.TrySetResult();
        }
    }

    /// <returns>True when there may be more after the last event read.</returns>
    private async Task<bool> ReadAsync()
    {
        await _reading.WaitAsync(_stop.Token);
        try
        {
            await using var events = _desk.WatchAsync(_view.CallId, _view.Sequence, _stop.Token).GetAsyncEnumerator(_stop.Token);
            while (true)
            {
                var next = events.MoveNextAsync();
                // What must be waited for lies in the future.
                if (!next.IsCompleted)
                    _caughtUp.TrySetResult();
                if (!await next)
                    return false;
                Show(_view.With(events.Current));
            }
        }
        catch (WatcherTooSlowException)
        {
            return true;
        }
        catch (UnknownCallException)
        {
            Show(_view with { Unknown = true });
            return false;
        }
        finally
        {
            _reading.Release();
        }
    }

    private void Show(CallView view)
    {
        _view = view;
        Changed?.Invoke();
    }
}
