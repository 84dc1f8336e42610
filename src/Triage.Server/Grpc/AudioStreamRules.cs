using System.Globalization;
using Triage.Core.Calls;
using V1 = Triage.Server.Protos.V1;

namespace Triage.Server.Grpc;

/// <summary>What one stream's audio must keep to: whole frames, at most 2 s a chunk, media time that goes forward and does not leap.</summary>
/// <param name="heldUntilS">Where a resumed call stands; the first chunk may lie before it, since sources send again what they are unsure of.</param>
internal sealed class AudioStreamRules(CallSetup setup, double heldUntilS)
{
    public const double MaxChunkS = 2;

    /// <summary>Longest gap that is believed; a longer leap is a broken clock, not lost audio.</summary>
    public const double MaxLeapS = 60;

    // Sources compute times in floating point.
    private const double ToleranceS = 0.001;

    private double _notBeforeS;
    private double _endS = heldUntilS;

    /// <exception cref="ProtocolFaultException">The chunk breaks a rule; the state does not change.</exception>
    public void Check(V1.AudioChunk chunk)
    {
        var bytes = chunk.Data.Length;
        if (bytes == 0)
            throw new ProtocolFaultException("audio.data", "is empty");
        if (bytes % setup.BytesPerFrame != 0)
            throw new ProtocolFaultException("audio.data", $"{bytes} bytes are no whole frames; a frame has {setup.BytesPerFrame} bytes here");
        var durationS = (double)(bytes / setup.BytesPerFrame) / setup.SampleRateHz;
        if (durationS > MaxChunkS)
            throw new ProtocolFaultException("audio.data", $"holds {Text(durationS)} s of audio; at most {Text(MaxChunkS)} s a chunk");
        if (!double.IsFinite(chunk.StartS) || chunk.StartS < 0)
            throw new ProtocolFaultException("audio.start_s", "is negative or not a number");
        if (chunk.StartS < _notBeforeS - ToleranceS)
            throw new ProtocolFaultException("audio.start_s", $"goes backwards: {Text(chunk.StartS)} s after {Text(_notBeforeS)} s");
        if (chunk.StartS > _endS + MaxLeapS)
            throw new ProtocolFaultException("audio.start_s", $"leaps from {Text(_endS)} s to {Text(chunk.StartS)} s; at most {Text(MaxLeapS)} s");
        _notBeforeS = chunk.StartS + durationS;
        _endS = Math.Max(_endS, _notBeforeS);
    }

    private static string Text(double seconds) => seconds.ToString("0.###", CultureInfo.InvariantCulture);
}
