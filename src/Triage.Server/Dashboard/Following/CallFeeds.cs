using Triage.Core.Calls;

namespace Triage.Server.Dashboard.Following;

/// <summary>The feeds of the calls that screens look at, each as long as one does. Thread-safe.</summary>
internal sealed class CallFeeds(ICallDesk desk, ILogger<CallFeeds> log) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (CallFeed Feed, int Lookers)> _feeds = new(StringComparer.Ordinal);

    /// <summary>The feed of a call; one that no desk knows has an unknown view. Dispose the look when the page closes.</summary>
    public Look Open(string callId)
    {
        lock (_gate)
        {
            var (feed, lookers) = _feeds.TryGetValue(callId, out var held) ? held : (new CallFeed(desk, callId, fault => log.FeedBroke(callId, fault)), 0);
            _feeds[callId] = (feed, lookers + 1);
            return new Look(this, callId, feed);
        }
    }

    /// <summary>Takes in what came after the end of a call, on every screen that shows it.</summary>
    public Task RefreshAsync(string callId)
    {
        CallFeed? feed;
        lock (_gate)
            feed = _feeds.TryGetValue(callId, out var held) ? held.Feed : null;
        return feed?.RefreshAsync() ?? Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        CallFeed[] feeds;
        lock (_gate)
            feeds = [.. _feeds.Values.Select(f => f.Feed)];
        foreach (var feed in feeds)
            feed.Stop();
        await Task.WhenAll(feeds.Select(f => f.Completion));
    }

    private void Close(string callId, CallFeed feed)
    {
        lock (_gate)
        {
            if (!_feeds.TryGetValue(callId, out var held) || held.Feed != feed)
                return;
            if (held.Lookers > 1)
            {
                _feeds[callId] = (feed, held.Lookers - 1);
                return;
            }
            _feeds.Remove(callId);
        }
        feed.Stop();
    }

    /// <summary>One page's look at a call.</summary>
    public sealed class Look(CallFeeds feeds, string callId, CallFeed feed) : IDisposable
    {
        private Action? _changed;
        private bool _closed;

        public CallFeed Feed => feed;

        /// <summary>Told of every new view until the look is disposed.</summary>
        public void OnChange(Action changed) => feed.Changed += _changed = changed;

        public void Dispose()
        {
            if (_closed)
                return;
            _closed = true;
            if (_changed is not null)
                feed.Changed -= _changed;
            feeds.Close(callId, feed);
        }
    }
}
