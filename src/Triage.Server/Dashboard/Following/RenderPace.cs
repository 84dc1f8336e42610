namespace Triage.Server.Dashboard.Following;

/// <summary>
/// Draws a page at most so often, however many events ask for it, and never while it is still drawing: what comes meanwhile is in
/// the next picture. Thread-safe; asking costs nothing.
/// </summary>
internal sealed class RenderPace : IDisposable
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly TimeSpan _least;
    private readonly Func<Task> _render;
    private readonly ITimer _timer;
    private long? _drawn;
    private bool _asked, _due, _drawing, _disposed;

    /// <param name="least">Time from one picture to the next at least.</param>
    /// <param name="render">Draws; one that throws is taken for a page that has gone.</param>
    public RenderPace(TimeProvider time, TimeSpan least, Func<Task> render)
    {
        (_time, _least, _render) = (time, least, render);
        _timer = time.CreateTimer(_ => Draw(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Ask()
    {
        lock (_gate)
        {
            _asked = true;
            Schedule();
        }
    }

    public void Dispose()
    {
        lock (_gate)
            _disposed = true;
        _timer.Dispose();
    }

    private void Schedule()
    {
        if (_disposed || _due || _drawing || !_asked)
            return;
        var wait = _drawn is { } drawn ? _least - _time.GetElapsedTime(drawn) : TimeSpan.Zero;
        _due = true;
        _timer.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private async void Draw()
    {
        lock (_gate)
        {
            if (_disposed || !_due)
                return;
            (_due, _asked, _drawing, _drawn) = (false, false, true, _time.GetTimestamp());
        }
        try
        {
            await _render();
        }
#pragma warning disable CA1031 // The page went away while it was drawn; a timer's thread must not bring the appliance down.
        catch (Exception)
#pragma warning restore CA1031
        {
            Dispose();
        }
        lock (_gate)
        {
            _drawing = false;
            Schedule();
        }
    }
}
