using Microsoft.Extensions.Time.Testing;
using Triage.Server.Dashboard.Following;

namespace Triage.Server.Tests.Dashboard.Following;

public sealed class RenderPaceTests
{
    private static readonly TimeSpan s_least = TimeSpan.FromMilliseconds(200);

    private readonly FakeTimeProvider _time = new();
    private int _drawn;

    [Fact]
    public void Ask_Once_DrawsAtOnce()
    {
        using var pace = Pace();
        pace.Ask();
        _time.Advance(TimeSpan.Zero);
        Assert.Equal(1, _drawn);
    }

    [Fact]
    public void Ask_AThousandTimesInASecond_DrawsAtMostFiveTimesAndTheLastIsDrawn()
    {
        using var pace = Pace();
        for (var i = 0; i < 1000; i++)
        {
            pace.Ask();
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }
        Assert.InRange(_drawn, 4, 6);
        var before = _drawn;
        pace.Ask();
        _time.Advance(s_least);
        Assert.Equal(before + 1, _drawn);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(before + 1, _drawn);
    }

    [Fact]
    public void Ask_WhileDrawing_WaitsForItAndDrawsOnceMore()
    {
        var slow = new TaskCompletionSource();
        using var pace = new RenderPace(_time, s_least, () => ++_drawn == 1 ? slow.Task : Task.CompletedTask);
        pace.Ask();
        _time.Advance(TimeSpan.Zero);
        for (var i = 0; i < 50; i++)
        {
            pace.Ask();
            _time.Advance(s_least);
        }
        Assert.Equal(1, _drawn);

        slow.SetResult();
        _time.Advance(s_least);

        Assert.Equal(2, _drawn);
    }

    [Fact]
    public void Ask_AfterThePageHasGone_DrawsNothing()
    {
        using var pace = new RenderPace(_time, s_least, () => ++_drawn == 1 ? throw new ObjectDisposedException("page") : Task.CompletedTask);
        pace.Ask();
        _time.Advance(TimeSpan.Zero);
        pace.Ask();
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, _drawn);
    }

    private RenderPace Pace() => new(_time, s_least, () =>
    {
        _drawn++;
        return Task.CompletedTask;
    });
}
