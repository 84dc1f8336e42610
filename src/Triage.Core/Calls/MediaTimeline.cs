namespace Triage.Core.Calls;

/// <summary>What a chunk means for the timeline.</summary>
/// <param name="MissingFrames">Frames of silence to put before it, because audio is missing.</param>
/// <param name="SkipFrames">Frames of it to leave out, because that time is already decided.</param>
internal readonly record struct TimelineStep(long MissingFrames, int SkipFrames);

/// <summary>
/// Keeps a call's audio on its media time: decides from each chunk's stamp what is missing and what came twice. Small
/// disagreements (clocks, rounding) are ignored until they add up. Pure; owned by the call's loop.
/// </summary>
internal sealed class MediaTimeline(int sampleRateHz)
{
    /// <summary>Stamps may disagree with the sample count by less than this without meaning a loss: one usual packet.</summary>
    private const double ToleranceS = 0.020;

    /// <summary>Rounding of a source that computes its stamps in milliseconds.</summary>
    private const double RoundingS = 0.001;

    /// <summary>Frames taken, silence put in for lost audio included.</summary>
    public long Frames { get; private set; }

    public double HeardS => Frames / (double)sampleRateHz;

    /// <param name="repeats">The source sends again what it is unsure of: whatever is held already is left out, however short.</param>
    public TimelineStep Place(double startS, int frames, bool repeats = false)
    {
        var ahead = (long)Math.Round(startS * sampleRateHz) - Frames;
        var step = ahead < ToleranceS * sampleRateHz && -ahead < (repeats ? RoundingS : ToleranceS) * sampleRateHz
            ? default
            : ahead > 0 ? new TimelineStep(ahead, 0) : new TimelineStep(0, (int)Math.Min(frames, -ahead));
        Frames += step.MissingFrames + frames - step.SkipFrames;
        return step;
    }
}
