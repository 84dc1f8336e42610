using System.Numerics;

namespace Triage.Training.Synthesis;

/// <summary>
/// xoshiro256** (Blackman and Vigna, 2018) seeded by SplitMix64: the same numbers on every machine and runtime,
/// which System.Random does not promise. Not for secrets. Not thread-safe.
/// </summary>
public sealed class SeededRandom
{
    private ulong _a, _b, _c, _d;

    public SeededRandom(ulong seed)
    {
        _a = SplitMix(ref seed);
        _b = SplitMix(ref seed);
        _c = SplitMix(ref seed);
        _d = SplitMix(ref seed);
    }

    /// <summary>A seed of its own for the n-th part of a run, so that parts do not depend on each other's draws.</summary>
    public static ulong Derive(ulong seed, ulong part)
    {
        var state = seed ^ (part * 0xD1342543DE82EF95UL);
        SplitMix(ref state);
        return SplitMix(ref state);
    }

    public ulong NextUInt64()
    {
        var result = BitOperations.RotateLeft(_b * 5, 7) * 9;
        var t = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= t;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>Uniform in [0, 1).</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [0, bound).</summary>
    public int Next(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);
        return (int)(((UInt128)NextUInt64() * (ulong)bound) >> 64);
    }

    /// <summary>Uniform in [from, to].</summary>
    public int Between(int from, int to) => from + Next(to - from + 1);

    public bool Chance(double probability) => NextDouble() < probability;

    public T Pick<T>(IReadOnlyList<T> items) => items[Next(items.Count)];

    /// <summary>One of the items, in proportion to its weight.</summary>
    public T Pick<T>(IReadOnlyList<(T Item, double Weight)> items)
    {
        var total = 0.0;
        foreach (var (_, weight) in items)
            total += weight;
        var at = NextDouble() * total;
        foreach (var (item, weight) in items)
        {
            at -= weight;
            if (at < 0)
                return item;
        }
        return items[^1].Item;
    }

    public void Shuffle<T>(IList<T> items)
    {
        for (var i = items.Count - 1; i > 0; i--)
        {
            var j = Next(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private static ulong SplitMix(ref ulong state)
    {
        var z = state += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
