using Triage.Core.Speech;

namespace Triage.Benchmarks;

/// <summary>Speech is what is loud.</summary>
internal sealed class LevelActivity : ISpeechActivityModel
{
    private int _frames;

    public int SampleRateHz => 8000;

    public int FrameSamples => 256;

    /// <summary>Frames heard; any thread.</summary>
    public int Frames => Volatile.Read(ref _frames);

    public float Push(ReadOnlySpan<float> frame)
    {
        Volatile.Write(ref _frames, _frames + 1);
        return Math.Abs(frame[0]) > 0.1f ? 0.95f : 0.05f;
    }

    public void Reset()
    {
    }

    public void Dispose()
    {
    }
}
