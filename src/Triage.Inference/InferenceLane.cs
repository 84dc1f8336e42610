using Triage.Core.Scheduling;
using Triage.Core.Speech;
using Triage.Inference.Whisper;

namespace Triage.Inference;

/// <summary>One lane's sessions: opened on the thread that starts the appliance, then used by the lane's thread alone.</summary>
public sealed class InferenceLane(WhisperRecognizer recognizer) : ILane
{
    public ISpeechRecognizer Recognizer => recognizer;

    public void Dispose() => recognizer.Dispose();
}
