namespace Triage.TrialLog.Statistics;

/// <summary>
/// Random numbers that are the same on every machine and runtime for the same seed, so that a report can be recomputed:
/// xoshiro256** (Blackman and Vigna, ACM Trans. Math. Softw. 47 (2021) 36) started by SplitMix64. Not for secrets.
/// </summary>
public sealed class SeededRandom
{
    private ulong _a, _b, _c, _d;

    public SeededRandom(ulong seed)
    {
        ulong Next()
        {
            var z = seed += 0x9e3779b97f4a7c15;
            z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
            z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
            return z ^ (z >> 31);
        }

        (_a, _b, _c, _d) = (Next(), Next(), Next(), Next());
    }

    public ulong Next()
    {
        var result = ulong.RotateLeft(_b * 5, 7) * 9;
        var t = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= t;
        _d = ulong.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>0 up to but not 1, 53 bits.</summary>
    public double Uniform() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>0 up to but not <paramref name="bound"/>, all alike (Lemire's multiplication with rejection).</summary>
    public int Below(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        while (true)
        {
            var product = (UInt128)Next() * (ulong)bound;
            var low = (ulong)product;
            if (low >= (ulong)bound || low >= (0UL - (ulong)bound) % (ulong)bound)
                return (int)(ulong)(product >> 64);
        }
    }

    public bool Chance(double probability) => Uniform() < probability;

    /// <summary>Standard normal, by inversion: one draw of the generator each, whatever the value.</summary>
    public double Normal() => NormalDistribution.Quantile(Math.Max(Uniform(), 1e-300));
}
