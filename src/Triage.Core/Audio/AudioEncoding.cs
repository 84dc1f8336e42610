namespace Triage.Core.Audio;

/// <summary>How a sample is written in a byte stream.</summary>
public enum AudioEncoding
{
    /// <summary>Signed 16-bit linear, little-endian: 2 bytes a sample.</summary>
    Pcm16,

    /// <summary>G.711 mu-law: 1 byte a sample.</summary>
    MuLaw,

    /// <summary>G.711 A-law: 1 byte a sample.</summary>
    ALaw,
}
