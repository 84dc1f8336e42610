using System.Text.RegularExpressions;
using ScottPlot;
using ScottPlot.TickGenerators;
using Triage.TrialLog.Reports.Figures;

namespace Triage.TrialLog.Reports.Pages;

/// <summary>The report's plots as SVG. Blue is the visible arm or the model, orange the shadow arm: apart for the colour-blind, and by line pattern in print.</summary>
internal static partial class ReportPlots
{
    // Plots that stand in pairs are drawn smaller, so that their letters are no smaller on paper.
    private const int Width = 640, Height = 430, PairWidth = 440, PairHeight = 340;

    private const float TextSize = 14;

    private static readonly System.Globalization.NumberFormatInfo s_french = new() { NumberDecimalSeparator = ",", NumberGroupSeparator = "\u202f" };

    private static readonly Color s_blue = Color.FromHex("#0b5fa5"), s_orange = Color.FromHex("#d1640b"), s_grey = Color.FromHex("#666666");

    /// <summary>Share not yet recognised by arm, with Greenwood's pointwise limits.</summary>
    public static string Survival(PrimaryOutcome primary)
    {
        var plot = New("Secondes depuis le décroché", "Urgences vitales non reconnues (%)");
        foreach (var arm in primary.Arms)
        {
            var color = arm.Arm == "shadow" ? s_orange : s_blue;
            var within = arm.Curve.Where(s => s.Time <= primary.HorizonS).ToArray();
            var (x, y, low, high) = (new List<double> { 0 }, new List<double> { 100 }, new List<double> { 100 }, new List<double> { 100 });
            void To(double time, double v, double l, double h)
            {
                x.AddRange([time, time]);
                y.AddRange([y[^1], 100 * v]);
                low.AddRange([low[^1], 100 * l]);
                high.AddRange([high[^1], 100 * h]);
            }
            foreach (var step in within)
                To(step.Time, step.Survival, step.Low, step.High);
            if (primary.HorizonS > x[^1])
                To(primary.HorizonS, y[^1] / 100, low[^1] / 100, high[^1] / 100);
            var band = plot.Add.FillY([.. x], [.. low], [.. high]);
            (band.FillColor, band.LineWidth) = (color.WithAlpha(0.15), 0);
            Line(plot, x, y, color, arm.Arm == "shadow" ? LinePattern.Dashed : LinePattern.Solid, $"Bras {FrenchTerms.Of(arm.Arm)} (n = {arm.Vital})");
        }
        plot.ShowLegend(Alignment.UpperRight);
        return Svg(plot, 0, Math.Max(1, primary.HorizonS), 0, 102, wide: true);
    }

    public static string Roc(ProbabilityFigures figures)
    {
        var plot = New("1 − spécificité (%)", "Sensibilité (%)");
        Line(plot, [0, 100], [0, 100], s_grey, LinePattern.Dotted, "hasard");
        Line(plot, figures.Roc.Select(p => 100 * p.FalsePositiveRate), figures.Roc.Select(p => 100 * p.TruePositiveRate), s_blue, LinePattern.Solid, "modèle");
        plot.ShowLegend(Alignment.LowerRight);
        return Svg(plot, -1, 101, 0, 102);
    }

    public static string PrecisionRecall(ProbabilityFigures figures)
    {
        var plot = New("Sensibilité (%)", "Valeur prédictive positive (%)");
        var share = figures.Calls == 0 ? 0 : 100.0 * figures.Vital / figures.Calls;
        Line(plot, [0, 100], [share, share], s_grey, LinePattern.Dotted, "hasard");
        Line(plot, figures.PrecisionRecall.Select(p => 100 * p.Recall), figures.PrecisionRecall.Select(p => 100 * p.Precision), s_blue, LinePattern.Solid, "modèle");
        plot.ShowLegend(Alignment.LowerLeft);
        return Svg(plot, 0, 101, 0, 102);
    }

    public static string Calibration(Statistics.Calibration calibration)
    {
        var plot = New("Probabilité annoncée (%)", "Urgences vitales observées (%)");
        Line(plot, [0, 100], [0, 100], s_grey, LinePattern.Dotted, "idéal");
        foreach (var bin in calibration.Bins)
            if (bin.Observed is { Low: { } low, High: { } high })
                plot.Add.Line(100 * bin.MeanPredicted, 100 * low, 100 * bin.MeanPredicted, 100 * high).LineColor = s_blue.WithAlpha(0.5);
        var line = Line(plot, calibration.Bins.Select(b => 100 * b.MeanPredicted), calibration.Bins.Select(b => 100 * b.Observed.Value), s_blue, LinePattern.Solid, "dixièmes des appels, intervalle à 95 %");
        line.MarkerSize = 7;
        plot.ShowLegend(Alignment.UpperLeft);
        return Svg(plot, -1, 101, 0, 102);
    }

    public static string DecisionCurve(IReadOnlyList<Statistics.NetBenefit> curve, double prevalence)
    {
        var plot = New("Probabilité à partir de laquelle on agirait (%)", "Bénéfice net (pour 100 appels)");
        var most = Math.Max(100 * prevalence, 1e-3) * 1.25;
        Line(plot, [0, 100 * curve[^1].Threshold], [0, 0], s_grey, LinePattern.Dotted, "n'alerter sur aucun appel");
        Line(plot, curve.Select(c => 100 * c.Threshold), curve.Select(c => 100 * c.Everyone), s_orange, LinePattern.Dashed, "alerter sur tous");
        Line(plot, curve.Select(c => 100 * c.Threshold), curve.Select(c => 100 * c.Model), s_blue, LinePattern.Solid, "modèle");
        plot.ShowLegend(Alignment.UpperRight);
        return Svg(plot, 0, 100 * curve[^1].Threshold, -0.35 * most, most);
    }

    /// <summary>Share of alerts answered, by group in order, with intervals.</summary>
    public static string Response(IReadOnlyList<ResponseGroup> groups, string label)
    {
        var plot = New(label, "Alertes répondues (%)");
        for (var i = 0; i < groups.Count; i++)
            if (groups[i].Answered is { Low: { } low, High: { } high })
                plot.Add.Line(i, 100 * low, i, 100 * high).LineColor = s_blue.WithAlpha(0.5);
        var line = Line(plot, groups.Select((_, i) => (double)i), groups.Select(g => 100 * (g.Answered?.Value ?? 0)), s_blue, LinePattern.Solid, "");
        line.MarkerSize = 7;
        var every = Math.Max(1, groups.Count / 16);
        plot.Axes.Bottom.TickGenerator = new NumericManual([.. groups.Select((g, i) => new Tick(i, i % every == 0 ? g.Group : "", true))]);
        return Svg(plot, -0.5, groups.Count - 0.5, 0, 102, keepBottomTicks: true);
    }

    private static Plot New(string x, string y)
    {
        var plot = new Plot();
        plot.Font.Set("DejaVu Sans"); // where it is not installed the system's own takes its place
        plot.XLabel(x, TextSize);
        plot.YLabel(y, TextSize);
        (plot.Axes.Bottom.Label.Bold, plot.Axes.Left.Label.Bold) = (false, false);
        plot.Axes.Left.TickLabelStyle.FontSize = plot.Axes.Bottom.TickLabelStyle.FontSize = 13;
        (plot.Legend.FontSize, plot.Legend.SymbolWidth) = (13, 34);
        plot.Legend.ShadowColor = Colors.Transparent;
        plot.Legend.OutlineColor = Color.FromHex("#d9e0e7");
        plot.Axes.Left.MinorTickStyle.Length = plot.Axes.Bottom.MinorTickStyle.Length = 0;
        plot.Axes.Right.FrameLineStyle.Width = plot.Axes.Top.FrameLineStyle.Width = 0;
        return plot;
    }

    private static ScottPlot.Plottables.Scatter Line(Plot plot, IEnumerable<double> x, IEnumerable<double> y, Color color, LinePattern pattern, string label)
    {
        var line = plot.Add.Scatter(x.ToArray(), y.ToArray(), color);
        (line.LinePattern, line.LineWidth, line.MarkerSize, line.LegendText) = (pattern, 2.2f, 0, label);
        return line;
    }

    private static string Svg(Plot plot, double left, double right, double bottom, double top, bool wide = false, bool keepBottomTicks = false)
    {
        plot.Axes.SetLimits(left, right, bottom, top);
        static NumericAutomatic Ticks() => new() { LabelFormatter = v => v.ToString("#,0.##", s_french) };
        plot.Axes.Left.TickGenerator = Ticks();
        if (!keepBottomTicks)
            plot.Axes.Bottom.TickGenerator = Ticks();
        var (width, height) = wide ? (Width, Height) : (PairWidth, PairHeight);
        return SvgHead().Replace(plot.GetSvgXml(width, height), $"<svg $1viewBox=\"0 0 {width} {height}\" ", 1);
    }

    // Without a view box a browser would cut the picture instead of scaling it.
    [GeneratedRegex("<svg ((?:xmlns[^ ]+ )*)")]
    private static partial Regex SvgHead();
}
