using System.Numerics;
using System.Runtime.InteropServices;

namespace Triage.Core.Audio;

/// <summary>
/// Streaming conversion of one channel's sample rate by a rational factor: Kaiser-windowed sinc in polyphase form, linear phase.
/// Output sample k lies at input time k / outputRate (the filter's delay is taken out), so media time holds. Used by its
/// channel's loop only; allocates nothing after construction. Source: Kaiser's design formulas (Oppenheim and Schafer, ch. 7).
/// </summary>
public sealed class PolyphaseResampler
{
    // Pass band to 0.9 of the lower Nyquist frequency, stop band from 1.0: nothing folds back, and 3.6 kHz of a telephone
    // line's 4 kHz come through unchanged. 80 dB leave a margin over the 70 dB asked for.
    private const double PassEdge = 0.9, StopEdge = 1.0, StopBandDb = 80;
    private const int MaxPhases = 640; // 11.025 to 16 kHz, the longest table of the usual rates
    private const int BlockSamples = 1024; // input handled between two moves of the history
    private const int TapMultiple = 16; // every vector width divides it

    private readonly int _phases; // output steps per _stride input steps
    private readonly int _stride;
    private readonly int _taps;
    private readonly float[] _table; // [phases, taps]
    private readonly float[] _history; // the last taps - 1 samples, then the block being handled
    private int _filled;
    private int _start; // place in _history of the next output's first tap
    private int _phase;
    private long _inputs;
    private long _outputs;

    /// <param name="inputRateHz">4000 to 192000 Hz.</param>
    /// <param name="outputRateHz">8000 or 16000 Hz.</param>
    /// <exception cref="ArgumentOutOfRangeException">Outside these, or a ratio without a small fraction (see <see cref="Supports"/>).</exception>
    public PolyphaseResampler(int inputRateHz, int outputRateHz)
    {
        if (!Supports(inputRateHz, outputRateHz))
            throw new ArgumentOutOfRangeException(nameof(inputRateHz), inputRateHz, $"no conversion from this rate to {outputRateHz} Hz");
        InputRateHz = inputRateHz;
        OutputRateHz = outputRateHz;
        var divisor = (int)BigInteger.GreatestCommonDivisor(inputRateHz, outputRateHz);
        _phases = outputRateHz / divisor;
        _stride = inputRateHz / divisor;
        if (inputRateHz == outputRateHz)
        {
            (_table, _history) = ([], []);
            return;
        }
        var nyquist = Math.Min(inputRateHz, outputRateHz) / 2.0 / inputRateHz; // in cycles per input sample
        var length = (StopBandDb - 7.95) / (14.36 * (StopEdge - PassEdge) * nyquist) + 1;
        _taps = ((int)Math.Ceiling(length) + TapMultiple - 1) / TapMultiple * TapMultiple;
        _table = Design(_phases, _taps, nyquist * (PassEdge + StopEdge) / 2);
        _history = new float[_taps - 1 + BlockSamples];
        Reset();
    }

    public int InputRateHz { get; }

    public int OutputRateHz { get; }

    /// <summary>
    /// Input samples after an output's own time that must have come before it is given; 0 when the rates are equal. It delays
    /// delivery, not the samples' media time.
    /// </summary>
    public int LatencySamples => _taps / 2;

    /// <summary>The latency in time.</summary>
    public TimeSpan Latency => TimeSpan.FromSeconds((double)LatencySamples / InputRateHz);

    /// <summary>True for 8, 11.025, 16, 22.05, 24, 32, 44.1, 48 kHz and all other input rates within a fraction of at most 640 phases.</summary>
    public static bool Supports(int inputRateHz, int outputRateHz) =>
        inputRateHz is >= WavFormat.MinSampleRateHz and <= WavFormat.MaxSampleRateHz && outputRateHz is 8_000 or 16_000
        && outputRateHz / (int)BigInteger.GreatestCommonDivisor(inputRateHz, outputRateHz) <= MaxPhases;

    /// <summary>Exact number of samples the next <see cref="Process"/> of that many input samples will write.</summary>
    public int OutputLength(int inputLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(inputLength);
        return checked((int)(OutputsBefore(_inputs + inputLength - LatencySamples) - _outputs));
    }

    /// <summary>Exact number of samples that <see cref="Flush"/> will write.</summary>
    public int FlushLength => (int)(OutputsBefore(_inputs) - _outputs);

    /// <summary>Takes all of the input; the same samples come out however the input is split.</summary>
    /// <param name="output">At least <see cref="OutputLength"/> samples; must not overlap the input.</param>
    /// <returns>Samples written.</returns>
    /// <exception cref="ArgumentException">The output is too short; nothing was taken.</exception>
    public int Process(ReadOnlySpan<float> input, Span<float> output)
    {
        var length = OutputLength(input.Length);
        if (output.Length < length)
            throw new ArgumentException($"{length} samples do not fit in {output.Length}", nameof(output));
        _inputs += input.Length;
        _outputs += length;
        if (_taps == 0)
            input.CopyTo(output);
        else
            Convert(input, output[..length]);
        return length;
    }

    /// <summary>
    /// Ends the stream as if silence followed: writes what is left up to the end of the input, then starts anew.
    /// </summary>
    /// <param name="output">At least <see cref="FlushLength"/> samples.</param>
    /// <returns>Samples written.</returns>
    /// <exception cref="ArgumentException">The output is too short; nothing was done.</exception>
    public int Flush(Span<float> output)
    {
        var length = FlushLength;
        if (output.Length < length)
            throw new ArgumentException($"{length} samples do not fit in {output.Length}", nameof(output));
        output = output[..length];
        Span<float> silence = stackalloc float[256];
        silence.Clear();
        while (output.Length > 0)
            output = output[Convert(silence, output)..];
        Reset();
        return length;
    }

    /// <summary>Forgets the past: the next input sample is at time 0.</summary>
    public void Reset()
    {
        _inputs = 0;
        _outputs = 0;
        _phase = 0;
        _start = 0;
        // Output 0 is centred on input 0, with taps/2 - 1 samples of silence before it.
        _filled = Math.Max(0, _taps / 2 - 1);
        _history.AsSpan(0, _filled).Clear();
    }

    /// <summary>Outputs whose time is before that input sample: k * stride / phases &lt; inputs.</summary>
    private long OutputsBefore(long inputs) => inputs <= 0 ? 0 : (inputs * _phases + _stride - 1) / _stride;

    private int Convert(ReadOnlySpan<float> input, Span<float> output)
    {
        var written = 0;
        while (input.Length > 0)
        {
            if (_filled == _history.Length)
                Compact();
            var part = input[..Math.Min(input.Length, _history.Length - _filled)];
            part.CopyTo(_history.AsSpan(_filled));
            _filled += part.Length;
            input = input[part.Length..];
            while (_start + _taps <= _filled && written < output.Length)
            {
                output[written++] = Dot(_start, _phase * _taps);
                _phase += _stride;
                _start += _phase / _phases;
                _phase %= _phases;
            }
        }
        return written;
    }

    private void Compact()
    {
        // The filter is many strides long, so the next output always begins within what is held.
        var keep = _filled - _start;
        _history.AsSpan(_start, keep).CopyTo(_history);
        _start = 0;
        _filled = keep;
    }

    private float Dot(int start, int row)
    {
        ref var samples = ref MemoryMarshal.GetArrayDataReference(_history);
        ref var weights = ref MemoryMarshal.GetArrayDataReference(_table);
        var width = Vector<float>.Count;
        var even = Vector<float>.Zero;
        var odd = Vector<float>.Zero;
        var i = 0;
        for (; i + 2 * width <= _taps; i += 2 * width)
        {
            even += Vector.LoadUnsafe(ref samples, (nuint)(start + i)) * Vector.LoadUnsafe(ref weights, (nuint)(row + i));
            odd += Vector.LoadUnsafe(ref samples, (nuint)(start + i + width)) * Vector.LoadUnsafe(ref weights, (nuint)(row + i + width));
        }
        if (i < _taps)
            even += Vector.LoadUnsafe(ref samples, (nuint)(start + i)) * Vector.LoadUnsafe(ref weights, (nuint)(row + i));
        return Vector.Sum(even + odd);
    }

    /// <summary>[phases, taps]: tap j of phase p weighs the input sample at j - (taps/2 - 1) - p/phases from the output's time.</summary>
    private static float[] Design(int phases, int taps, double cutoff)
    {
        var beta = 0.1102 * (StopBandDb - 8.7);
        var scale = 1 / BesselI0(beta);
        var half = taps / 2.0;
        var table = new float[phases * taps];
        var row = new double[taps];
        for (var phase = 0; phase < phases; phase++)
        {
            double sum = 0;
            for (var j = 0; j < taps; j++)
            {
                var time = j - (taps / 2 - 1) - (double)phase / phases;
                var angle = 2 * Math.PI * cutoff * time;
                var sinc = angle == 0 ? 1 : Math.Sin(angle) / angle;
                var inside = Math.Max(0, 1 - time / half * (time / half));
                sum += row[j] = sinc * BesselI0(beta * Math.Sqrt(inside)) * scale;
            }
            // Each phase passes a constant unchanged, or it would come out with a tone at the phases' rate.
            for (var j = 0; j < taps; j++)
                table[phase * taps + j] = (float)(row[j] / sum);
        }
        return table;
    }

    /// <summary>Modified Bessel function of the first kind, order 0, by its power series.</summary>
    private static double BesselI0(double x)
    {
        double term = 1, sum = 1;
        for (var k = 1; term > sum * 1e-16; k++)
        {
            term *= x / (2 * k) * (x / (2 * k));
            sum += term;
        }
        return sum;
    }
}
