using Triage.Core.Audio;
using Triage.Core.Calls;

namespace Triage.Training.Evaluation;

/// <summary>Streaming recognition: a whole recording through the very path of a live call, as fast as the machine can.</summary>
public sealed class DeskTranscriber(ICallDesk desk) : ICallTranscriber
{
    private int _calls;

    /// <exception cref="WavFormatException">Not a readable recording, or more than two channels.</exception>
    /// <exception cref="InvalidDataException">The desk refuses a call of this recording's kind.</exception>
    public async ValueTask<CallTranscription> TranscribeAsync(string audio, CancellationToken cancellation)
    {
        var finals = new List<TimedText>();
        var audioS = await DeskPlayback.PlayAsync(desk, audio, $"evaluation-{++_calls}", callEvent =>
        {
            if (callEvent is FinalTranscript final)
                finals.Add(new TimedText(final.Channel == CallChannel.Mixed ? null : (int)final.Channel, final.StartS, final.EndS, final.Text));
        }, cancellation).ConfigureAwait(false);
        return new CallTranscription(finals, audioS);
    }
}
