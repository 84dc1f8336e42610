using Triage.Core.Speech;

namespace Triage.Core.Tests.Calls;

/// <summary>Speech is what is loud; half a frame of it is enough.</summary>
internal sealed class ScriptedActivity(Action onPush) : ISpeechActivityModel
{
    public int SampleRateHz => 8000;

    public int FrameSamples => 256;

    public bool Disposed { get; private set; }

    public float Push(ReadOnlySpan<float> frame)
    {
        ObjectDisposedException.ThrowIf(Disposed, this);
        onPush();
        var energy = 0f;
        foreach (var sample in frame)
            energy += sample * sample;
        return energy / FrameSamples > 0.01f ? 0.95f : 0.05f;
    }

    public void Reset()
    {
    }

    public void Dispose() => Disposed = true;
}
