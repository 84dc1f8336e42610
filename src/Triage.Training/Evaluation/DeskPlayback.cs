using Triage.Core.Audio;
using Triage.Core.Calls;

namespace Triage.Training.Evaluation;

/// <summary>Plays a whole recording through the very path of a live call, as fast as the machine can, and hands out what happens.</summary>
internal static class DeskPlayback
{
    private const double ChunkS = 0.1;

    /// <summary>Seconds of audio that went in; every event of the call has been handed out when this returns.</summary>
    /// <exception cref="WavFormatException">Not a readable recording, or more than two channels.</exception>
    /// <exception cref="InvalidDataException">The desk refuses a call of this recording's kind.</exception>
    public static async Task<double> PlayAsync(ICallDesk desk, string audio, string callId, Action<CallEvent> happened, CancellationToken cancellation)
    {
        using var file = File.OpenRead(audio);
        var wav = WavReader.Open(file);
        IReadOnlyList<CallChannel> channels = wav.Channels switch
        {
            1 => [CallChannel.Mixed],
            2 => [CallChannel.Operator, CallChannel.Caller],
            _ => throw new WavFormatException($"{Path.GetFileName(audio)} has {wav.Channels} channels; a call has one or two"),
        };
        var setup = new CallSetup(callId, channels, AudioEncoding.Pcm16, wav.SampleRateHz, CallPacing.Recorded, new Dictionary<string, string>());
        await using var session = desk.TryOpen(setup, resume: false) switch
        {
            CallOpening.Opened opened => opened.Session,
            CallOpening.Refused refused => throw new InvalidDataException($"{Path.GetFileName(audio)}: {refused.Field} {refused.Message}"),
            _ => throw new InvalidOperationException("an opening is opened or refused"),
        };
        var watching = WatchAsync(desk, callId, happened, cancellation);
        var audioS = await SendAsync(session, wav, cancellation).ConfigureAwait(false);
        await session.CompleteAsync(EndReason.Completed, cancellation).ConfigureAwait(false);
        await watching.ConfigureAwait(false);
        return audioS;
    }

    private static async Task WatchAsync(ICallDesk desk, string callId, Action<CallEvent> happened, CancellationToken cancellation)
    {
        await foreach (var callEvent in desk.WatchAsync(callId, 0, cancellation).ConfigureAwait(false))
            happened(callEvent);
    }

    private static async Task<double> SendAsync(ICallSession session, WavReader wav, CancellationToken cancellation)
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
