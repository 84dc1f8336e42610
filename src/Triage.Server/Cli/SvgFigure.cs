using System.Globalization;
using System.Net;
using System.Text;

namespace Triage.Server.Cli;

/// <summary>
/// One inline SVG figure of fixed size in user units, drawn from the top left; scales with the page. Colours are CSS classes of
/// <see cref="TriageQualityPage"/>, so that one place decides how it looks on screen and on paper.
/// </summary>
internal sealed class SvgFigure(int width, int height, string title)
{
    private readonly StringBuilder _body = new();

    public void Line(double x1, double y1, double x2, double y2, string css) =>
        Append($"<line x1=\"{x1:F1}\" y1=\"{y1:F1}\" x2=\"{x2:F1}\" y2=\"{y2:F1}\" class=\"{css}\"/>");

    public void Rectangle(double x, double y, double w, double h, string css, double opacity = 1) =>
        Append($"<rect x=\"{x:F1}\" y=\"{y:F1}\" width=\"{Math.Max(0, w):F1}\" height=\"{Math.Max(0, h):F1}\" class=\"{css}\" fill-opacity=\"{opacity:F2}\"/>");

    public void Dot(double x, double y, double radius, string css) => Append($"<circle cx=\"{x:F1}\" cy=\"{y:F1}\" r=\"{radius:F1}\" class=\"{css}\"/>");

    public void Path(IReadOnlyList<(double X, double Y)> points, string css)
    {
        if (points.Count > 1)
            Append($"<polyline points=\"{string.Join(' ', points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.X:F1},{p.Y:F1}")))}\" class=\"{css}\"/>");
    }

    /// <param name="anchor">start, middle or end.</param>
    public void Text(double x, double y, string text, string css = "tick", string anchor = "start") =>
        Append($"<text x=\"{x:F1}\" y=\"{y:F1}\" class=\"{css}\" text-anchor=\"{anchor}\">{WebUtility.HtmlEncode(text)}</text>");

    /// <summary>A square plot area with both axes from 0 to 1 in percent.</summary>
    public void UnitAxes(PlotArea area, string x, string y)
    {
        for (var tick = 0; tick <= 5; tick++)
        {
            var at = tick / 5.0;
            Line(area.X(at), area.Y(0), area.X(at), area.Y(1), "grid");
            Line(area.X(0), area.Y(at), area.X(1), area.Y(at), "grid");
            Text(area.X(at), area.Y(0) + 16, $"{20 * tick}", anchor: "middle");
            Text(area.X(0) - 6, area.Y(at) + 4, $"{20 * tick}", anchor: "end");
        }
        Text((area.X(0) + area.X(1)) / 2, area.Y(0) + 34, x, "axis", "middle");
        Text(area.X(0) - 30, 14, y, "axis");
    }

    public override string ToString() =>
        $"<svg viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(title)}\">{_body}</svg>";

    private void Append(FormattableString element) => _body.Append(element.ToString(CultureInfo.InvariantCulture));
}

/// <summary>Where fractions of both axes lie in a figure.</summary>
internal readonly record struct PlotArea(double Left, double Top, double Width, double Height)
{
    public double X(double fraction) => Left + Width * fraction;

    /// <summary>Upwards, as plots are read.</summary>
    public double Y(double fraction) => Top + Height * (1 - fraction);
}
