namespace Triage.Core.Audio;

/// <summary>How a live source codes its samples.</summary>
public enum AudioEncoding
{
    /// <summary>Signed 16-bit linear, little endian.</summary>
    Pcm16,

    /// <summary>G.711 mu-law, one byte a sample.</summary>
    MuLaw,

    /// <summary>G.711 A-law, one byte a sample.</summary>
    ALaw,
}
