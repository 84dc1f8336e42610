namespace Triage.Server.Operations;

/// <summary>
/// Counts of durations between bounds that grow by a quarter from 1 ms: a quantile is right to a quarter of itself, whatever the
/// number of durations, in constant memory. Not thread-safe.
/// </summary>
internal sealed class LatencyBuckets
{
    private const double LeastMs = 1;
    private const double Growth = 1.25;

    /// <summary>Up to about 12 s; what takes longer counts as that.</summary>
    private readonly int[] _counts = new int[43];

    public int Count { get; private set; }

    public void Add(double milliseconds)
    {
        if (!double.IsFinite(milliseconds))
            return;
        var bucket = milliseconds <= LeastMs ? 0 : (int)Math.Ceiling(Math.Log(milliseconds / LeastMs) / Math.Log(Growth) - 1e-9);
        _counts[Math.Min(bucket, _counts.Length - 1)]++;
        Count++;
    }

    public void Add(LatencyBuckets other)
    {
        for (var i = 0; i < _counts.Length; i++)
            _counts[i] += other._counts[i];
        Count += other.Count;
    }

    public void Clear()
    {
        Array.Clear(_counts);
        Count = 0;
    }

    /// <summary>The duration in milliseconds that this share of all do not exceed; null when there is none.</summary>
    /// <param name="share">In (0,1].</param>
    public double? Quantile(double share)
    {
        if (Count == 0)
            return null;
        var rank = share * Count;
        double below = 0;
        for (var i = 0; i < _counts.Length; i++)
        {
            if (_counts[i] > 0 && below + _counts[i] >= rank - 1e-9)
            {
                var (low, high) = (i == 0 ? 0 : LeastMs * Math.Pow(Growth, i - 1), LeastMs * Math.Pow(Growth, i));
                return low + (high - low) * Math.Clamp((rank - below) / _counts[i], 0, 1);
            }
            below += _counts[i];
        }
        return LeastMs * Math.Pow(Growth, _counts.Length - 1);
    }
}
