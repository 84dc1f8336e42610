using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Triage.Core.Calls;
using Triage.Core.Trial;
using Triage.TrialLog.Content;
using Triage.TrialLog.Log.Entries;

namespace Triage.TrialLog.Log;

/// <summary>
/// The evidence log of this appliance: takes what happens from the calls, the screens and the trial, and writes it as one chain. No
/// member but those that return a task waits for the disk. Thread-safe.
/// </summary>
public sealed class EvidenceLog : IEvidenceLog, IAsyncDisposable
{
    /// <summary>Ended calls that may still get a late decision; more than the desk holds.</summary>
    private const int EndedHeld = 512;

    private readonly EvidenceOptions _options;
    private readonly EventClock _clock;
    private readonly WriterLock _lock;
    private readonly Pseudonyms _pseudonyms;
    private readonly EventWriter _writer;
    private readonly ChainWriter _chain;
    private readonly CallKeys _keys;
    private readonly TakenKeys _taken;
    private readonly ConcurrentDictionary<string, CallRecorder> _calls = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _ended = new();
    private readonly ITimer _midnight;
    private int _stopped;

    private EvidenceLog(EvidenceOptions options, EventClock clock, WriterLock held, Pseudonyms pseudonyms, ChainWriter chain, LogOpenedEntry opening)
    {
        Opening = opening;
        (_options, _clock, _lock, _pseudonyms, _chain) = (options, clock, held, pseudonyms, chain);
        _taken = new TakenKeys(options.Folder.Events);
        _keys = new CallKeys(pseudonyms, _taken.Contains);
        _writer = new EventWriter(chain, options, clock);
        options.Metrics.ObserveEvidence(() => _writer.Waiting, () => _writer.Status.Storage is "disk_full" or "disk_error");
        _midnight = options.Time.CreateTimer(_ => Midnight(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        ArmMidnight();
    }

    /// <summary>What the log cannot do at the moment.</summary>
    public EvidenceStatus Status => _writer.Status;

    /// <summary>Identity of the log, 32 hexadecimal digits.</summary>
    public string Id => _chain.Log;

    /// <summary>What was found when the log was opened; for a new log, nothing and clean.</summary>
    public LogOpenedEntry Opening { get; }

    /// <summary>Opens the log of a folder, or makes it; checks what was written since the last signed head.</summary>
    /// <exception cref="EvidenceLogException">Another process writes it, it is broken, or the folder cannot be used.</exception>
    /// <exception cref="KeyFileException">A key is missing or readable by others.</exception>
    public static EvidenceLog Open(EvidenceOptions options)
    {
        WriterLock? held = null;
        Pseudonyms? pseudonyms = null;
        try
        {
            Directory.CreateDirectory(options.Folder.Path);
            held = WriterLock.Take(options.Folder);
            var clock = new EventClock(options.Time);
            pseudonyms = Pseudonyms.LoadOrCreate(options.Folder.PseudonymKey, out var created);
            var log = new EvidenceLog(options, clock, held, pseudonyms, new LogOpening(options.Folder, clock).Open(out var opening), opening);
            if (created)
                log.Append(new KeyEntry("pseudonym", pseudonyms.KeyId, true));
            log.Append(new ApplianceStartedEntry(options.Software, options.Site));
            return log;
        }
        catch (Exception e)
        {
            pseudonyms?.Dispose();
            held?.Dispose();
            if (e is UnauthorizedAccessException or IOException and not (EvidenceLogException or KeyFileException))
                throw new EvidenceLogException($"journal {options.Folder.Path} : inutilisable ({e.Message})", e);
            throw;
        }
    }

    /// <inheritdoc/>
    public DisplayRule OpenCall(CallSetup setup, DateTimeOffset startedAt)
    {
        if (_calls.TryGetValue(setup.CallId, out var open) && !open.Ended)
            return DisplayRule.Shown;
        Open(setup.CallId, startedAt, CallAttributes.Opened(setup, startedAt, _pseudonyms));
        foreach (var clock in CallAttributes.Clocks(setup))
            Append(clock, setup.CallId);
        return DisplayRule.Shown;
    }

    /// <summary>Outside a trial every suggestion is shown; in one, its gate stands before this log.</summary>
    public ValueTask<DisplayRule> ShowsAsync(string callId, SuggestionMade suggestion) => new(DisplayRule.Shown);

    /// <inheritdoc/>
    public TimeSpan JudgementLimit => TimeSpan.Zero;

    /// <inheritdoc/>
    public void Publish(string callId, CallEvent callEvent)
    {
        if (callEvent is PartialTranscript or Flushed)
            return;
        // A call that nobody opened here has a record all the same.
        if (!_calls.TryGetValue(callId, out var recorder))
            recorder = Open(callId, _clock.Now().At, null);
        recorder.Publish(callEvent);
        if (callEvent is CallEnded)
            _ended.Enqueue(callId);
    }

    /// <inheritdoc/>
    public void Record(ScreenExposure exposure) => Append(
        new ExposureEntry(
            exposure.SuggestionSequence, exposure.Kind, exposure.Screen, _pseudonyms.Person(exposure.Viewer), exposure.At, exposure.Monotonic.TotalSeconds),
        exposure.CallId);

    /// <inheritdoc/>
    public void Record(ContentReading reading) => Append(
        new AccessEntry(PersonKey(reading.Reader), AccessEntry.ContentRead, System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(reading.Way.ToString())), reading.CallId);

    /// <inheritdoc/>
    public void Refuse(CallSetup setup, RefusalReason reason, string? field)
    {
        // A refused id is not yet a call's, or is another call's: its record gets a name of its own.
        var key = _pseudonyms.Call($"{setup.CallId}\nrefused\n{Guid.NewGuid():N}");
        _writer.TryAppend(new(_clock.Now(), key, new CallRefusedEntry(
            System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.ToString()), field,
            CallAttributes.Code(setup, CallAttributes.Origin), CallAttributes.Code(setup, CallAttributes.CallerKind))));
    }

    /// <summary>Takes an event; waits for nothing. False: memory is full, and the loss will be recorded.</summary>
    /// <param name="callId">The call, by its own id; null: the whole appliance.</param>
    public bool Append(LogEntry entry, string? callId = null) =>
        _writer.TryAppend(new(_clock.Now(), callId is null ? null : _keys.Of(callId), entry));

    /// <summary>Takes an event and completes once it is written (and on the disk, if it is durable): decisions, allocations, what is imported.</summary>
    /// <returns>Its sequence in the log.</returns>
    /// <exception cref="EvidenceLogFullException">The log could take nothing for so long that its memory is full.</exception>
    /// <exception cref="EvidenceLogException">The appliance stopped before the disk took it.</exception>
    public Task<long> AppendAsync(LogEntry entry, string? callId = null, CancellationToken ct = default) =>
        AppendToAsync(entry, callId is null ? null : _keys.Of(callId), ct);

    /// <summary>The same for a call that is known by its pseudonym only.</summary>
    public Task<long> AppendToAsync(LogEntry entry, string? callKey, CancellationToken ct = default)
    {
        var done = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        return _writer.TryAppend(new(_clock.Now(), callKey, entry) { Done = done })
            ? done.Task.WaitAsync(ct)
            : Task.FromException<long>(new EvidenceLogFullException());
    }

    /// <summary>Completes once all that was taken before is written.</summary>
    public Task FlushAsync(CancellationToken ct = default) => DoAsync(() => 0, ct);

    /// <summary>Pseudonym of the latest call of this id.</summary>
    public string KeyOf(string callId) => _keys.Of(callId);

    /// <summary>Pseudonym of an account: operator, doctor, viewer, adjudicator.</summary>
    public string PersonKey(string account) => _pseudonyms.Person(account);

    /// <summary>Deletes the words of a call: first the tombstone in the chain, then its key and its words. The evaluation record stays.</summary>
    /// <param name="reason">Stable code: <c>retention</c>, <c>request</c>.</param>
    /// <param name="by">Pseudonym of who asked; null: the appliance.</param>
    /// <returns>False: there was nothing to delete.</returns>
    public async Task<bool> DeleteContentAsync(string callKey, string reason, string? by, CancellationToken ct = default) =>
        await DoAsync(() => Delete(callKey, reason, by) ? 1 : 0, ct).ConfigureAwait(false) == 1;

    /// <summary>Deletes the words of every call older than the retention.</summary>
    /// <returns>Calls whose words were deleted.</returns>
    public Task<long> RetainAsync(CancellationToken ct = default) => DoAsync(
        () =>
        {
            var calls = _chain.Content!.CallsBefore(_clock.Now().At.AddDays(-_options.RetentionDays));
            var deleted = calls.Count(call => Delete(call, "retention", null));
            if (deleted > 0)
                _writer.WriteNow(new RetentionEntry(_options.RetentionDays, deleted), null);
            return deleted;
        }, ct);

    /// <summary>Writes what waits, the stop, and the signed head.</summary>
    /// <returns>Events that the disk did not take any more.</returns>
    public int Stop()
    {
        if (Interlocked.Exchange(ref _stopped, 1) != 0)
            return 0;
        _midnight.Dispose();
        var now = _clock.Now();
        _writer.TryAppend(new(now, null, new ApplianceStoppedEntry("stopped")));
        _writer.TryAdd(new HeadItem(now, Forced: true));
        var unwritten = _writer.Stop();
        _writer.Dispose();
        _taken.Dispose();
        _pseudonyms.Dispose();
        _lock.Dispose();
        return unwritten;
    }

    /// <summary>As <see cref="Stop"/>, off the caller's thread.</summary>
    public async ValueTask DisposeAsync() => await Task.Run(Stop).ConfigureAwait(false);

    /// <summary>For tests: reaches the connection on the writer's thread.</summary>
    internal Task<long> OnWriterAsync(Action<SqliteConnection> work) => DoAsync(
        () =>
        {
            work(_chain.Events.Connection);
            return 0;
        }, CancellationToken.None);

    /// <summary>For tests: takes away the limit of pages that a test set on the writer's connection.</summary>
    internal void Unlimit() => EventSchema.Run(_chain.Events.Connection, "PRAGMA max_page_count=1073741823");

    private CallRecorder Open(string callId, DateTimeOffset startedAt, CallOpenedEntry? opened)
    {
        var key = _keys.New(callId);
        while (_ended.Count > EndedHeld && _ended.TryDequeue(out var oldest))
            if (_calls.TryGetValue(oldest, out var over) && over.Ended)
                _calls.TryRemove(new(oldest, over));
        opened ??= new CallOpenedEntry([], 0, CallPacing.Live, startedAt, null, null, null, null, null, null, null);
        var recorder = new CallRecorder(
            key, startedAt, (entry, content) => _writer.TryAppend(new(_clock.Now(), key, entry, content)));
        _calls[callId] = recorder;
        _writer.TryAppend(new(_clock.Now(), key, opened));
        return recorder;
    }

    private bool Delete(string call, string reason, string? by)
    {
        var (rows, digest) = _chain.Content!.Describe(call);
        if (rows == 0 && !_chain.Content.HoldsCall(call))
            return false;
        var tombstone = _writer.WriteNow(new ContentDeletedEntry(rows, digest, reason, by), call);
        _chain.Content.Delete(call, tombstone);
        return true;
    }

    private Task<long> DoAsync(Func<long> work, CancellationToken ct)
    {
        var done = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        return _writer.TryAdd(new WorkItem(work) { Done = done }) ? done.Task.WaitAsync(ct) : Task.FromException<long>(new EvidenceLogFullException());
    }

    private void Midnight()
    {
        _writer.TryAdd(new HeadItem(_clock.Now(), Forced: false));
        ArmMidnight();
    }

    private void ArmMidnight()
    {
        var now = _options.Time.GetUtcNow().UtcDateTime;
        // A little after: a timer that comes early would find the old day.
        _midnight.Change(now.Date.AddDays(1) - now + TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
    }
}
