using System.Globalization;
using System.Text;
using Triage.TrialLog.Reports.Figures;

namespace Triage.TrialLog.Reports.Pages;

/// <summary>The CONSORT flow diagram as SVG: all calls, what left, then one column for each arm.</summary>
internal static class FlowDiagram
{
    private const int Width = 860, LineHeight = 19, BoxWidth = 390;

    public static string Draw(TrialFlow flow)
    {
        var body = new StringBuilder();
        var y = Box(body, Width / 2, 8, BoxWidth, [$"Appels enregistrés : {French.Number(flow.Calls)}", $"dont refusés à l'admission : {French.Number(flow.Refused)}", $"dont interrompus : {French.Number(flow.Interrupted)}"]);
        if (flow.Unallocated > 0 && flow.Branches is not [{ Arm: "none" }])
        {
            Arrow(body, Width / 2, y, Width / 2, y + 26);
            y = Box(body, Width / 2, y + 26, BoxWidth, [$"Sans bras (hors essai) : {French.Number(flow.Unallocated)}"]);
        }
        var bottom = y;
        for (var i = 0; i < flow.Branches.Count; i++)
            bottom = Math.Max(bottom, Branch(body, flow.Branches[i], flow.Branches.Count == 1 ? Width / 2 : i == 0 ? Width / 4 : 3 * Width / 4, y));
        var height = bottom + 10;
        return $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Width}\" height=\"{height}\" viewBox=\"0 0 {Width} {height}\" font-family=\"DejaVu Sans, Arial, sans-serif\" font-size=\"14\">"
            + "<defs><marker id=\"a\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" orient=\"auto\"><path d=\"M0 0L8 4L0 8z\" fill=\"#444\"/></marker></defs>"
            + $"<rect width=\"{Width}\" height=\"{height}\" fill=\"#fff\"/>{body}</svg>";
    }

    private static int Branch(StringBuilder body, FlowBranch branch, int x, int from)
    {
        var y = Step(body, Width / 2, x, from, [branch.Arm == "none" ? "Hors essai : tous les appels" : $"Bras {FrenchTerms.Of(branch.Arm)} : {French.Number(branch.Allocated)} alloués"]);
        y = Step(body, x, x, y,
        [
            $"Exclus par le protocole : {French.Number(branch.Allocated - branch.Analysed)}", .. branch.Excluded.Take(6).Select(e => $"– {FrenchTerms.Of(e.Key)} : {French.Number(e.Value)}"),
        ]);
        y = Step(body, x, x, y,
        [
            $"Analysés (en intention de traiter) : {French.Number(branch.Analysed)}", $"sans son : {French.Number(branch.WithoutAudio)}", $"décroché non horodaté : {French.Number(branch.WithoutPickUp)}",
            .. branch.Arm == "shadow" ? (string[])[$"contaminés (gardés) : {French.Number(branch.Contaminated)}"] : [],
        ]);
        y = Step(body, x, x, y,
        [
            $"Avec référence : {French.Number(branch.WithReference)}", $"sans jugement : {French.Number(branch.NotAdjudicated)} ; un seul : {French.Number(branch.OneJudge)}", $"en désaccord, sans consensus : {French.Number(branch.Discordant)}",
        ]);
        return Step(body, x, x, y, [$"Urgences vitales : {French.Number(branch.Vital)}", "(population du critère principal)"]);
    }

    private static int Step(StringBuilder body, int fromX, int x, int y, string[] lines)
    {
        if (fromX == x)
            Arrow(body, x, y, x, y + 26);
        else
            body.Append(CultureInfo.InvariantCulture, $"<path d=\"M{fromX} {y}V{y + 12}H{x}V{y + 26}\" fill=\"none\" stroke=\"#444\" marker-end=\"url(#a)\"/>");
        return Box(body, x, y + 26, BoxWidth, lines);
    }

    private static int Box(StringBuilder body, int centre, int top, int width, string[] lines)
    {
        var height = lines.Length * LineHeight + 12;
        body.Append(CultureInfo.InvariantCulture, $"<rect x=\"{centre - width / 2}\" y=\"{top}\" width=\"{width}\" height=\"{height}\" fill=\"#f6f8fa\" stroke=\"#444\"/>");
        for (var i = 0; i < lines.Length; i++)
            body.Append(CultureInfo.InvariantCulture, $"<text x=\"{centre}\" y=\"{top + 20 + i * LineHeight}\" text-anchor=\"middle\"{(i == 0 ? " font-weight=\"bold\"" : "")}>{French.Text(lines[i])}</text>");
        return top + height;
    }

    private static void Arrow(StringBuilder body, int x1, int y1, int x2, int y2) =>
        body.Append(CultureInfo.InvariantCulture, $"<path d=\"M{x1} {y1}L{x2} {y2}\" stroke=\"#444\" marker-end=\"url(#a)\"/>");
}
