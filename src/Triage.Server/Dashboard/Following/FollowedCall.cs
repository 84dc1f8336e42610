using Triage.Core.Calls;
using Triage.Server.Dashboard.Alerts;

namespace Triage.Server.Dashboard.Following;

/// <summary>A call on one page: the view that is drawn, and the suggestion that is held on the screen. Used by its page only.</summary>
internal sealed class FollowedCall : IDisposable
{
    private readonly CallFeeds.Look _look;
    private readonly SuggestionHold _hold;
    private bool _live;

    /// <param name="changed">Told of every new view; returns at once.</param>
    public FollowedCall(CallFeeds feeds, string callId, TimeProvider time, Action? changed = null)
    {
        (_look, _hold) = (feeds.Open(callId), new(time));
        if (changed is not null)
            _look.OnChange(changed);
        View = _look.Feed.View;
    }

    /// <summary>What is drawn.</summary>
    public CallView View { get; private set; }

    /// <summary>The suggestion that is drawn.</summary>
    public SuggestionMade? Shown => _hold.Shown;

    /// <summary>A less urgent suggestion waits to be shown.</summary>
    public bool Waits => _hold.Due is not null;

    /// <summary>The past has been read: what changes now, changes now.</summary>
    public bool Live => _live;

    public Task CaughtUp => _look.Feed.CaughtUp;

    /// <summary>Takes the newest view, to draw it.</summary>
    public void Take()
    {
        var caughtUp = CaughtUp.IsCompleted;
        View = _look.Feed.View;
        _hold.Offer(View.Newest, past: !_live || View.Ended is not null);
        _live = caughtUp;
    }

    public void Dispose() => _look.Dispose();
}
