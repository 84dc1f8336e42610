namespace Triage.Server.Benchmarks;

/// <summary>Times a piece of work again and again; the first runs, which pay for memory and compilation, are not counted.</summary>
/// <param name="repetitions">Values of each measurement.</param>
internal sealed class Stopclock(TimeProvider time, int repetitions, CancellationToken cancellation)
{
    private const int WarmUps = 3;

    public TimeProvider Time => time;

    /// <summary>The same with fewer values, for work that is long and varies little.</summary>
    public Stopclock Fewer(int times) => new(time, Math.Max(1, repetitions / times), cancellation);

    /// <param name="divisor">Milliseconds are divided by it: audio seconds or frames of one run.</param>
    public Distribution Measure(Action work, double divisor = 1) => Measure(() =>
    {
        var start = time.GetTimestamp();
        work();
        return time.GetElapsedTime(start).TotalMilliseconds / divisor;
    });

    /// <param name="work">Does one run and returns the milliseconds of the part that counts.</param>
    public Distribution Measure(Func<double> work)
    {
        for (var i = 0; i < Math.Min(WarmUps, repetitions); i++)
            work();
        var values = new List<double>(repetitions);
        for (var i = 0; i < repetitions; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            values.Add(work());
        }
        return Distribution.Of(values);
    }
}
