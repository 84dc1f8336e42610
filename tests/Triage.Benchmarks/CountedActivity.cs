using Triage.Core.Speech;

namespace Triage.Benchmarks;

/// <summary>Counts the frames that a channel's voice activity has heard, so that a source can wait for the call's loop.</summary>
internal sealed class CountedActivity(ISpeechActivityModel model) : ISpeechActivityModel
{
    private int _frames;

    public int SampleRateHz => model.SampleRateHz;

    public int FrameSamples => model.FrameSamples;

    /// <summary>Any thread.</summary>
    public int Frames => Volatile.Read(ref _frames);

    public float Push(ReadOnlySpan<float> frame)
    {
        var probability = model.Push(frame);
        Volatile.Write(ref _frames, _frames + 1);
        return probability;
    }

    public void Reset() => model.Reset();

    public void Dispose() => model.Dispose();
}
