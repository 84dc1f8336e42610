using FsCheck.Xunit;
using Triage.Core.Audio;
using Triage.Tests;

namespace Triage.Core.Tests.Audio;

public sealed class PolyphaseResamplerTests
{
    private const double PassEdge = 0.9;
    private static readonly int[] InputRates = [8_000, 11_025, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000];

    public static TheoryData<int, int> Conversions
    {
        get
        {
            var data = new TheoryData<int, int>();
            foreach (var input in InputRates)
                foreach (var output in (int[])[8_000, 16_000])
                    data.Add(input, output);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Conversions))]
    public void Process_TonesOfThePassBand_KeepTimeLevelAndPurity(int input, int output)
    {
        var nyquist = Math.Min(input, output) / 2.0;
        foreach (var share in (double[])[0.01, 0.1, 0.3, 0.5, 0.7, 0.8, 0.85, PassEdge])
        {
            var hz = share * nyquist;
            var samples = Resample(Tone(input, hz, input), input, output);
            Assert.Equal(output, samples.Length);
            // In phase with sample k at time k / output: any delay left in would show in the sine's partner.
            var (sine, cosine, rest) = Fit(samples, hz, output);
            var gainDb = 20 * Math.Log10(sine / 0.5);
            Assert.True(Math.Abs(gainDb) <= 0.1, $"{hz} Hz: {gainDb:F4} dB");
            Assert.True(Math.Abs(cosine) <= 1e-4 * 0.5, $"{hz} Hz: quadrature {cosine:E2}");
            Assert.True(rest <= Math.Pow(10, -70 / 20.0) * 0.5, $"{hz} Hz: images {20 * Math.Log10(rest / 0.5):F1} dB");
        }
    }

    [Theory]
    [MemberData(nameof(Conversions))]
    public void Process_TonesAboveTheOutputsNyquist_AreSeventyDbDown(int input, int output)
    {
        for (var hz = output / 2.0; hz < input / 2.0; hz += (input - output) / 40.0)
        {
            var samples = Resample(Tone(input, hz + 1, input), input, output);
            var level = 20 * Math.Log10(Rms(samples.AsSpan(1_000, output - 2_000)) / (0.5 / Math.Sqrt(2)));
            Assert.True(level <= -70, $"{hz} Hz folds back at {level:F1} dB");
        }
    }

    [Theory]
    [MemberData(nameof(Conversions))]
    public void Process_Constant_StaysConstant(int input, int output)
    {
        var samples = Resample(Enumerable.Repeat(0.75f, input).ToArray(), input, output);
        Assert.All(samples[1_000..^1_000], sample => Assert.Equal(0.75f, sample, 1e-6f));
    }

    [Theory]
    [InlineData(16_000)]
    [InlineData(8_000)]
    public void Process_EqualRates_PassesThroughAtOnce(int rate)
    {
        var samples = Tone(rate, 440, 1_000);
        var resampler = new PolyphaseResampler(rate, rate);
        var output = new float[1_000];
        Assert.Equal(1_000, resampler.Process(samples, output));
        Assert.Equal(samples, output);
        Assert.Equal((0, 0), (resampler.LatencySamples, resampler.FlushLength));
    }

    [Theory]
    [MemberData(nameof(Conversions))]
    public void Process_Impulse_PeaksAtItsOwnMediaTime(int input, int output)
    {
        var samples = new float[input / 2];
        samples[input / 4] = 1;
        var resampled = Resample(samples, input, output);
        var peak = Array.IndexOf(resampled, resampled.Max());
        Assert.InRange((double)peak / output - (double)(input / 4) / input, -0.51 / output, 0.51 / output);
    }

    [Theory]
    [MemberData(nameof(Conversions))]
    public void Process_StatedLatency_IsWhenTheFirstSampleComes(int input, int output)
    {
        var resampler = new PolyphaseResampler(input, output);
        Assert.Equal(0, resampler.OutputLength(resampler.LatencySamples));
        Assert.Equal(1, Math.Min(1, resampler.OutputLength(resampler.LatencySamples + 1)));
        Assert.Equal((double)resampler.LatencySamples / input, resampler.Latency.TotalSeconds, 1e-6);
    }

    [Property(MaxTest = 150)]
    public void Process_AnySplitOfTheInput_GivesTheSameBits(ushort[] sizes, byte rates, short seed, ushort length)
    {
        var input = InputRates[rates % InputRates.Length];
        var output = rates < 128 ? 8_000 : 16_000;
        var random = new Random(seed);
        var samples = Enumerable.Range(0, 6_000 - length % 6_001).Select(_ => random.NextSingle() * 2 - 1).ToArray();
        var expected = Resample(samples, input, output);

        var resampler = new PolyphaseResampler(input, output);
        resampler.Process(samples.AsSpan(0, samples.Length / 3), new float[samples.Length * 3]);
        resampler.Reset();
        var split = new List<float>();
        var rest = samples.AsSpan();
        for (var i = 0; rest.Length > 0; i++)
        {
            var size = Math.Min(rest.Length, i < sizes.Length ? sizes[i] * 13 % 1_500 : 61);
            var part = new float[resampler.OutputLength(size)];
            Assert.Equal(part.Length, resampler.Process(rest[..size], part));
            split.AddRange(part);
            rest = rest[size..];
        }
        var tail = new float[resampler.FlushLength];
        Assert.Equal(tail.Length, resampler.Flush(tail));
        split.AddRange(tail);

        Assert.Equal((samples.Length * (long)output + input - 1) / input, split.Count);
        Assert.Equal(expected.Select(BitConverter.SingleToInt32Bits), split.Select(BitConverter.SingleToInt32Bits));
    }

    [Fact]
    public void Flush_ThenProcess_BeginsAnew()
    {
        var samples = Tone(8_000, 500, 3_000);
        var resampler = new PolyphaseResampler(8_000, 16_000);
        var first = ResampleWith(resampler, samples);
        Assert.Equal(first, ResampleWith(resampler, samples));
    }

    [Fact]
    public void Process_OutputTooShort_TakesNothing()
    {
        var resampler = new PolyphaseResampler(8_000, 16_000);
        var samples = Tone(8_000, 500, 400);
        Assert.Throws<ArgumentException>(() => resampler.Process(samples, new float[resampler.OutputLength(400) - 1]));
        Assert.Equal(Resample(samples, 8_000, 16_000), ResampleWith(resampler, samples));
    }

    [Theory]
    [InlineData(8_000, 44_100)]
    [InlineData(3_000, 16_000)]
    [InlineData(12_347, 16_000)]
    public void Create_UnsupportedRates_AreRefused(int input, int output)
    {
        Assert.False(PolyphaseResampler.Supports(input, output));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PolyphaseResampler(input, output));
    }

    [Fact]
    public void ProcessAndFlush_Steady_AllocateNothing()
    {
        var resampler = new PolyphaseResampler(8_000, 16_000);
        var samples = Tone(8_000, 500, 8_000);
        var output = new float[16_000];
        Run(resampler, samples, output);
        Assert.Equal(0, Allocation.Least(() => Run(resampler, samples, output)));

        static void Run(PolyphaseResampler resampler, float[] samples, float[] output)
        {
            for (var at = 0; at < samples.Length; at += 160)
                resampler.Process(samples.AsSpan(at, 160), output);
            resampler.Flush(output);
        }
    }

    private static float[] Resample(float[] samples, int input, int output) => ResampleWith(new PolyphaseResampler(input, output), samples);

    private static float[] ResampleWith(PolyphaseResampler resampler, float[] samples)
    {
        var body = new float[resampler.OutputLength(samples.Length)];
        resampler.Process(samples, body);
        var tail = new float[resampler.FlushLength];
        resampler.Flush(tail);
        return [.. body, .. tail];
    }

    private static float[] Tone(int rate, double hz, int length) =>
        [.. Enumerable.Range(0, length).Select(i => (float)(0.5 * Math.Sin(2 * Math.PI * hz * i / rate)))];

    /// <summary>Amplitudes of the best sine and cosine at that frequency, and the peak-equivalent (RMS * sqrt 2) of what they leave.</summary>
    private static (double Sine, double Cosine, double Left) Fit(float[] samples, double hz, int rate)
    {
        double ss = 0, cc = 0, sc = 0, ys = 0, yc = 0;
        for (var i = 1_000; i < samples.Length - 1_000; i++)
        {
            var (s, c) = Math.SinCos(2 * Math.PI * hz * i / rate);
            ss += s * s; cc += c * c; sc += s * c; ys += samples[i] * s; yc += samples[i] * c;
        }
        var determinant = ss * cc - sc * sc;
        var (sine, cosine) = ((ys * cc - yc * sc) / determinant, (yc * ss - ys * sc) / determinant);
        var rest = new float[samples.Length - 2_000];
        for (var i = 0; i < rest.Length; i++)
        {
            var (s, c) = Math.SinCos(2 * Math.PI * hz * (i + 1_000) / rate);
            rest[i] = (float)(samples[i + 1_000] - sine * s - cosine * c);
        }
        return (sine, cosine, Rms(rest) * Math.Sqrt(2));
    }

    private static double Rms(ReadOnlySpan<float> samples)
    {
        double sum = 0;
        foreach (var sample in samples)
            sum += (double)sample * sample;
        return Math.Sqrt(sum / samples.Length);
    }
}
