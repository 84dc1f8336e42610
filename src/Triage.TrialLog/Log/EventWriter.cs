using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Triage.TrialLog.Log.Entries;

namespace Triage.TrialLog.Log;

/// <summary>
/// The one thread that writes: takes what waits, commits it in batches, and when the disk refuses keeps it and tries again each second.
/// Callers never wait; they are told when memory is full.
/// </summary>
internal sealed class EventWriter : IDisposable
{
    /// <summary>Events of one transaction at most: some milliseconds of work.</summary>
    private const int BatchSize = 512;

    /// <summary>Places beyond the capacity that only durable events and work take.</summary>
    private const int Reserve = 4096;

    private static readonly TimeSpan RetryEvery = TimeSpan.FromSeconds(1);

    /// <summary>A wall clock that runs off faster than any correction of it is one that was set.</summary>
    private const double ClockStepMs = 500;

    private readonly ChainWriter _chain;
    private readonly EvidenceOptions _options;
    private readonly EventClock _clock;
    private readonly BlockingCollection<WriterItem> _queue;
    private readonly LostEvents _lost = new();
    private readonly Thread _thread;
    private readonly AutoResetEvent _retry = new(false);
    private readonly ManualResetEvent _stop = new(false);
    private readonly List<long> _sequences = [];
    private volatile EvidenceStatus _status = EvidenceStatus.Well;
    private EventStamp _previous;
    private int _unwritten;

    public EventWriter(ChainWriter chain, EvidenceOptions options, EventClock clock)
    {
        (_chain, _options, _clock) = (chain, options, clock);
        _queue = new(options.Capacity + Reserve);
        _previous = clock.Now();
        _thread = new Thread(Run) { IsBackground = true, Name = "evidence log" };
        _thread.Start();
    }

    public EvidenceStatus Status => _status;

    /// <summary>Events that wait.</summary>
    public int Waiting => _queue.Count;

    /// <summary>Hands an event over. False: memory is full, and the loss is counted and will be recorded.</summary>
    public bool TryAppend(AppendItem item)
    {
        if ((_queue.Count < _options.Capacity || item.Entry.Durable) && TryAdd(item))
            return true;
        _lost.Add(EntryCatalogue.Of(item.Entry.GetType()).Name, item.Stamp.At);
        _options.Metrics.EvidenceLost();
        Tell(_status with { Lost = _lost.Total });
        return false;
    }

    /// <summary>Hands over what is no event.</summary>
    public bool TryAdd(WriterItem item)
    {
        try
        {
            return _queue.TryAdd(item);
        }
        catch (InvalidOperationException)
        {
            return false; // stopped
        }
    }

    /// <summary>Writes what waits, if the disk takes it, and ends the thread.</summary>
    /// <returns>Events that could not be written.</returns>
    public int Stop()
    {
        _queue.CompleteAdding();
        _stop.Set();
        _thread.Join();
        return _unwritten;
    }

    /// <summary>Commits a batch from work that runs on the writer's thread, waiting for the disk like any other.</summary>
    /// <returns>Its sequence.</returns>
    /// <exception cref="EvidenceLogException">Stopped before the disk took it.</exception>
    public long WriteNow(LogEntry entry, string? call)
    {
        if (!WriteUntilDone([new AppendItem(_clock.Now(), call, entry)]))
            throw new EvidenceLogException("journal de preuve : arrêté avant que le disque accepte l'événement");
        return _chain.Events.CommittedSequence;
    }

    public void Dispose()
    {
        _queue.Dispose();
        _retry.Dispose();
        _stop.Dispose();
        _chain.Dispose();
    }

    private void Run()
    {
        var batch = new List<WriterItem>(BatchSize + 2);
        foreach (var first in _queue.GetConsumingEnumerable())
        {
            batch.Clear();
            var item = first;
            do
            {
                if (item is WorkItem)
                    break;
                Assemble(item, batch);
            }
            while (batch.Count < BatchSize && _queue.TryTake(out item!));
            var written = batch.Count == 0 || WriteUntilDone(batch);
            if (item is WorkItem work)
                Do(work);
            if (written)
                continue;
            while (_queue.TryTake(out var left))
                Abandon(left);
            return;
        }
    }

    /// <summary>Adds an item behind what its coming reveals: lost events, a clock that was set.</summary>
    private void Assemble(WriterItem item, List<WriterItem> batch)
    {
        if (item is AppendItem append)
        {
            var drift = (append.Stamp.At - _previous.At).TotalMilliseconds - ((append.Stamp.MonotonicUs - _previous.MonotonicUs) / 1000.0);
            if (Math.Abs(drift) >= ClockStepMs)
                batch.Add(new AppendItem(append.Stamp, null, new ClockChangedEntry(Math.Round(drift, 3))));
            _previous = append.Stamp;
        }
        if (_lost.Take() is { } lost)
            batch.Add(new AppendItem(_clock.Now(), null, lost));
        batch.Add(item);
    }

    /// <returns>False: stopped before the disk took it.</returns>
    private bool WriteUntilDone(List<WriterItem> batch)
    {
        DateTimeOffset? failedAt = null;
        var what = "";
        while (true)
        {
            try
            {
                _chain.Write(batch, _sequences);
                break;
            }
            catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
            {
                failedAt ??= _clock.Now().At;
                what = e is SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_FULL } ? "disk_full" : "disk_error";
                Tell(new EvidenceStatus(what, e.Message, _lost.Total));
                if (!WaitForRetry())
                {
                    foreach (var item in batch)
                        Abandon(item);
                    return false;
                }
            }
        }
        for (var i = 0; i < batch.Count; i++)
            batch[i].Done?.TrySetResult(_sequences[i]);
        _options.Metrics.EvidenceWritten(batch.Count);
        if (failedAt is { } from)
        {
            Tell(Well());
            var now = _clock.Now();
            return WriteUntilDone([new AppendItem(now, null, new StorageOutageEntry(what, from, now.At, _queue.Count + batch.Count))]);
        }
        if (_status is { Storage: null or "heads_unwritable" })
            Tell(Well());
        return true;
    }

    private EvidenceStatus Well() =>
        _chain.HeadsFault is { } fault ? new("heads_unwritable", fault, _lost.Total) : new(null, null, _lost.Total);

    private void Abandon(WriterItem item)
    {
        _unwritten++;
        item.Done?.TrySetException(new EvidenceLogException("journal de preuve : arrêté avant que le disque accepte l'événement"));
    }

    /// <summary>Waits for the next try; false when the stop has come and one more try has failed.</summary>
    private bool WaitForRetry()
    {
        if (_stop.WaitOne(0))
            return false;
        using var timer = _options.Time.CreateTimer(_ => _retry.Set(), null, RetryEvery, Timeout.InfiniteTimeSpan);
        WaitHandle.WaitAny([_retry, _stop]);
        return true;
    }

    private static void Do(WorkItem work)
    {
        try
        {
            var result = work.Work();
            work.Done?.TrySetResult(result);
        }
#pragma warning disable CA1031 // Whoever asked gets it; the writer goes on.
        catch (Exception e)
#pragma warning restore CA1031
        {
            work.Done?.TrySetException(e);
        }
    }

    private void Tell(EvidenceStatus status)
    {
        if (_status == status)
            return;
        _status = status;
        _options.OnStatus?.Invoke(status);
    }
}
