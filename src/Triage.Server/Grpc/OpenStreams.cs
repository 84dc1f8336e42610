namespace Triage.Server.Grpc;

/// <summary>
/// Streams whose reply is not complete yet. A stop waits for them: a connection closed right after the last event can lose the
/// status that follows it.
/// </summary>
internal sealed class OpenStreams
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _idle;
    private int _open;

    /// <summary>There has been a stream at all.</summary>
    public bool Any { get; private set; }

    /// <summary>Counts a stream until its response, status included, has been handed to the connection.</summary>
    public void Track(HttpResponse response)
    {
        lock (_gate)
        {
            _open++;
            Any = true;
        }
        response.OnCompleted(() =>
        {
            lock (_gate)
                if (--_open == 0)
                    _idle?.TrySetResult();
            return Task.CompletedTask;
        });
    }

    /// <summary>Completes when no stream is open.</summary>
    public Task IdleAsync(CancellationToken ct)
    {
        lock (_gate)
        {
            if (_open == 0)
                return Task.CompletedTask;
            _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idle.Task.WaitAsync(ct);
        }
    }
}
