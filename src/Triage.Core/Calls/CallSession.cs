namespace Triage.Core.Calls;

/// <summary>The source's handle on a held call.</summary>
internal sealed class CallSession(HeldCall call, CallPipeline pipeline) : ICallSession
{
    /// <summary>Longest leap of the media time that is believed, in seconds; a longer one is a broken clock, not lost audio.</summary>
    private const double MaxLeapS = 600;

    private double _endS = pipeline.HeardS;
    private readonly TaskCompletionSource _takenOver = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _detached;

    public string CallId => call.Setup.CallId;

    public Task TakenOver => _takenOver.Task;

    public ValueTask WriteAsync(double startS, ReadOnlyMemory<byte> audio, CancellationToken ct)
    {
        ThrowIfDetached();
        if (audio.Length % call.Setup.BytesPerFrame != 0)
            throw new ArgumentException($"{audio.Length} bytes are not whole frames of {call.Setup.BytesPerFrame} bytes", nameof(audio));
        if (!double.IsFinite(startS) || startS < 0)
            throw new ArgumentOutOfRangeException(nameof(startS), startS, "media time is finite and not negative");
        if (startS > _endS + MaxLeapS)
            throw new ArgumentOutOfRangeException(nameof(startS), startS, $"media time leaps from {_endS:F1} s; at most {MaxLeapS} s are believed");
        _endS = Math.Max(_endS, startS + audio.Length / (double)(call.Setup.BytesPerFrame * call.Setup.SampleRateHz));
        return audio.IsEmpty ? ValueTask.CompletedTask : pipeline.WriteAsync(startS, audio, ct);
    }

    public ValueTask FlushAsync(long id, CancellationToken ct)
    {
        ThrowIfDetached();
        return pipeline.FlushAsync(id, ct);
    }

    public Task CompleteAsync(EndReason reason, CancellationToken ct)
    {
        call.Complete(this, reason);
        return call.Completion.WaitAsync(ct);
    }

    /// <summary>Another session has the call now; audio of this one that is on its way is placed by its media time.</summary>
    public void Supersede()
    {
        _detached = true;
        _takenOver.TrySetResult();
    }

    public void Detach()
    {
        _detached = true;
        call.Detach(this);
    }

    public ValueTask DisposeAsync()
    {
        Detach();
        return ValueTask.CompletedTask;
    }

    private void ThrowIfDetached()
    {
        if (_detached)
            throw new InvalidOperationException("the source has left this call");
    }
}
