namespace Triage.Training.Evaluation;

/// <summary>Words recognised in one segment, and the seconds of audio that went in.</summary>
public sealed record SegmentTranscription(string Text, double AudioS);

/// <summary>Recognises a whole segment at once (offline mode).</summary>
public interface ISegmentTranscriber
{
    ValueTask<SegmentTranscription> TranscribeAsync(SpeechSegment segment, CancellationToken cancellation);
}

/// <summary>One final of a call.</summary>
/// <param name="Channel">As in the manifest: an index from 0, null for a recording of one channel.</param>
public sealed record TimedText(int? Channel, double StartS, double EndS, string Text)
{
    public override string ToString() => $"final[{Channel}] {StartS:F2}-{EndS:F2}";
}

/// <summary>All finals of one recording, any order, and the seconds of audio that went in.</summary>
public sealed record CallTranscription(IReadOnlyList<TimedText> Finals, double AudioS);

/// <summary>Plays a whole recording as a live call (streaming mode); asked once per recording.</summary>
public interface ICallTranscriber
{
    ValueTask<CallTranscription> TranscribeAsync(string audio, CancellationToken cancellation);
}
