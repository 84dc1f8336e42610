namespace Triage.Core.Audio;

/// <summary>
/// Running measurement of one channel's level, clipping and silence, for the warnings that the operator sees. Readings cover
/// whole seconds and do not depend on how the audio is split. Used by its channel's loop only; allocates nothing.
/// </summary>
public sealed class SignalQuality
{
    // A-law cannot say zero: its quietest codes are -8 and 8 of 32768, -72 dBFS. A line that never leaves them is dead.
    private const float SmallestALawStep = 8f / 32768;

    /// <summary>Fall of <see cref="MeterDbfs"/>, dB a second.</summary>
    private const double MeterFallDb = 20;

    private static readonly double s_meterFall = Math.Pow(10, -MeterFallDb / 50 / 10);

    private readonly SignalQualityOptions _options;
    private readonly int _sampleRateHz;
    private readonly int _blockSamples;
    private readonly double _silentBlockEnergy;
    private int _inBlock, _inSecond, _clipped;
    private double _blockEnergy, _energy, _meterEnergy;
    private float _blockPeak, _peak;
    private long _silentSamples, _zeroSamples;

    /// <exception cref="ArgumentOutOfRangeException">Rate outside 4000..192000 Hz.</exception>
    public SignalQuality(int sampleRateHz, SignalQualityOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRateHz, WavFormat.MinSampleRateHz);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sampleRateHz, WavFormat.MaxSampleRateHz);
        _options = options ?? new SignalQualityOptions();
        _sampleRateHz = sampleRateHz;
        _blockSamples = sampleRateHz / 50;
        _silentBlockEnergy = Math.Pow(10, _options.SilenceDbfs / 10) * _blockSamples;
    }

    /// <summary>RMS level of the last whole second in dBFS; minus infinity for zeros, and before the first second has passed.</summary>
    public double LevelDbfs { get; private set; } = double.NegativeInfinity;

    /// <summary>
    /// What a level meter shows, in dBFS: the RMS of the loudest 20 ms lately, falling <see cref="MeterFallDb"/> a second (the
    /// return of a programme meter, IEC 60268-10). Minus infinity before the first 20 ms; silence falls towards it.
    /// </summary>
    public double MeterDbfs => 10 * Math.Log10(_meterEnergy / _blockSamples);

    /// <summary>Largest magnitude in the last whole second, in [0,1].</summary>
    public float Peak { get; private set; }

    /// <summary>Share in [0,1] of clipped samples in the last whole second.</summary>
    public double ClippedShare { get; private set; }

    /// <summary>Whole seconds measured.</summary>
    public long Seconds { get; private set; }

    /// <summary>How long the line has been silent up to now, counted in blocks of 20 ms below the silence level or without any signal.</summary>
    public TimeSpan SilentFor => TimeSpan.FromSeconds((double)_silentSamples / _sampleRateHz);

    /// <summary>How long every sample up to now has been exactly zero.</summary>
    public TimeSpan DigitalSilenceFor => TimeSpan.FromSeconds((double)_zeroSamples / _sampleRateHz);

    /// <summary>True when the line has been silent, by level or digitally, for the time in the options.</summary>
    public bool IsSilent => SilentFor >= _options.SilentAfter || DigitalSilenceFor >= _options.SilentAfter;

    /// <summary>True when the last whole second had more clipped samples than the options allow.</summary>
    public bool IsClipped => ClippedShare > _options.ClippedShareLimit;

    /// <summary>Measures more audio, samples in [-1,1].</summary>
    public void Push(ReadOnlySpan<float> samples)
    {
        foreach (var sample in samples)
        {
            var magnitude = Math.Abs(sample);
            _zeroSamples = magnitude == 0 ? _zeroSamples + 1 : 0;
            var energy = (double)sample * sample;
            _blockEnergy += energy;
            _energy += energy;
            _blockPeak = Math.Max(_blockPeak, magnitude);
            _peak = Math.Max(_peak, magnitude);
            if (magnitude >= _options.ClipLevel)
                _clipped++;
            if (++_inBlock == _blockSamples)
                EndBlock();
            if (++_inSecond == _sampleRateHz)
                EndSecond();
        }
    }

    private void EndBlock()
    {
        var silent = _blockEnergy < _silentBlockEnergy || _blockPeak <= SmallestALawStep;
        _silentSamples = silent ? _silentSamples + _blockSamples : 0;
        _meterEnergy = Math.Max(_blockEnergy, _meterEnergy * s_meterFall);
        (_blockEnergy, _blockPeak, _inBlock) = (0, 0, 0);
    }

    private void EndSecond()
    {
        LevelDbfs = 10 * Math.Log10(_energy / _sampleRateHz);
        Peak = _peak;
        ClippedShare = (double)_clipped / _sampleRateHz;
        Seconds++;
        (_energy, _peak, _clipped, _inSecond) = (0, 0, 0, 0);
    }
}
