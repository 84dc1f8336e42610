using Triage.Core.Calls;

namespace Triage.Benchmarks;

/// <summary>Keeps the events of a measured call in room made before.</summary>
internal sealed class EventKeeper : ICallEventSink
{
    private static object? s_kept;

    private readonly CallEvent[] _events = new CallEvent[4096];
    private readonly SemaphoreSlim _flushed = new(0);
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public IEnumerable<CallEvent> Since(int from) => _events.Take(from..Count);

    public void Publish(string callId, CallEvent callEvent)
    {
        _events[_count] = callEvent;
        Volatile.Write(ref _count, _count + 1);
        if (callEvent is Flushed)
            _flushed.Release();
    }

    /// <summary>Completes when a marker that was left is there, once for each.</summary>
    public Task FlushedAsync(CancellationToken ct) => _flushed.WaitAsync(ct);

    /// <summary>What these events are made of, in bytes: each one once, with its own strings, words and lists, and without what the models gave.</summary>
    public static long Bytes(IEnumerable<CallEvent> events) => events.Sum(e => e switch
    {
        PartialTranscript p => Own(p) + Bytes(p.Stable) + Bytes(p.Text),
        FinalTranscript f => Own(f) + Bytes(f.Text) + f.Words.Sum(w => Copied(() => w with { }) + Bytes(w.Text)) + Copied(() => f.Words.ToArray()),
        _ => Own(e),
    });

    private static long Own(CallEvent e) => Copied(() => e with { });

    // A string takes its header and length (22 bytes with the final zero) and two bytes a character, in steps of eight.
    private static long Bytes(string text) => text.Length == 0 ? 0 : (22 + 2 * text.Length + 7) / 8 * 8;

    private static long Copied(Func<object> copy)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        s_kept = copy(); // kept, or the compiler may leave the copy out
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        s_kept = null;
        return bytes;
    }
}
