namespace Triage.Core.Audio;

/// <summary>
/// Triangular mel filters, 0 to 8000 Hz, over the 201 bins of <see cref="FrameSpectrum"/>; each keeps only the bins it covers.
/// Slaney's scale (linear to 1 kHz, then logarithmic) and area normalisation, as the Whisper models were trained with.
/// </summary>
internal sealed class MelFilterBank
{
    private const double HighestHz = 8_000;
    private const double BinHz = 40;

    private readonly int[] _firstBin;
    private readonly int[] _firstWeight; // one more than filters: where each filter's weights start in _weights
    private readonly double[] _weights;

    public MelFilterBank(int filters)
    {
        Filters = filters;
        _firstBin = new int[filters];
        _firstWeight = new int[filters + 1];
        var weights = new List<double>();
        for (var filter = 0; filter < filters; filter++)
        {
            double low = EdgeHz(filter), centre = EdgeHz(filter + 1), high = EdgeHz(filter + 2);
            _firstBin[filter] = (int)Math.Floor(low / BinHz) + 1;
            for (var bin = _firstBin[filter]; bin < FrameSpectrum.Bins && bin * BinHz < high; bin++)
            {
                var hz = bin * BinHz;
                weights.Add(Math.Min((hz - low) / (centre - low), (high - hz) / (high - centre)) * 2 / (high - low));
            }
            _firstWeight[filter + 1] = weights.Count;
        }
        _weights = [.. weights];
    }

    public int Filters { get; }

    /// <summary>log10 of each filter's energy, not below -10.</summary>
    public void LogEnergies(ReadOnlySpan<double> power, Span<float> energies)
    {
        for (var filter = 0; filter < energies.Length; filter++)
        {
            var weights = _weights.AsSpan(_firstWeight[filter].._firstWeight[filter + 1]);
            var bins = power.Slice(_firstBin[filter], weights.Length);
            double energy = 0;
            for (var i = 0; i < weights.Length; i++)
                energy += weights[i] * bins[i];
            energies[filter] = (float)Math.Log10(Math.Max(energy, 1e-10));
        }
    }

    private double EdgeHz(int edge) => HzOfMel(MelOfHz(HighestHz) * edge / (Filters + 1));

    // 3 mels per 200 Hz up to 1 kHz (mel 15), from there 27 mels per factor 6.4.
    private static double MelOfHz(double hz) => hz < 1000 ? hz * 3 / 200 : 15 + Math.Log(hz / 1000) * 27 / Math.Log(6.4);

    private static double HzOfMel(double mel) => mel < 15 ? mel * 200 / 3 : 1000 * Math.Exp((mel - 15) * Math.Log(6.4) / 27);
}
