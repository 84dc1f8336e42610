namespace Triage.Core.Audio;

/// <summary>
/// Whisper's log-mel of one utterance, made while the audio comes in: complete frames are computed once, a window costs a copy
/// and the last frames. One instance per channel, used by that channel's loop only; allocates nothing after construction.
/// Source: OpenAI Whisper, audio.py (Hann 400, hop 160, Slaney mels, log10, floor at max - 8, (x + 4) / 4).
/// </summary>
public sealed class LogMelExtractor
{
    public const int SampleRateHz = 16_000;

    /// <summary>Samples from one frame to the next: 10 ms.</summary>
    public const int HopSamples = 160;

    /// <summary>Longest utterance: 30 s, what the model's positions reach.</summary>
    public const int MaxSamples = 30 * SampleRateHz;

    public const int MaxFrames = MaxSamples / HopSamples;

    private const int Reach = FrameSpectrum.FrameSamples / 2; // samples before and from its centre that a frame uses
    private const int MaxTailFrames = 3; // frames that touch the last 200 samples or the 200 behind them
    private const int TransposedFrames = 16;
    private const float Silence = -10; // log10 of the smallest energy
    private const float Range = 8; // Whisper keeps 80 dB below the loudest value of the window

    private readonly FrameSpectrum _spectrum = new();
    private readonly MelFilterBank _filters;
    private readonly float[] _samples = new float[MaxSamples];
    private readonly float[] _frame = new float[FrameSpectrum.FrameSamples];
    private readonly float[] _raw; // [frames, bins] log-mel of complete frames, before normalisation
    private readonly float[] _loudest = new float[MaxFrames]; // largest value of each complete frame
    private readonly float[] _tail; // [MaxTailFrames, bins]
    private int _completeFrames;

    /// <param name="bins">Mel bins of the model: 80, or 128 (large-v3).</param>
    /// <exception cref="ArgumentOutOfRangeException">Any other number.</exception>
    public LogMelExtractor(int bins)
    {
        if (bins is not (80 or 128))
            throw new ArgumentOutOfRangeException(nameof(bins), bins, "Whisper models take 80 or 128 mel bins");
        _filters = new MelFilterBank(bins);
        _raw = new float[MaxFrames * bins];
        _tail = new float[MaxTailFrames * bins];
    }

    public int Bins => _filters.Filters;

    /// <summary>Samples pushed since the last reset.</summary>
    public int SampleCount { get; private set; }

    /// <summary>
    /// The audio pushed since the last reset. To carry the end of a cut utterance into the next: <c>rest = Samples[cut..]; Reset(); Push(rest)</c>.
    /// </summary>
    public ReadOnlySpan<float> Samples => _samples.AsSpan(0, SampleCount);

    /// <summary>Begins an utterance.</summary>
    public void Reset()
    {
        SampleCount = 0;
        _completeFrames = 0;
    }

    /// <summary>Begins an utterance and wipes the audio of the one before, which <see cref="Reset"/> leaves in place.</summary>
    public void Clear()
    {
        Reset();
        Array.Clear(_samples);
        Array.Clear(_raw);
    }

    /// <summary>Appends audio of the utterance.</summary>
    /// <param name="samples16k">Samples in [-1,1] at 16 kHz, any number.</param>
    /// <exception cref="ArgumentException">The utterance would pass 30 s; nothing was taken.</exception>
    public void Push(ReadOnlySpan<float> samples16k)
    {
        if (samples16k.Length > MaxSamples - SampleCount)
            throw new ArgumentException($"{SampleCount} + {samples16k.Length} samples pass {MaxSamples} (30 s)", nameof(samples16k));
        samples16k.CopyTo(_samples.AsSpan(SampleCount));
        SampleCount += samples16k.Length;
        for (var complete = CompleteFrames(SampleCount); _completeFrames < complete; _completeFrames++)
            _loudest[_completeFrames] = Compute(_completeFrames, SampleCount, _raw.AsSpan(_completeFrames * Bins, Bins));
    }

    /// <summary>Window of all audio pushed so far, then zeros; see the overload for a prefix.</summary>
    public void FillWindow(Span<float> mel, int frames, out int audioFrames) => FillWindow(mel, frames, SampleCount, out audioFrames);

    /// <summary>
    /// Writes the normalised log-mel of the first <paramref name="audioSamples"/> samples followed by zeros. Frame t is centred
    /// at sample 160 t; before the start the audio is mirrored, as torch.stft does with center=True. Audio beyond the window is
    /// left out, except where the last frame reaches it.
    /// </summary>
    /// <param name="mel">[bins, frames] row-major, at least that long; values around [-1.5, 1.5].</param>
    /// <param name="frames">Frames of 10 ms, 1 to 3000.</param>
    /// <param name="audioSamples">0 to <see cref="SampleCount"/>.</param>
    /// <param name="audioFrames">Frames of the window whose 10 ms hold audio: the audio's length rounded up, at most <paramref name="frames"/>.</param>
    /// <exception cref="ArgumentException">An argument outside these limits.</exception>
    public void FillWindow(Span<float> mel, int frames, int audioSamples, out int audioFrames)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(frames, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(frames, MaxFrames);
        ArgumentOutOfRangeException.ThrowIfNegative(audioSamples);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(audioSamples, SampleCount);
        if (mel.Length < Bins * frames)
            throw new ArgumentException($"{Bins} x {frames} values do not fit in {mel.Length}", nameof(mel));

        var complete = Math.Min(frames, CompleteFrames(audioSamples));
        var touched = audioSamples == 0 ? 0 : Math.Min(frames, (audioSamples + Reach + HopSamples - 1) / HopSamples);
        var loudest = touched < frames ? Silence : float.NegativeInfinity;
        foreach (var value in _loudest.AsSpan(0, complete))
            loudest = Math.Max(loudest, value);
        for (var t = complete; t < touched; t++)
            loudest = Math.Max(loudest, Compute(t, audioSamples, _tail.AsSpan((t - complete) * Bins, Bins)));

        var floor = loudest - Range;
        Transpose(_raw.AsSpan(0, complete * Bins), mel, frames, 0, floor);
        Transpose(_tail.AsSpan(0, (touched - complete) * Bins), mel, frames, complete, floor);
        for (var bin = 0; bin < Bins && touched < frames; bin++)
            mel.Slice(bin * frames + touched, frames - touched).Fill(Normalise(Silence, floor));
        audioFrames = Math.Min(frames, (audioSamples + HopSamples - 1) / HopSamples);
    }

    /// <summary>Frames that no later sample can change. The mirrored start makes frame 0 wait for sample 200 itself.</summary>
    private static int CompleteFrames(int samples) => samples <= Reach ? 0 : Math.Min(MaxFrames, (samples - Reach) / HopSamples + 1);

    /// <summary>Raw log-mel of frame t when only the first <paramref name="count"/> samples exist; returns its largest value.</summary>
    private float Compute(int t, int count, Span<float> raw)
    {
        var start = t * HopSamples - Reach;
        ReadOnlySpan<float> source = _frame;
        if (start >= 0 && start + FrameSpectrum.FrameSamples <= count)
        {
            source = _samples.AsSpan(start, FrameSpectrum.FrameSamples);
        }
        else
        {
            for (var i = 0; i < _frame.Length; i++)
            {
                var at = Math.Abs(start + i);
                _frame[i] = at < count ? _samples[at] : 0;
            }
        }
        _filters.LogEnergies(_spectrum.Power(source), raw);
        var loudest = Silence;
        foreach (var value in raw)
            loudest = Math.Max(loudest, value);
        return loudest;
    }

    /// <summary>From [frames, bins] to the columns of [bins, frames] that begin at <paramref name="first"/>, in blocks that stay in cache.</summary>
    private void Transpose(ReadOnlySpan<float> raw, Span<float> mel, int frames, int first, float floor)
    {
        var bins = Bins;
        for (var from = 0; from < raw.Length; from += TransposedFrames * bins)
        {
            var block = raw[from..Math.Min(raw.Length, from + TransposedFrames * bins)];
            var column = first + from / bins;
            for (var bin = 0; bin < bins; bin++)
            {
                var row = mel.Slice(bin * frames + column, block.Length / bins);
                for (var i = 0; i < row.Length; i++)
                    row[i] = Normalise(block[i * bins + bin], floor);
            }
        }
    }

    private static float Normalise(float value, float floor) => (Math.Max(value, floor) + 4) * 0.25f;
}
