using Triage.Core.Speech;

namespace Triage.Benchmarks;

/// <summary>Speech is what is loud.</summary>
internal sealed class LevelActivity : ISpeechActivityModel
{
    public int SampleRateHz => 8000;

    public int FrameSamples => 256;

    public float Push(ReadOnlySpan<float> frame) => Math.Abs(frame[0]) > 0.1f ? 0.95f : 0.05f;

    public void Reset()
    {
    }

    public void Dispose()
    {
    }
}
