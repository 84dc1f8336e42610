using Triage.Core.Assessment;
using Triage.Training.Evaluation;

namespace Triage.Server.Cli;

/// <summary>The drawn figures of <see cref="TriageQualityPage"/>, each from a report alone.</summary>
internal static class TriageQualityFigures
{
    private const int Row = 24;

    /// <summary>Labels (rows) against suggestions (columns); the diagonal agrees, above it is less urgent than labelled.</summary>
    public static string Confusion(IReadOnlyList<IReadOnlyList<int>> confusion)
    {
        const int Cell = 54, Left = 62, Top = 46;
        var figure = new SvgFigure(Left + 5 * Cell + 10, Top + 5 * Cell + 10, "Matrice de confusion des priorités");
        var most = Math.Max(1, confusion.Max(r => r.Max()));
        figure.Text(Left + 2.5 * Cell, 14, "suggérée", "axis", "middle");
        figure.Text(4, Top - 8, "attendue", "axis");
        for (var wanted = 0; wanted < confusion.Count; wanted++)
        {
            figure.Text(Left + (wanted + 0.5) * Cell, Top - 8, ((Priority)wanted).ToString(), "label", "middle");
            figure.Text(Left - 10, Top + (wanted + 0.5) * Cell + 5, ((Priority)wanted).ToString(), "label", "end");
            for (var suggested = 0; suggested < confusion[wanted].Count; suggested++)
            {
                var count = confusion[wanted][suggested];
                var css = suggested == wanted ? "good" : suggested > wanted ? "bad" : "warn";
                figure.Rectangle(Left + suggested * Cell, Top + wanted * Cell, Cell - 3, Cell - 3, count == 0 ? "empty" : css, count == 0 ? 1 : 0.25 + 0.6 * count / most);
                if (count > 0)
                    figure.Text(Left + (suggested + 0.5) * Cell - 1.5, Top + (wanted + 0.5) * Cell + 5, $"{count}", "count", "middle");
            }
        }
        return figure.ToString();
    }

    public static string Reliability(CalibrationFigures calibration)
    {
        var figure = new SvgFigure(360, 350, "Diagramme de fiabilité");
        var area = new PlotArea(48, 50, 290, 250);
        figure.UnitAxes(area, "probabilité annoncée (%)", "exactes (%)");
        figure.Line(area.X(0), area.Y(0), area.X(1), area.Y(1), "ideal");
        foreach (var bin in calibration.Bins)
        {
            figure.Rectangle(area.X(bin.From) + 2, area.Y(bin.Accuracy), area.Width / PriorityCalibration.BinCount - 4, area.Y(0) - area.Y(bin.Accuracy), "main", 0.35);
            figure.Dot(area.X(bin.Confidence), area.Y(bin.Accuracy), 4, "main");
            figure.Text(area.X((bin.From + bin.To) / 2), area.Y(bin.Accuracy) - 8, $"{bin.Calls}", "tick", "middle");
        }
        return figure.ToString();
    }

    public static string Abstention(IReadOnlyList<AbstentionPoint> points)
    {
        var figure = new SvgFigure(360, 350, "Courbe d'abstention");
        var area = new PlotArea(48, 50, 290, 250);
        figure.UnitAxes(area, "appels où l'on se prononce (%)", "part des appels (%)");
        var answered = points.Where(p => p.Acceptable is not null).ToList();
        figure.Path([.. answered.Select(p => (area.X(p.Coverage), area.Y(p.Acceptable!.Value)))], "curve main");
        figure.Path([.. answered.Select(p => (area.X(p.Coverage), area.Y(p.UnderTriage!.Value)))], "curve bad");
        foreach (var p in answered)
        {
            figure.Dot(area.X(p.Coverage), area.Y(p.Acceptable!.Value), 4, "main");
            figure.Dot(area.X(p.Coverage), area.Y(p.UnderTriage!.Value), 4, "bad");
        }
        Legend(figure, area, ("main", "acceptable"), ("bad", "sous-triage"));
        return figure.ToString();
    }

    /// <summary>Sensitivity and false alerts per budget, side by side; the dashed line is the model as served.</summary>
    public static string Alerts(IReadOnlyList<AlertPoint> points, AlertPoint served)
    {
        var figure = new SvgFigure(360, 350, "Alertes P0 selon le budget");
        var area = new PlotArea(48, 50, 290, 250);
        figure.Text(area.X(0) - 30, 14, "P0 vues (%) ; fausses alertes pour 100 appels", "axis");
        for (var tick = 0; tick <= 5; tick++)
        {
            figure.Line(area.X(0), area.Y(tick / 5.0), area.X(1), area.Y(tick / 5.0), "grid");
            figure.Text(area.X(0) - 6, area.Y(tick / 5.0) + 4, $"{20 * tick}", anchor: "end");
        }
        var step = area.Width / Math.Max(1, points.Count);
        for (var i = 0; i < points.Count; i++)
        {
            var left = area.Left + i * step;
            var (seen, wrong) = (points[i].Sensitivity ?? 0, Math.Min(1, points[i].FalsePerHundred / 100));
            figure.Rectangle(left + step * 0.16, area.Y(seen), step * 0.32, area.Y(0) - area.Y(seen), "main", 0.8);
            figure.Rectangle(left + step * 0.52, area.Y(wrong), step * 0.32, area.Y(0) - area.Y(wrong), "bad", 0.8);
            figure.Text(left + step / 2, area.Y(0) + 16, FrenchFigures.Number(points[i].PerHundred ?? 0, 0), "tick", "middle");
        }
        figure.Text(area.X(0.5), area.Y(0) + 34, "alertes du modèle admises pour 100 appels", "axis", "middle");
        if (served.Sensitivity is { } now)
            figure.Line(area.X(0), area.Y(now), area.X(1), area.Y(now), "ideal");
        Legend(figure, area, ("main", "P0 vues"), ("bad", "fausses"));
        return figure.ToString();
    }

    /// <summary>A dot with its 95 % interval on a scale of 0 to 1; the mark is the aim.</summary>
    public static string Forest(string title, IReadOnlyList<(string Label, Interval? Rate, double? Aim, bool? Met)> rows)
    {
        const int Left = 250, Width = 330;
        var figure = new SvgFigure(Left + Width + 130, rows.Count * Row + 34, title);
        var area = new PlotArea(Left, 6, Width, rows.Count * Row);
        for (var tick = 0; tick <= 5; tick++)
        {
            figure.Line(area.X(tick / 5.0), area.Y(0), area.X(tick / 5.0), area.Y(1), "grid");
            figure.Text(area.X(tick / 5.0), area.Y(0) + 16, $"{20 * tick} %", "tick", "middle");
        }
        for (var i = 0; i < rows.Count; i++)
        {
            var (label, rate, aim, met) = rows[i];
            var y = 6 + (i + 0.5) * Row;
            figure.Text(Left - 10, y + 4, label, "label", "end");
            if (rate is null)
                continue;
            double At(double value) => area.X(Math.Clamp(value, 0, 1));
            var css = met switch { true => "good", false => "bad", null => "main" };
            figure.Line(At(rate.Low), y, At(rate.High), y, "whisker");
            figure.Dot(At(rate.Value), y, 5, css);
            if (aim is { } wanted)
                figure.Line(At(wanted), y - 8, At(wanted), y + 8, "aim");
            figure.Text(Left + Width + 12, y + 4, aim is { } shown ? $"{FrenchFigures.Percent(rate.Value)} (visé {FrenchFigures.Number(100 * shown, 0)})" : FrenchFigures.Percent(rate.Value), "label");
        }
        return figure.ToString();
    }

    /// <summary>F1 of being talked about, finding by finding, on rows close enough for one printed page.</summary>
    public static string Findings(IReadOnlyList<FindingScore> findings)
    {
        const int Left = 190, Width = 300, Row = 18;
        var figure = new SvgFigure(Left + Width + 150, findings.Count * Row + 40, "Signes un par un");
        var area = new PlotArea(Left, 22, Width, findings.Count * Row);
        figure.Text(Left + Width + 12, 14, "F1   annotés / suggérés", "axis");
        for (var tick = 0; tick <= 5; tick++)
            figure.Line(area.X(tick / 5.0), area.Y(0), area.X(tick / 5.0), area.Y(1), "grid");
        for (var i = 0; i < findings.Count; i++)
        {
            var (score, y) = (findings[i].Mention, 22 + (i + 0.5) * Row);
            figure.Text(Left - 10, y + 4, findings[i].Code, "label", "end");
            figure.Rectangle(Left, y - 6, Width * score.F1, 12, score.F1 >= 0.8 ? "good" : score.F1 >= 0.5 ? "warn" : "bad", 0.75);
            figure.Text(Left + Width + 12, y + 4, $"{FrenchFigures.Number(score.F1, 2)}   {score.Wanted} / {score.Predicted}", "label");
        }
        return figure.ToString();
    }

    /// <summary>Errors of each kind, one strip each, split by cause.</summary>
    public static string Causes(IReadOnlyList<(string Kind, IReadOnlyDictionary<ErrorCause, int> Causes)> kinds)
    {
        const int Left = 190, Width = 380;
        var figure = new SvgFigure(Left + Width + 60, kinds.Count * Row + 36, "Causes des erreurs");
        var most = Math.Max(1, kinds.Select(k => k.Causes.Values.Sum()).DefaultIfEmpty().Max());
        for (var i = 0; i < kinds.Count; i++)
        {
            var (kind, causes) = kinds[i];
            var (x, y) = ((double)Left, (i + 0.5) * Row);
            figure.Text(Left - 10, y + 4, kind, "label", "end");
            foreach (var cause in Enum.GetValues<ErrorCause>())
                if (causes.TryGetValue(cause, out var count))
                {
                    var w = Width * (double)count / most;
                    figure.Rectangle(x, y - 8, w - 1, 16, $"cause{(int)cause}");
                    if (w > 16)
                        figure.Text(x + w / 2, y + 4, $"{count}", "count", "middle");
                    x += w;
                }
        }
        var at = 60.0;
        foreach (var cause in Enum.GetValues<ErrorCause>())
        {
            figure.Rectangle(at, kinds.Count * Row + 12, 10, 10, $"cause{(int)cause}");
            figure.Text(at + 14, kinds.Count * Row + 21, TriageQualityPage.Name(cause), "tick");
            at += 112;
        }
        return figure.ToString();
    }

    private static void Legend(SvgFigure figure, PlotArea area, params (string Css, string Text)[] entries)
    {
        for (var i = 0; i < entries.Length; i++)
        {
            figure.Rectangle(area.Left + 100 * i, area.Top - 24, 10, 10, entries[i].Css);
            figure.Text(area.Left + 14 + 100 * i, area.Top - 15, entries[i].Text, "tick");
        }
    }
}
