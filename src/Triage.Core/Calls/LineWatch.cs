using Triage.Core.Audio;

namespace Triage.Core.Calls;

/// <summary>Warns once when a channel's line goes silent or clips, and again only after it has been well. Runs on the call's loop.</summary>
internal sealed class LineWatch(CallChannel channel, int sampleRateHz, Action<CallEvent> emit)
{
    private static readonly SignalQualityOptions Limits = new() { SilentAfter = TimeSpan.FromSeconds(10) };

    private readonly SignalQuality _quality = new(sampleRateHz, Limits);
    private long _samples;
    private bool _silent, _clipped;

    public void Push(ReadOnlySpan<float> samples)
    {
        _quality.Push(samples);
        _samples += samples.Length;
        var now = _samples / (double)sampleRateHz;
        Warn(ref _silent, _quality.IsSilent, GapReason.SilentLine, now - _quality.SilentFor.TotalSeconds, now);
        Warn(ref _clipped, _quality.IsClipped, GapReason.Clipped, Math.Max(0, now - 1), now);
    }

    private void Warn(ref bool warned, bool now, GapReason reason, double startS, double endS)
    {
        if (now && !warned)
            emit(new AudioGap(channel, reason, startS, endS));
        warned = now;
    }
}
