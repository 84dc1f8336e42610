using Triage.Inference.Models;

namespace Triage.Inference.Whisper;

/// <summary>Opens a speech model for one lane, whatever its layout.</summary>
public static class WhisperLoader
{
    /// <exception cref="ModelException">A file is missing, or is not what its layout says.</exception>
    public static WhisperRecognizer Open(SpeechModel model, ComputeOptions compute) => throw new NotSupportedException();
}
