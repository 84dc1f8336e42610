using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace Triage.Server.Benchmarks.Load;

/// <summary>
/// The picture of a load report: latency against calls at a time, finals on the left and partials on the right, the baseline
/// beside the product, the bars as lines. Logarithmic, since a queue without a plan leaves the scale of one with a plan.
/// </summary>
internal static class LoadPicture
{
    public const int WidthPixels = 1500;
    public const int HeightPixels = 640;

    private const float TextSize = 15, TitleSize = 18;

    // No level is faster than this on any machine met; it keeps a zero on the paper.
    private const double LeastMs = 1;

    private static readonly NumberFormatInfo s_french = new() { NumberDecimalSeparator = ",", NumberGroupSeparator = "\u202f" };

    // Blue and orange hold apart for the colour-blind; the bar is dark grey.
    private static readonly Color s_product = Color.FromHex("#0b5fa5"), s_baseline = Color.FromHex("#d1640b"), s_bar = Color.FromHex("#444444");

    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(LoadReport report, string path)
    {
        var picture = new Multiplot();
        picture.AddPlots(2);
        var plots = picture.Subplots.GetPlots();
        Panel(plots[0], report, "Transcriptions finales après la fin de phrase", l => l.AfterEndpoint, LoadBars.FinalP95Ms, "objectif p95 : 600 ms");
        Panel(plots[1], report, "Retard des transcriptions intermédiaires", l => l.PartialLag, LoadBars.PartialP95Ms, "objectif p95 : 1 s");
        picture.Layout = new ScottPlot.MultiplotLayouts.Columns();
        picture.SavePng(path, WidthPixels, HeightPixels);
    }

    private static void Panel(Plot plot, LoadReport report, string title, Func<ClientFigures, LatencySummary?> latency, double bar, string barText)
    {
        plot.Font.Set("DejaVu Sans"); // where it is not installed the system's own takes its place
        plot.Title(title, TitleSize);
        plot.XLabel("Appels simultanés", TextSize);
        plot.YLabel("Millisecondes (échelle logarithmique)", TextSize);
        Line(plot, report.Levels, l => latency(l)?.P95, s_product, LinePattern.Solid, "Triage, p95");
        Line(plot, report.Levels, l => latency(l)?.P50, s_product, LinePattern.Dotted, "Triage, médiane");
        Line(plot, report.Baseline, l => latency(l)?.P95, s_baseline, LinePattern.Solid, "File d'attente simple, p95");
        Line(plot, report.Baseline, l => latency(l)?.P50, s_baseline, LinePattern.Dotted, "File d'attente simple, médiane");
        var limit = plot.Add.HorizontalLine(Math.Log10(bar), 2, s_bar, LinePattern.Dashed);
        limit.LegendText = barText;
        Axes(plot, report, latency, bar);
        plot.ShowLegend(Alignment.UpperLeft);
        (plot.Legend.FontSize, plot.Legend.SymbolWidth, plot.Legend.Padding) = (TextSize, 40, new PixelPadding(12));
    }

    private static void Line(Plot plot, IReadOnlyList<LoadLevel> levels, Func<ClientFigures, double?> value, Color color, LinePattern pattern, string label)
    {
        var points = levels.OrderBy(l => l.Calls).Select(l => (X: (double)l.Calls, Y: value(l.Clients))).Where(p => p.Y is not null).ToArray();
        if (points.Length == 0)
            return;
        var line = plot.Add.Scatter(points.Select(p => p.X).ToArray(), points.Select(p => Math.Log10(Math.Max(LeastMs, p.Y!.Value))).ToArray(), color);
        (line.LinePattern, line.LineWidth, line.MarkerSize, line.LegendText) = (pattern, 2.5f, 9, label);
    }

    private static void Axes(Plot plot, LoadReport report, Func<ClientFigures, LatencySummary?> latency, double bar)
    {
        var measured = report.Levels.Concat(report.Baseline).Select(l => latency(l.Clients)).OfType<LatencySummary>().SelectMany(l => (double[])[l.P50, l.P95]).ToArray();
        var least = Math.Floor(Math.Log10(Math.Max(LeastMs, measured.Append(bar).Min())));
        var most = Math.Ceiling(Math.Log10(measured.Append(bar).Max()) + 0.2);
        // The room above the curves holds the legend.
        plot.Axes.SetLimitsY(least, most + 0.35 * (most - least));
        plot.Axes.Left.TickGenerator = new NumericManual(
            Decades(least, most).Select(d => new Tick(d, Math.Pow(10, d).ToString("N0", s_french), isMajor: true))
                .Concat(Decades(least, most).SelectMany(d => Enumerable.Range(2, 8).Select(n => new Tick(d + Math.Log10(n), "", isMajor: false)))).ToArray());
        int[] calls = [.. report.Levels.Concat(report.Baseline).Select(l => l.Calls).Distinct().Order()];
        if (calls.Length > 0)
        {
            plot.Axes.Bottom.TickGenerator = new NumericManual([.. calls.Select(c => new Tick(c, TickLabel(report, c), isMajor: true))]);
            plot.Axes.SetLimitsX(calls[0] - 1, calls[^1] + 1);
        }
        plot.Axes.Left.TickLabelStyle.FontSize = plot.Axes.Bottom.TickLabelStyle.FontSize = TextSize;
        plot.Axes.Bottom.MinimumSize = 70;
        plot.Grid.MajorLineColor = Colors.Black.WithOpacity(0.12);
    }

    private static IEnumerable<double> Decades(double least, double most)
    {
        for (var decade = least; decade <= most; decade++)
            yield return decade;
    }

    private static string TickLabel(LoadReport report, int calls) =>
        report.Levels.Concat(report.Baseline).FirstOrDefault(l => l.Calls == calls)?.Factor is { } factor
            ? $"{calls}\n{factor.ToString("0.##", s_french)}x" : calls.ToString(s_french);
}
