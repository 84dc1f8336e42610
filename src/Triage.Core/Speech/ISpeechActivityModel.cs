namespace Triage.Core.Speech;

/// <summary>
/// Speech probability of one channel, frame by frame, with the model's own memory. One instance per channel, used by that
/// channel's loop only. Implemented over Silero in Triage.Inference.
/// </summary>
public interface ISpeechActivityModel : IDisposable
{
    /// <summary>Sample rate the frames must have, 8000 or 16000 Hz.</summary>
    int SampleRateHz { get; }

    /// <summary>Samples per frame (32 ms): 256 at 8 kHz, 512 at 16 kHz.</summary>
    int FrameSamples { get; }

    /// <summary>Probability in [0,1] that the frame holds speech. Samples in [-1,1]; allocates nothing.</summary>
    float Push(ReadOnlySpan<float> frame);

    /// <summary>Forgets what was heard.</summary>
    void Reset();
}
