namespace Triage.Training.Evaluation;

/// <summary>A stretch of audio and the words said in it. Prints without its text.</summary>
/// <param name="Audio">Full path of the recording.</param>
/// <param name="Channel">Channel index from 0; null: the recording has one, or all are mixed.</param>
/// <param name="StartS">Seconds from the start of the recording.</param>
/// <param name="EndS">Seconds; null: to the end of the recording.</param>
/// <param name="Text">The reference as transcribed; empty: nobody speaks.</param>
public sealed record SpeechSegment(string Audio, int? Channel, double StartS, double? EndS, string Text)
{
    public override string ToString() => $"{Path.GetFileName(Audio)}[{Channel}] {StartS:F2}-{EndS:F2}";
}
