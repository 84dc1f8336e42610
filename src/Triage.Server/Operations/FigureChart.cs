using System.Globalization;
using System.Text;

namespace Triage.Server.Operations;

/// <summary>A line over the last quarter of an hour as an SVG path, with what it says in figures for those who do not see it.</summary>
/// <param name="Path">Data of a path in a box of <see cref="Width"/> by <see cref="Height"/>; empty without values. Silent seconds leave a gap.</param>
/// <param name="Top">Value at the upper edge; the lower edge is 0.</param>
public sealed record FigureChart(string Path, double Top, double Last, double Least, double Most)
{
    public const int Width = 300;
    public const int Height = 60;

    // One point for five seconds: what stands out in them is kept, and a page of six charts stays small.
    private const int Points = 180;

    /// <param name="until">Right edge.</param>
    /// <param name="least">The upper edge is at least this, so that noise near 0 does not fill the box.</param>
    /// <param name="valueOf">Null: not known at that time.</param>
    public static FigureChart Of(IReadOnlyList<FigureSample> samples, DateTimeOffset until, double least, Func<FigureSample, double?> valueOf)
    {
        var most = new double?[Points];
        double? low = null, high = null, last = null;
        foreach (var sample in samples)
        {
            var age = (until - sample.At) / FigureHistory.Span;
            if (valueOf(sample) is not { } value || !double.IsFinite(value) || age is < 0 or >= 1)
                continue;
            var point = Math.Clamp((int)((1 - age) * Points), 0, Points - 1);
            most[point] = Math.Max(most[point] ?? value, value);
            (low, high, last) = (Math.Min(low ?? value, value), Math.Max(high ?? value, value), value);
        }
        var top = Rounded(Math.Max(least, high ?? 0));
        return new(PathOf(most, top), top, last ?? 0, low ?? 0, high ?? 0);
    }

    /// <summary>The next of 1, 2, 5 times a power of ten: edges that do not jump each second.</summary>
    internal static double Rounded(double value)
    {
        if (value <= 0)
            return 1;
        var power = Math.Pow(10, Math.Floor(Math.Log10(value)));
        foreach (var step in (ReadOnlySpan<double>)[1, 2, 5])
            if (value <= step * power * (1 + 1e-9))
                return step * power;
        return 10 * power;
    }

    private static string PathOf(double?[] values, double top)
    {
        var path = new StringBuilder();
        var drawing = false;
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] is { } value)
                path.Append(CultureInfo.InvariantCulture, $"{(drawing ? 'L' : 'M')}{(i + 0.5) * Width / Points:0.#} {Height - Math.Clamp(value / top, 0, 1) * Height:0.#}");
            drawing = values[i] is not null;
        }
        return path.ToString();
    }
}
