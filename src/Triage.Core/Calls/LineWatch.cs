using Triage.Core.Audio;

namespace Triage.Core.Calls;

/// <summary>
/// Warns once when a channel's line goes silent or clips, and again only after it has been well. Looks every 20 ms of audio, so
/// that its warnings do not depend on the chunks. Runs on the call's loop.
/// </summary>
internal sealed class LineWatch(CallChannel channel, int sampleRateHz, Action<CallEvent> emit)
{
    private static readonly SignalQualityOptions Limits = new() { SilentAfter = TimeSpan.FromSeconds(10) };

    private readonly SignalQuality _quality = new(sampleRateHz, Limits);
    private readonly Queue<AudioGap> _warnings = new();
    private readonly int _blockSamples = sampleRateHz / 50;
    private long _samples;
    private int _inBlock;
    private bool _silent, _clipped;
    private double _levelDbfs = double.NegativeInfinity;

    /// <summary>As of the last 20 ms; any thread.</summary>
    public ChannelAudio Audio => new(channel, Volatile.Read(ref _levelDbfs), Volatile.Read(ref _silent), Volatile.Read(ref _clipped));

    public void Push(ReadOnlySpan<float> samples)
    {
        while (!samples.IsEmpty)
        {
            var piece = samples[..Math.Min(samples.Length, _blockSamples - _inBlock)];
            _quality.Push(piece);
            _samples += piece.Length;
            _inBlock += piece.Length;
            samples = samples[piece.Length..];
            if (_inBlock == _blockSamples)
                Look();
        }
    }

    /// <summary>Audio was lost: its time passes, and says nothing of the line.</summary>
    public void Skip(long samples) => _samples += samples;

    /// <summary>Emits what was noticed up to a media time.</summary>
    public void EmitUntil(double mediaS)
    {
        while (_warnings.TryPeek(out var warning) && warning.EndS <= mediaS)
            emit(_warnings.Dequeue());
    }

    private void Look()
    {
        _inBlock = 0;
        Volatile.Write(ref _levelDbfs, _quality.MeterDbfs);
        var now = _samples / (double)sampleRateHz;
        Warn(ref _silent, _quality.IsSilent, GapReason.SilentLine, now - _quality.SilentFor.TotalSeconds, now);
        Warn(ref _clipped, _quality.IsClipped, GapReason.Clipped, now - 1, now);
    }

    private void Warn(ref bool warned, bool now, GapReason reason, double startS, double endS)
    {
        if (now && !warned)
            _warnings.Enqueue(new AudioGap(channel, reason, Math.Max(0, startS), endS));
        Volatile.Write(ref warned, now);
    }
}
