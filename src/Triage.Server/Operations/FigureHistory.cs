namespace Triage.Server.Operations;

/// <summary>The last quarter of an hour, one sample a second, the oldest overwritten. Thread-safe.</summary>
internal sealed class FigureHistory
{
    public static readonly TimeSpan Span = TimeSpan.FromMinutes(15);

    private readonly Lock _gate = new();
    private readonly FigureSample?[] _samples = new FigureSample?[(int)Span.TotalSeconds];
    private long _added;

    public void Add(FigureSample sample)
    {
        lock (_gate)
            _samples[_added++ % _samples.Length] = sample;
    }

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<FigureSample> Samples()
    {
        lock (_gate)
        {
            var count = (int)Math.Min(_added, _samples.Length);
            var samples = new FigureSample[count];
            for (var i = 0; i < count; i++)
                samples[i] = _samples[(_added - count + i) % _samples.Length]!;
            return samples;
        }
    }
}
