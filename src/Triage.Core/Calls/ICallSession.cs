namespace Triage.Core.Calls;

/// <summary>
/// The source's side of one running call. Used by one source at a time, one operation at a time; the events come out of
/// <see cref="ICallDesk.WatchAsync"/>. Disposing a session that is neither completed nor detached detaches it.
/// </summary>
public interface ICallSession : IAsyncDisposable
{
    string CallId { get; }

    /// <summary>Completes when another connection of the source took the call over: this session has no say any more.</summary>
    Task TakenOver { get; }

    /// <summary>Takes audio; completes when the call has taken it, which is the flow control of the source.</summary>
    /// <param name="startS">Media seconds from the start of the call, of the first frame in <paramref name="audio"/>.</param>
    /// <param name="audio">Interleaved bytes in the encoding of the setup, whole frames; the call keeps none of it after completion.</param>
    /// <exception cref="InvalidOperationException">The call has been completed, detached, or ended by the appliance.</exception>
    ValueTask WriteAsync(double startS, ReadOnlyMemory<byte> audio, CancellationToken ct);

    /// <summary>Leaves a marker: a <see cref="Flushed"/> event with this id follows once everything written earlier is decided.</summary>
    /// <exception cref="InvalidOperationException">The call has been completed, detached, or ended by the appliance.</exception>
    ValueTask FlushAsync(long id, CancellationToken ct);

    /// <summary>
    /// Ends the call: everything heard is decided, then <see cref="CallEnded"/> is its last event and the task completes. Calling
    /// it again waits for the same end; the first reason stays. Cancelling abandons the wait, not the end.
    /// </summary>
    Task CompleteAsync(EndReason reason, CancellationToken ct);

    /// <summary>The source vanished: the call waits 30 s for it to resume, then ends as <see cref="EndReason.Disconnected"/>. No effect after completion.</summary>
    void Detach();
}
