using Triage.Inference.Models;
using Triage.Inference.Whisper;
using Triage.Tests;

namespace Triage.Inference.Tests.Whisper;

/// <summary>The embedded recogniser, opened once for a class of tests.</summary>
public sealed class EmbeddedSpeech : IDisposable
{
    public WhisperRecognizer Recognizer { get; } =
        WhisperLoader.Open(ModelCatalog.Open(TestPaths.InRoot("models")).Speech(), new ComputeOptions());

    public void Dispose() => Recognizer.Dispose();
}
