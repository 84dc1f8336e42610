namespace Triage.Core.Audio;

/// <summary>When a line counts as silent or clipped.</summary>
public sealed record SignalQualityOptions
{
    /// <summary>RMS level in dBFS (0 = a constant of full scale) below which 20 ms are silent. An open telephone line hisses above it.</summary>
    public double SilenceDbfs { get; init; } = -75;

    /// <summary>Silence after which the line is said to be silent.</summary>
    public TimeSpan SilentAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Magnitude in [0,1] from which a sample is clipped.</summary>
    public float ClipLevel { get; init; } = 0.99f;

    /// <summary>Share in [0,1] of clipped samples in one second above which the line is said to be clipped: 0.01 is 10 ms in all.</summary>
    public double ClippedShareLimit { get; init; } = 0.01;
}
