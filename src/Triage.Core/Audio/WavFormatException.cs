namespace Triage.Core.Audio;

/// <summary>A WAV stream that cannot be read; the message names what is wrong with it.</summary>
public sealed class WavFormatException : Exception
{
    public WavFormatException(string message) : base(message)
    {
    }

    public WavFormatException(string message, Exception innerException) : base(message, innerException)
    {
    }

    public WavFormatException() : this("not a readable WAV stream")
    {
    }
}
