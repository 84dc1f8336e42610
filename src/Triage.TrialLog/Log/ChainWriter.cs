using Triage.TrialLog.Chain;
using Triage.TrialLog.Content;
using Triage.TrialLog.Log.Entries;

namespace Triage.TrialLog.Log;

/// <summary>
/// Appends batches of events, each batch whole or not at all, with their words sealed first and the heads of past days signed. Owned
/// by the writer's thread; knows no queue.
/// </summary>
internal sealed class ChainWriter : IDisposable
{
    private readonly EventStore _events;
    private readonly ContentStore? _content;
    private readonly SigningKey _signing;
    private readonly string _headsPath;
    private readonly List<DayHead> _unsaved = [];
    private DateOnly _day;
    private long _headed;

    /// <param name="day">UTC day of the last event, for the head that a change of day signs.</param>
    /// <param name="headed">Last event that a head covers, the head's own event included.</param>
    public ChainWriter(EventStore events, ContentStore? content, SigningKey signing, string headsPath, string log, DateOnly day, long headed) =>
        (_events, _content, _signing, _headsPath, Log, _day, _headed) = (events, content, signing, headsPath, log, day, headed);

    /// <summary>Identity of the log.</summary>
    public string Log { get; }

    public EventStore Events => _events;

    public ContentStore? Content => _content;

    /// <summary>Why the copy of the heads beside the log could not be written; it is tried again with the next batch. Null: it is.</summary>
    public string? HeadsFault { get; private set; }

    /// <summary>Writes a batch and commits it; on a failure nothing of it is there, and the same batch may be tried again.</summary>
    /// <param name="sequences">Filled with the sequence of each event, 0 for others.</param>
    /// <exception cref="Microsoft.Data.Sqlite.SqliteException">The disk refused.</exception>
    public void Write(IReadOnlyList<WriterItem> items, List<long> sequences)
    {
        sequences.Clear();
        var durable = items.Any(i => i is HeadItem || i is AppendItem { Entry.Durable: true });
        var withContent = _content is not null && items.Any(i => i is AppendItem { Content: not null, Call: not null });
        var (day, headed, heads) = (_day, _headed, new List<DayHead>());
        try
        {
            if (withContent)
                _content!.Begin();
            _events.Begin(durable);
            foreach (var item in items)
                sequences.Add(item switch
                {
                    AppendItem append => Append(append, heads),
                    HeadItem head => Head(head, heads),
                    _ => 0,
                });
            // Words first: an event never claims words that are not there, and words without an event are found at the next start.
            if (withContent)
                _content!.Commit();
            _events.Commit();
        }
        catch
        {
            (_day, _headed) = (day, headed);
            if (withContent)
                _content!.Rollback();
            _events.Rollback();
            throw;
        }
        _unsaved.AddRange(heads);
        SaveHeads();
    }

    public void Dispose()
    {
        _events.Dispose();
        _content?.Dispose();
        _signing.Dispose();
    }

    private long Append(AppendItem item, List<DayHead> heads)
    {
        SignPastDay(item.Stamp, heads);
        var entry = item.Entry;
        if (_content is not null && item is { Content: { } words, Call: { } call } && entry is ContentEntry withWords)
            entry = withWords with { Content = _content.Put(call, _events.LastSequence + 1, words.Kind, words.Serialize(), item.Stamp.At) };
        return _events.Append(item.Stamp, item.Call, entry);
    }

    private long Head(HeadItem item, List<DayHead> heads)
    {
        SignPastDay(item.Stamp, heads);
        if (item.Forced && _events.LastSequence > _headed)
            Sign(item.Stamp, heads);
        return 0;
    }

    private void SignPastDay(EventStamp stamp, List<DayHead> heads)
    {
        // A clock that was set back opens no day again: its events belong to the day that is open.
        var day = DateOnly.FromDateTime(stamp.At.UtcDateTime);
        if (day <= _day)
            return;
        if (_events.LastSequence > _headed)
            Sign(stamp, heads);
        _day = day;
    }

    private void Sign(EventStamp stamp, List<DayHead> heads)
    {
        var head = DayHead.Sign(_signing, Log, _day, _events.LastSequence, _events.LastHash);
        heads.Add(head);
        _headed = _events.Append(stamp, null, new DayHeadEntry(head.Log, head.Date, head.LastSequence, head.Hash, head.Signature, head.PublicKey));
    }

    private void SaveHeads()
    {
        try
        {
            for (; _unsaved.Count > 0; _unsaved.RemoveAt(0))
                HeadsFile.Append(_headsPath, _unsaved[0]);
            HeadsFault = null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            HeadsFault = e.Message;
        }
    }
}
