namespace Triage.Core.Tests.Audio;

/// <summary>Whisper's log-mel straight from its definition, in double and without any fast transform.</summary>
internal static class DirectLogMel
{
    /// <summary>[bins, frames] normalised log-mel of the audio, zeros behind it.</summary>
    public static double[] Window(float[] samples, int bins, int frames)
    {
        var (cos, sin) = (new double[400], new double[400]);
        for (var i = 0; i < 400; i++)
            (sin[i], cos[i]) = Math.SinCos(2 * Math.PI * i / 400);
        var filters = Filters(bins);
        var mel = new double[bins * frames];
        var frame = new double[400];
        var power = new double[201];
        for (var t = 0; t < frames; t++)
        {
            for (var n = 0; n < 400; n++)
            {
                var at = t * 160 - 200 + n;
                at = at < 0 ? -at : at;
                frame[n] = at < samples.Length ? samples[at] * (0.5 * (1 - cos[n])) : 0;
            }
            for (var k = 0; k <= 200; k++)
            {
                double re = 0, im = 0;
                for (int n = 0, turn = 0; n < 400; n++, turn = (turn + k) % 400)
                {
                    re += frame[n] * cos[turn];
                    im -= frame[n] * sin[turn];
                }
                power[k] = re * re + im * im;
            }
            for (var bin = 0; bin < bins; bin++)
            {
                double energy = 0;
                for (var k = 0; k <= 200; k++)
                    energy += filters[bin, k] * power[k];
                mel[bin * frames + t] = Math.Log10(Math.Max(energy, 1e-10));
            }
        }
        var floor = mel.Max() - 8;
        return [.. mel.Select(value => (Math.Max(value, floor) + 4) / 4)];
    }

    private static double[,] Filters(int bins)
    {
        // 40 mels at 8 kHz less a little: mel = 15 + 27 ln(8) / ln(6.4) on Slaney's scale.
        var highest = 15 + 27 * Math.Log(8) / Math.Log(6.4);
        var edges = Enumerable.Range(0, bins + 2).Select(i => highest * i / (bins + 1))
            .Select(mel => mel < 15 ? mel / 0.015 : 1000 * Math.Pow(6.4, (mel - 15) / 27)).ToArray();
        var filters = new double[bins, 201];
        for (var bin = 0; bin < bins; bin++)
            for (var k = 0; k <= 200; k++)
            {
                var rising = (k * 40 - edges[bin]) / (edges[bin + 1] - edges[bin]);
                var falling = (edges[bin + 2] - k * 40) / (edges[bin + 2] - edges[bin + 1]);
                filters[bin, k] = Math.Max(0, Math.Min(rising, falling)) * 2 / (edges[bin + 2] - edges[bin]);
            }
        return filters;
    }
}
