using Triage.Core.Audio;
using Triage.Core.Calls;

namespace Triage.Training.Evaluation;

/// <summary>Streaming recognition: a whole recording through the very path of a live call, as fast as the machine can.</summary>
public sealed class DeskTranscriber(ICallDesk desk) : ICallTranscriber
{
    private const double ChunkS = 0.1;

    private int _calls;

    /// <exception cref="WavFormatException">Not a readable recording, or more than two channels.</exception>
    /// <exception cref="InvalidDataException">The desk refuses a call of this recording's kind.</exception>
    public async ValueTask<CallTranscription> TranscribeAsync(string audio, CancellationToken cancellation)
    {
        using var file = File.OpenRead(audio);
        var wav = WavReader.Open(file);
        IReadOnlyList<CallChannel> channels = wav.Channels switch
        {
            1 => [CallChannel.Mixed],
            2 => [CallChannel.Operator, CallChannel.Caller],
            _ => throw new WavFormatException($"{Path.GetFileName(audio)} has {wav.Channels} channels; a call has one or two"),
        };
        var setup = new CallSetup($"evaluation-{++_calls}", channels, AudioEncoding.Pcm16, wav.SampleRateHz, CallPacing.Recorded, new Dictionary<string, string>());
        await using var session = desk.TryOpen(setup, resume: false) switch
        {
            CallOpening.Opened opened => opened.Session,
            CallOpening.Refused refused => throw new InvalidDataException($"{Path.GetFileName(audio)}: {refused.Field} {refused.Message}"),
            _ => throw new InvalidOperationException("an opening is opened or refused"),
        };
        var finals = FinalsAsync(setup, cancellation);
        var audioS = await PlayAsync(session, wav, cancellation).ConfigureAwait(false);
        await session.CompleteAsync(EndReason.Completed, cancellation).ConfigureAwait(false);
        return new CallTranscription(await finals.ConfigureAwait(false), audioS);
    }

    private async Task<IReadOnlyList<TimedText>> FinalsAsync(CallSetup setup, CancellationToken cancellation)
    {
        var finals = new List<TimedText>();
        await foreach (var callEvent in desk.WatchAsync(setup.CallId, 0, cancellation).ConfigureAwait(false))
            if (callEvent is FinalTranscript final)
                finals.Add(new TimedText(final.Channel == CallChannel.Mixed ? null : (int)final.Channel, final.StartS, final.EndS, final.Text));
        return finals;
    }

    private static async Task<double> PlayAsync(ICallSession session, WavReader wav, CancellationToken cancellation)
    {
        var samples = new float[(int)(wav.SampleRateHz * ChunkS) * wav.Channels];
        var bytes = new byte[samples.Length * 2];
        long frame = 0;
        for (int frames; (frames = wav.ReadFrames(samples)) > 0; frame += frames)
        {
            Pcm16.Encode(samples.AsSpan(0, frames * wav.Channels), bytes);
            await session.WriteAsync(frame / (double)wav.SampleRateHz, bytes.AsMemory(0, frames * wav.Channels * 2), cancellation).ConfigureAwait(false);
        }
        return frame / (double)wav.SampleRateHz;
    }
}
