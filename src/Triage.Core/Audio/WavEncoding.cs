namespace Triage.Core.Audio;

/// <summary>How a WAV file codes its samples.</summary>
public enum WavEncoding
{
    Pcm8,
    Pcm16,
    Pcm24,
    Pcm32,
    IeeeFloat32,
    IeeeFloat64,
    MuLaw,
    ALaw,
}
