using System.Numerics;
using System.Runtime.InteropServices;

namespace Triage.Core.Audio;

/// <summary>
/// Power spectrum of one windowed frame of 400 real samples: 201 bins, 40 Hz apart at 16 kHz. The 400 reals are transformed as
/// 200 complex values by a self-sorting (Stockham) FFT, 200 = 8 * 5 * 5, in double: in float the rounding of a loud bin shows in
/// the quiet ones, 80 dB below, that the log-mel still keeps. Holds its scratch: one thread at a time.
/// </summary>
internal sealed class FrameSpectrum
{
    public const int FrameSamples = 400;
    public const int Bins = FrameSamples / 2 + 1;

    private const int Half = FrameSamples / 2;

    private readonly double[] _window = new double[FrameSamples];
    private readonly double[] _firstCos = new double[Half], _firstSin = new double[Half]; // [25, 8] turns of the first pass
    private readonly double[] _secondCos = new double[25], _secondSin = new double[25];   // [5, 5] turns of the second pass
    private readonly double[] _splitCos = new double[Half / 2 + 1], _splitSin = new double[Half / 2 + 1];
    private readonly double[] _re1 = new double[Half], _im1 = new double[Half], _re2 = new double[Half], _im2 = new double[Half];
    private readonly double[] _power = new double[Bins];

    public FrameSpectrum()
    {
        for (var i = 0; i < FrameSamples; i++)
            _window[i] = 0.5 - 0.5 * Math.Cos(2 * Math.PI * i / FrameSamples);
        for (var i = 0; i < Half; i++)
            (_firstSin[i], _firstCos[i]) = Math.SinCos(-2 * Math.PI * (i / 8 * (i % 8)) / Half);
        for (var i = 0; i < 25; i++)
            (_secondSin[i], _secondCos[i]) = Math.SinCos(-2 * Math.PI * (i / 5 * (i % 5)) / 25);
        for (var i = 0; i < _splitCos.Length; i++)
            (_splitSin[i], _splitCos[i]) = Math.SinCos(-2 * Math.PI * i / FrameSamples);
    }

    /// <summary>Power of each bin under a periodic Hann window, not scaled; valid until the next call.</summary>
    /// <param name="frame">400 samples.</param>
    public ReadOnlySpan<double> Power(ReadOnlySpan<float> frame)
    {
        FirstPass(frame[..FrameSamples]);
        FifthsPass(_re1, _im1, _re2, _im2, blocks: 5, stride: 8, _secondCos, _secondSin);
        FifthsPass(_re2, _im2, _re1, _im1, blocks: 1, stride: 40, _secondCos, _secondSin); // its first row: no turn
        Split();
        return _power;
    }

    /// <summary>Window, pack neighbours as real and imaginary part, and 25 butterflies of 8 points.</summary>
    private void FirstPass(ReadOnlySpan<float> frame)
    {
        ReadOnlySpan<double> window = _window;
        Span<double> re = stackalloc double[8], im = stackalloc double[8];
        const double diagonal = 0.70710678118654752440;
        for (var p = 0; p < 25; p++)
        {
            for (var j = 0; j < 4; j++)
            {
                var low = 2 * (p + 25 * j);
                var high = low + FrameSamples / 2;
                double lowRe = frame[low] * window[low], lowIm = frame[low + 1] * window[low + 1];
                double highRe = frame[high] * window[high], highIm = frame[high + 1] * window[high + 1];
                re[j] = lowRe + highRe;
                im[j] = lowIm + highIm;
                re[j + 4] = lowRe - highRe;
                im[j + 4] = lowIm - highIm;
            }
            (re[5], im[5]) = ((re[5] + im[5]) * diagonal, (im[5] - re[5]) * diagonal);
            (re[6], im[6]) = (im[6], -re[6]);
            (re[7], im[7]) = ((im[7] - re[7]) * diagonal, -(re[7] + im[7]) * diagonal);
            for (var odd = 0; odd < 2; odd++)
            {
                var a = 4 * odd;
                double sumRe = re[a] + re[a + 2], sumIm = im[a] + im[a + 2], gapRe = re[a] - re[a + 2], gapIm = im[a] - im[a + 2];
                double sum2Re = re[a + 1] + re[a + 3], sum2Im = im[a + 1] + im[a + 3];
                double gap2Re = re[a + 1] - re[a + 3], gap2Im = im[a + 1] - im[a + 3];
                Turn(p, odd, sumRe + sum2Re, sumIm + sum2Im);
                Turn(p, odd + 2, gapRe + gap2Im, gapIm - gap2Re);
                Turn(p, odd + 4, sumRe - sum2Re, sumIm - sum2Im);
                Turn(p, odd + 6, gapRe - gap2Im, gapIm + gap2Re);
            }
        }
    }

    private void Turn(int p, int k, double re, double im)
    {
        var at = 8 * p + k;
        _re1[at] = re * _firstCos[at] - im * _firstSin[at];
        _im1[at] = re * _firstSin[at] + im * _firstCos[at];
    }

    /// <summary>Butterflies of 5 points, <paramref name="stride"/> (a multiple of every vector width) side by side.</summary>
    private static void FifthsPass(
        double[] fromRe, double[] fromIm, double[] toRe, double[] toIm, int blocks, int stride, ReadOnlySpan<double> cos, ReadOnlySpan<double> sin)
    {
        var cos1 = new Vector<double>(0.30901699437494742410);
        var cos2 = new Vector<double>(-0.80901699437494742410);
        var sin1 = new Vector<double>(0.95105651629515357212);
        var sin2 = new Vector<double>(0.58778525229247312917);
        var gap = blocks * stride;
        ref var sourceRe = ref MemoryMarshal.GetArrayDataReference(fromRe);
        ref var sourceIm = ref MemoryMarshal.GetArrayDataReference(fromIm);
        ref var targetRe = ref MemoryMarshal.GetArrayDataReference(toRe);
        ref var targetIm = ref MemoryMarshal.GetArrayDataReference(toIm);
        for (var p = 0; p < blocks; p++)
        {
            for (var q = 0; q < stride; q += Vector<double>.Count)
            {
                var from = p * stride + q;
                Vector<double> re0 = Load(ref sourceRe, from), im0 = Load(ref sourceIm, from);
                Vector<double> re1 = Load(ref sourceRe, from + gap), im1 = Load(ref sourceIm, from + gap);
                Vector<double> re2 = Load(ref sourceRe, from + 2 * gap), im2 = Load(ref sourceIm, from + 2 * gap);
                Vector<double> re3 = Load(ref sourceRe, from + 3 * gap), im3 = Load(ref sourceIm, from + 3 * gap);
                Vector<double> re4 = Load(ref sourceRe, from + 4 * gap), im4 = Load(ref sourceIm, from + 4 * gap);
                Vector<double> sum1Re = re1 + re4, sum1Im = im1 + im4, sum2Re = re2 + re3, sum2Im = im2 + im3;
                Vector<double> gap1Re = re1 - re4, gap1Im = im1 - im4, gap2Re = re2 - re3, gap2Im = im2 - im3;
                Vector<double> near1Re = re0 + cos1 * sum1Re + cos2 * sum2Re, near1Im = im0 + cos1 * sum1Im + cos2 * sum2Im;
                Vector<double> near2Re = re0 + cos2 * sum1Re + cos1 * sum2Re, near2Im = im0 + cos2 * sum1Im + cos1 * sum2Im;
                Vector<double> far1Re = sin1 * gap1Re + sin2 * gap2Re, far1Im = sin1 * gap1Im + sin2 * gap2Im;
                Vector<double> far2Re = sin2 * gap1Re - sin1 * gap2Re, far2Im = sin2 * gap1Im - sin1 * gap2Im;
                var to = 5 * p * stride + q;
                Store(re0 + sum1Re + sum2Re, im0 + sum1Im + sum2Im, to, 1, 0, ref targetRe, ref targetIm);
                Store(near1Re + far1Im, near1Im - far1Re, to + stride, cos[5 * p + 1], sin[5 * p + 1], ref targetRe, ref targetIm);
                Store(near2Re + far2Im, near2Im - far2Re, to + 2 * stride, cos[5 * p + 2], sin[5 * p + 2], ref targetRe, ref targetIm);
                Store(near2Re - far2Im, near2Im + far2Re, to + 3 * stride, cos[5 * p + 3], sin[5 * p + 3], ref targetRe, ref targetIm);
                Store(near1Re - far1Im, near1Im + far1Re, to + 4 * stride, cos[5 * p + 4], sin[5 * p + 4], ref targetRe, ref targetIm);
            }
        }
    }

    private static Vector<double> Load(ref double start, int at) => Vector.LoadUnsafe(ref start, (nuint)at);

    private static void Store(
        Vector<double> re, Vector<double> im, int at, double cos, double sin, ref double targetRe, ref double targetIm)
    {
        (re * cos - im * sin).StoreUnsafe(ref targetRe, (nuint)at);
        (re * sin + im * cos).StoreUnsafe(ref targetIm, (nuint)at);
    }

    /// <summary>Spectrum of the 400 reals from that of the 200 packed pairs, squared.</summary>
    private void Split()
    {
        for (var k = 0; k <= Half / 2; k++)
        {
            var mirror = k == 0 ? 0 : Half - k;
            double evenRe = 0.5 * (_re1[k] + _re1[mirror]), evenIm = 0.5 * (_im1[k] - _im1[mirror]);
            double oddRe = 0.5 * (_im1[k] + _im1[mirror]), oddIm = 0.5 * (_re1[mirror] - _re1[k]);
            var turnedRe = oddRe * _splitCos[k] - oddIm * _splitSin[k];
            var turnedIm = oddRe * _splitSin[k] + oddIm * _splitCos[k];
            _power[k] = Square(evenRe + turnedRe) + Square(evenIm + turnedIm);
            _power[Half - k] = Square(evenRe - turnedRe) + Square(evenIm - turnedIm);
        }
    }

    private static double Square(double value) => value * value;
}
