using System.Globalization;
using System.Text;

namespace Triage.TrialLog.Reports.Pages;

/// <summary>Builds the report's HTML: numbered sections, tables, figures, notes. What is appended as a cell is HTML already.</summary>
internal sealed class PageWriter
{
    private readonly StringBuilder _html = new(256 * 1024);

    public override string ToString() => _html.ToString();

    public PageWriter Html(string html)
    {
        _html.Append(html);
        return this;
    }

    public PageWriter Section(string number, string title, bool newPage = false) =>
        Html($"<h2 id=\"{Anchor(number)}\"{(newPage ? " class=\"leaf\"" : "")}><span class=\"no\">{number}</span> {French.Text(title)}</h2>\n");

    public PageWriter Part(string title) => Html($"<h3>{French.Text(title)}</h3>\n");

    /// <param name="html">May hold markup.</param>
    public PageWriter Paragraph(string html) => Html($"<p>{html}</p>\n");

    public PageWriter Note(string html) => Html($"<p class=\"note\">{html}</p>\n");

    public PageWriter Warning(string html) => Html($"<p class=\"warnbox\">{html}</p>\n");

    /// <param name="heads">Plain texts; one that starts with <c>#</c> heads numbers, which stand to the right.</param>
    public PageWriter Table(string caption, IReadOnlyList<string> heads, IEnumerable<IReadOnlyList<string>> rows, bool mayBreak = false)
    {
        _html.Append(CultureInfo.InvariantCulture, $"<div class=\"wide\"><table{(mayBreak ? " class=\"long\"" : "")}><caption>{French.Text(caption)}</caption><thead><tr>");
        foreach (var head in heads)
            _html.Append(head.StartsWith('#') ? $"<th class=\"n\" scope=\"col\">{French.Text(head[1..])}</th>" : $"<th scope=\"col\">{French.Text(head)}</th>");
        _html.Append("</tr></thead><tbody>\n");
        foreach (var row in rows)
        {
            _html.Append("<tr>");
            for (var i = 0; i < row.Count; i++)
                _html.Append(i == 0 && !heads[0].StartsWith('#') ? $"<th scope=\"row\">{row[i]}</th>" : i < heads.Count && heads[i].StartsWith('#') ? $"<td class=\"n\">{row[i]}</td>" : $"<td>{row[i]}</td>");
            _html.Append("</tr>\n");
        }
        return Html("</tbody></table></div>\n");
    }

    /// <param name="svg">A whole SVG document; embedded as a picture, so that its names touch nothing else.</param>
    public PageWriter Figure(string svg, string alt, string noteHtml) => Html(
        $"<figure><img alt=\"{French.Text(alt)}\" src=\"data:image/svg+xml;base64,{Convert.ToBase64String(Encoding.UTF8.GetBytes(svg))}\"><figcaption class=\"note\">{noteHtml}</figcaption></figure>\n");

    public PageWriter Pair(Action left, Action right)
    {
        Html("<div class=\"pair\">");
        left();
        right();
        return Html("</div>\n");
    }

    public static string Anchor(string number) => $"s{number.Replace('.', '-')}";
}
