using System.Net;
using System.Text;
using Triage.Core.Assessment;
using Triage.Training.Evaluation;

namespace Triage.Server.Cli;

/// <summary>
/// A <see cref="TriageReport"/> as one HTML page in French: nothing outside it is loaded, it prints on A4. It names calls and codes and
/// holds no word of any call.
/// </summary>
internal static class TriageQualityPage
{
    private const string Style = """
        :root{--ink:#1b2733;--soft:#5b6b7b;--line:#d9e0e7;--main:#2463a8;--good:#2e7d4f;--bad:#c0392b;--warn:#d08a1d}
        *{box-sizing:border-box}body{font:15px/1.5 system-ui,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;color:var(--ink);background:#f3f5f8;margin:0}
        main{max-width:1080px;margin:0 auto;padding:28px 24px 60px;background:#fff}
        h1{font-size:26px;margin:0 0 4px}h2{font-size:18px;margin:34px 0 8px;border-bottom:2px solid var(--line);padding-bottom:4px}h3{font-size:15px;margin:14px 0 4px}
        p{margin:6px 0;max-width:80ch}.meta,.note{color:var(--soft);font-size:13px}.warnbox{border-left:4px solid var(--warn);background:#fdf6e9;padding:8px 14px;margin:14px 0;max-width:none}
        .pair{display:grid;grid-template-columns:minmax(0,9fr) minmax(0,11fr);gap:8px 28px;align-items:start}figure{margin:0;break-inside:avoid}svg{width:100%;height:auto;max-width:720px}.pair svg{max-width:460px}
        table{border-collapse:collapse;font-size:13px;width:100%}th,td{text-align:left;padding:4px 8px;border-bottom:1px solid var(--line);white-space:nowrap}th{color:var(--soft);font-weight:600;white-space:normal;vertical-align:bottom}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
        .narrow{grid-template-columns:minmax(0,4fr) minmax(0,7fr)}.wide{overflow-x:auto}td.ko{color:var(--bad);font-weight:600}td.ok{color:var(--good)}td.abst{color:var(--soft)}
        svg text{font-family:inherit;fill:var(--ink);font-size:12px}svg .tick{fill:var(--soft);font-size:11px}svg .axis{fill:var(--soft);font-size:12px}svg .count{font-weight:600;font-size:13px}
        .grid{stroke:var(--line)}.ideal{stroke:var(--soft);stroke-dasharray:5 4}.whisker{stroke:#8fa1b3;stroke-width:3}.aim{stroke:var(--ink);stroke-width:2}.curve{fill:none!important;stroke-width:2}
        .main{fill:var(--main);stroke:none}.good{fill:var(--good)}.bad{fill:var(--bad)}.warn{fill:var(--warn)}.empty{fill:#f3f5f8}.curve.main{stroke:var(--main)}.curve.bad{stroke:var(--bad)}
        .cause0{fill:#b9c4cf}.cause1{fill:#8e6bb5}.cause2{fill:#d08a1d}.cause3{fill:#4a9ac9}.cause4{fill:#d9705f}
        @page{size:A4;margin:14mm}@media(max-width:720px){.pair,.narrow{grid-template-columns:1fr}}@media print{body{background:#fff;font-size:11pt}main{padding:0;max-width:none}h2{break-after:avoid}h2.leaf{break-before:page}table{break-inside:avoid}.wide table{break-inside:auto}thead{display:table-header-group}tr{break-inside:avoid}table{font-size:8.5pt}th,td{padding:2px 4px}.wide{overflow:visible}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
        """;

    public static string Render(TriageReport report, string calls, string model)
    {
        var page = new StringBuilder(64 * 1024);
        var quality = report.Quality;
        page.Append("<!doctype html>\n<html lang=\"fr\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>Évaluation du triage</title><style>\n")
            .Append(Style).Append("\n</style></head><body><main>\n<h1>Évaluation du triage</h1>\n");
        page.Append($"<p class=\"meta\">{Text(calls)} : {quality.Calls} appels, {(report.FromAudio ? "à partir de leur enregistrement" : "à partir des mots de référence")}"
            + $"{(report.WithoutAudio > 0 ? $" ({report.WithoutAudio} appels sans enregistrement, laissés de côté)" : "")}. Modèle {Text(model)}. Abstentions en fin d'appel : {quality.Abstained}.</p>\n");
        page.Append("<p class=\"warnbox\">Une suggestion pour un humain qui décide. Rien ici ne montre un bénéfice clinique ; les étiquettes ne sont pas validées par des cliniciens si leur source ne le dit pas. "
            + "Les barres donnent l'intervalle à 95 % (rééchantillonnage des appels) : sous une centaine d'appels, ne pas comparer de petits écarts.</p>\n");

        Section(page, "Ce qui est visé", TriageQualityFigures.Forest("Chiffres visés", [.. TriageTarget.All.Select(t => (Name(t.Rate) + (t.AtMost ? " (au plus)" : ""), t.Measured(report), (double?)t.Bound(report.FromAudio), t.IsMet(report)))]),
            "Point vert : atteint ; rouge : non atteint ; le trait noir est le chiffre visé. Toutes les mesures comptent les abstentions avec ce que le modèle aurait dit.");
        page.Append("<h2>Priorité</h2>\n<div class=\"pair narrow\">");
        Figure(page, TriageQualityFigures.Confusion(quality.Confusion), "Rouge : moins urgent qu'annoté ; orange : plus urgent. Une priorité voisine peut être acceptable.");
        page.Append("<div>");
        Rates(page, report);
        page.Append("</div></div>\n");
        Alerts(page, report);
        page.Append("<h2>Probabilités et abstention</h2>\n<div class=\"pair\">");
        Figure(page, TriageQualityFigures.Reliability(report.Calibration),
            $"Priorité la plus probable, par tranches de 10 points (nombre d'appels au-dessus). Erreur de calibration {FrenchFigures.Percent(report.Calibration.Error?.Value)} ; "
            + $"des probabilités parfaites donneraient {FrenchFigures.Percent(report.Calibration.ErrorIfCalibrated)} par hasard avec aussi peu d'appels. Toutes priorités : {FrenchFigures.Percent(report.Calibration.PooledError)} ; score de Brier {FrenchFigures.Number(report.Calibration.Brier, 2)}.");
        Figure(page, TriageQualityFigures.Abstention(report.Abstention), "De droite à gauche, le seuil de confiance monte de 0 à 90 %. Les appels où une règle de sécurité s'applique ne se taisent jamais.");
        page.Append("</div>\n");
        Findings(page, report);
        if (report.Subgroups.Count > 0)
            Section(page, "Sous-groupes : priorité acceptable",
                TriageQualityFigures.Forest("Sous-groupes", [.. report.Subgroups.Select(g => ($"{Attribute(g.Attribute)} : {g.Value} ({g.Rates.Calls})", g.Rates.Acceptable, (double?)null, (bool?)null))]),
                "Nombre d'appels entre parenthèses ; un intervalle réduit à un point vient d'appels trop peu nombreux ou tous d'accord, non d'une certitude.");
        Errors(page, report);
        Calls(page, report);
        return page.Append("</main></body></html>\n").ToString();
    }

    /// <summary>A cause in French.</summary>
    public static string Name(ErrorCause cause) => cause switch
    {
        ErrorCause.Label => "étiquette",
        ErrorCause.Recognition => "mots entendus",
        ErrorCause.Finding => "signe",
        ErrorCause.Status => "statut",
        _ => "synthèse",
    };

    private static void Rates(StringBuilder page, TriageReport report)
    {
        page.Append("<table><tr><th></th><th>tous les appels</th><th>hors abstentions</th>").Append(report.FromWords is null ? "" : "<th>mots de référence</th>").Append("</tr>");
        var answered = report.Answered.Named.ToDictionary(r => r.Name, r => r.Rate);
        var words = report.FromWords?.Named.ToDictionary(r => r.Name, r => r.Rate);
        foreach (var (name, rate) in report.All.Named)
            page.Append($"<tr><td>{Text(Name(name))}</td><td>{Value(name, rate, true)}</td><td>{Value(name, answered[name], false)}</td>{(words is null ? "" : $"<td>{Value(name, words[name], false)}</td>")}</tr>");
        page.Append("</table>");
    }

    private static string Value(string name, Interval? rate, bool whole) => rate is null ? "-"
        : name == "quadratic_kappa" ? FrenchFigures.Number(rate.Value, 2) + (whole ? $" [{FrenchFigures.Number(rate.Low, 2)} ; {FrenchFigures.Number(rate.High, 2)}]" : "")
        : whole ? FrenchFigures.Rate(rate) : FrenchFigures.Percent(rate.Value);

    private static void Alerts(StringBuilder page, TriageReport report)
    {
        page.Append("<h2>Alertes P0</h2>\n<div class=\"pair\">");
        Figure(page, TriageQualityFigures.Alerts(report.Alerts, report.ServedAlerts),
            "Budget : alertes que le modèle seul peut donner pour 100 appels. Les règles de sécurité alertent toujours, hors budget. Chaque appel est jugé au seuil que donnent les autres. Tirets : P0 vues avec le seuil en service.");
        page.Append("<div><table><tr><th class=\"n\">budget</th><th class=\"n\">seuil</th><th class=\"n\">P0 vues</th><th class=\"n\">fausses pour 100</th><th class=\"n\">par règle</th><th class=\"n\">par le modèle</th></tr>");
        foreach (var p in report.Alerts.Append(report.ServedAlerts))
            page.Append($"<tr><td class=\"n\">{(p.PerHundred is { } budget ? FrenchFigures.Number(budget, 0) : "en service")}</td><td class=\"n\">{FrenchFigures.Threshold(p.Threshold)}</td><td class=\"n\">{p.P0Flagged} / {p.P0Calls}</td>"
                + $"<td class=\"n\">{FrenchFigures.Number(p.FalsePerHundred, 1)}</td><td class=\"n\">{p.ByRule}</td><td class=\"n\">{p.ByModel}</td></tr>");
        page.Append("</table>");
        var delays = report.VitalDelays;
        if (delays.Calls.Count > 0)
        {
            page.Append("<h3>Du premier mot vital à l'affichage de P0</h3>");
            page.Append($"<p class=\"note\">Médiane {(delays.MedianS is { } median ? FrenchFigures.Number(median, 0) + " s" : "-")} ; au plus {(delays.LongestS is { } longest ? FrenchFigures.Number(longest, 0) + " s" : "-")} ; jamais pour {delays.Never} appels sur {delays.Calls.Count}.</p><table>");
            foreach (var d in delays.Calls)
                page.Append($"<tr><td>{Text(d.Call)}</td><td class=\"n\">{FrenchFigures.Number(d.FirstVitalS, 0)} s</td><td class=\"n\">{(d.DelayS is { } delay ? $"{(delay >= 0 ? "+" : "−")}{FrenchFigures.Number(Math.Abs(delay), 0)} s" : "jamais")}</td></tr>");
            page.Append("</table>");
        }
        page.Append("</div></div>\n");
    }

    private static void Findings(StringBuilder page, TriageReport report)
    {
        if (report.FindingsByCode.Count == 0)
            return;
        page.Append("<h2 class=\"leaf\">Signes</h2>\n<table><tr><th></th><th class=\"n\">précision</th><th class=\"n\">rappel</th><th class=\"n\">F1</th><th class=\"n\">annotés</th></tr>");
        foreach (var (name, score) in report.FindingsByStatus.Select(s => (Name(s.Status), s.Score)).Prepend(("évoqués", report.Quality.Mention)))
            page.Append($"<tr><td>{name}</td><td class=\"n\">{FrenchFigures.Percent(score.Precision)}</td><td class=\"n\">{FrenchFigures.Percent(score.Recall)}</td><td class=\"n\">{FrenchFigures.Percent(score.F1)}</td><td class=\"n\">{score.Wanted}</td></tr>");
        page.Append($"</table><p class=\"note\">Citations comparées : {report.Evidence.Compared}. Dans la phrase annotée {FrenchFigures.Rate(report.Evidence.SameTurn)} ; sur les mots annotés {FrenchFigures.Rate(report.Evidence.Overlapping)} ; "
            + $"F1 des mots {FrenchFigures.Percent(report.Evidence.WordF1)}. Un appel peut prouver un signe à plusieurs endroits, l'annotation n'en nomme qu'un.</p>");
        Figure(page, TriageQualityFigures.Findings(report.FindingsByCode), "F1 de chaque signe évoqué.");
    }

    private static void Errors(StringBuilder page, TriageReport report)
    {
        if (report.Errors.Count == 0)
            return;
        var kinds = report.Errors.GroupBy(e => e.Kind).Select(g => (ErrorKind(g.Key), (IReadOnlyDictionary<ErrorCause, int>)g.GroupBy(e => e.Cause).ToDictionary(c => c.Key, c => c.Count()))).ToList();
        Section(page, "Erreurs et leur cause", TriageQualityFigures.Causes(kinds),
            "Première cause sur le chemin : étiquette (annotateurs en désaccord), mots entendus (juste à partir des mots de référence), signe manqué ou inventé, statut d'un signe, synthèse. Une aide, non une preuve.");
    }

    private static void Calls(StringBuilder page, TriageReport report)
    {
        page.Append("<h2>Appel par appel</h2>\n<div class=\"wide\"><table><thead><tr><th>appel</th><th>attendue</th><th>suggérée</th><th class=\"n\">prob.</th><th>règle</th><th>motif attendu</th><th>motif suggéré</th><th class=\"n\">P0 à</th><th>abstention</th></tr></thead>");
        foreach (var p in report.Quality.Predictions)
            page.Append($"<tr><td>{Text(p.Call.Id)}</td><td>{p.Call.Priority}</td><td class=\"{(p.PriorityAcceptable ? "ok" : "ko")}\">{p.Priority}</td><td class=\"n\">{FrenchFigures.Number(p.Distribution[(int)p.Priority], 2)}</td>"
                + $"<td>{Text(p.Rule ?? "")}</td><td>{Text(p.Call.Motive)}</td><td class=\"{(p.MotiveRank == 0 ? "ok" : "ko")}\">{Text(p.Motives[0].Code)}</td>"
                + $"<td class=\"n\">{(p.FirstP0S is { } at ? FrenchFigures.Number(at, 0) + " s" : "")}</td><td class=\"abst\">{(p.Abstained ? Reason(p.Reason) : "")}</td></tr>");
        page.Append("</table></div>\n");
    }

    private static void Section(StringBuilder page, string title, string figure, string note)
    {
        page.Append($"<h2>{Text(title)}</h2>\n");
        Figure(page, figure, note);
    }

    private static void Figure(StringBuilder page, string figure, string note) => page.Append($"<figure>{figure}<figcaption class=\"note\">{Text(note)}</figcaption></figure>\n");

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private static string Name(FindingStatus status) => status switch { FindingStatus.Present => "présents", FindingStatus.Absent => "absents", _ => "incertains" };

    private static string Reason(AbstentionReason reason) => reason switch
    {
        AbstentionReason.NotEnoughSaid => "pas assez dit",
        AbstentionReason.LowConfidence => "trop d'incertitude",
        AbstentionReason.OtherLanguage => "autre langue",
        AbstentionReason.PoorAudio => "mauvais son",
        _ => "modèle indisponible",
    };

    private static string Attribute(string attribute) => attribute switch { "age_group" => "âge", "sex" => "sexe", "caller" => "appelant", _ => attribute };

    private static string ErrorKind(string kind) => kind switch
    {
        "under_triage" => "sous-triage",
        "over_triage" => "sur-triage",
        "motive" => "motif",
        "finding_missed" => "signe manqué",
        "finding_invented" => "signe inventé",
        _ => "statut d'un signe",
    };

    private static string Name(string rate) => rate switch
    {
        "priority_exact" => "priorité exacte",
        "priority_acceptable" => "priorité acceptable",
        "under_triage" => "sous-triage",
        "over_triage" => "sur-triage",
        "quadratic_kappa" => "kappa quadratique",
        "p0_recall" => "P0 suggérée en fin d'appel",
        "p0_flagged" => "P0 affichée à un moment",
        "false_p0" => "P0 affichée à tort",
        "motive_top1_acceptable" => "motif, premier",
        "motive_top3_acceptable" => "motif, dans les trois",
        "care_level_exact" => "niveau de soin exact",
        "findings_mentioned_f1" => "signes évoqués, F1",
        "findings_present_f1" => "signes présents, F1",
        "status_accuracy" => "statut d'un signe trouvé",
        TriageTarget.CalibrationError => "erreur de calibration",
        _ => rate,
    };
}
