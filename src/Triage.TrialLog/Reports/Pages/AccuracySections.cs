using Triage.TrialLog.Reports.Figures;
using static Triage.TrialLog.Reports.Pages.French;

namespace Triage.TrialLog.Reports.Pages;

/// <summary>Sections 5 to 9: what the system says against the reference.</summary>
internal static class AccuracySections
{
    private static readonly string[] s_levels = ["P0", "P1", "P2", "P3", "NR"];

    public static void Write(PageWriter page, TrialReport report)
    {
        Alerts(page, report);
        Probabilities(page, report);
        Agreement(page, report);
        Subgroups(page, report);
        Missed(page, report);
    }

    private static void Alerts(PageWriter page, TrialReport report)
    {
        page.Section("5", SummarySection.Title("5"), newPage: true);
        var (served, accuracy) = (report.Accuracy.Served, report.Accuracy);
        page.Paragraph("Un appel « alerte » si une suggestion P0 aurait interrompu l'opérateur, quel que soit le bras. Un appel sans suggestion (abstention, panne) n'alerte pas : il compte.");
        page.Table("Tableau croisé au seuil en service (appels avec référence)", ["", "#Urgence vitale", "#Autre", "#Total"],
        [
            ["Alerte", Number(served.TruePositives), Number(served.FalsePositives), Number(served.TruePositives + served.FalsePositives)],
            ["Pas d'alerte", Number(served.FalseNegatives), Number(served.TrueNegatives), Number(served.FalseNegatives + served.TrueNegatives)],
        ]);
        string[] Row(AlertAccuracy a) =>
        [
            a.PerHundred is { } budget ? Number(budget, budget % 1 == 0 ? 0 : 1) : "en service", a.Threshold is null ? None : a.Threshold > 1 ? "jamais" : Number(a.Threshold, 3),
            Share(a.Sensitivity), Share(a.Specificity), Share(a.PositivePredictive), Number(a.AlertsPerHundred, 1), Number(a.AlertsPerOperatorHour, 2),
        ];
        page.Table("Selon le budget d'alertes", ["#Budget (pour 100 appels)", "#Seuil", "#Sensibilité", "#Spécificité", "#VPP", "#Alertes pour 100 appels", "#Alertes par heure d'opérateur"],
            [Row(served), .. accuracy.Budgets.Select(Row)]);
        page.Note($"Budget : le plus bas seuil de probabilité qui ne dépasse pas tant d'alertes pour 100 appels analysés, jamais sous {Number(Core.Assessment.AlertBudget.LowestThreshold, 1)} (le plancher de l'appareil). Les seuils des budgets sont tirés de ces mêmes appels : leur exactitude est un peu flattée. "
            + $"Heure d'opérateur : heure de l'horloge où il a pris au moins un appel ({Number(report.Source.OperatorHours)} au total). Intervalles de Wilson, exacts sous {Statistics.Proportion.SmallTotal} appels.");
        page.Paragraph($"Appels avec référence : {Share(accuracy.JudgedAlerts)} de ceux avec alerte, {Share(accuracy.JudgedOthers)} de ceux sans alerte. "
            + $"Corrigées de cette vérification partielle (Begg et Greenes) : sensibilité {Percent(accuracy.CorrectedSensitivity)}, spécificité {Percent(accuracy.CorrectedSpecificity)}.");
    }

    private static void Probabilities(PageWriter page, TrialReport report)
    {
        page.Section("6", SummarySection.Title("6"), newPage: true);
        var p = report.Probabilities;
        if (p.RocArea is null)
        {
            page.Warning("Il faut des urgences vitales et d'autres appels avec référence : non calculable.");
            return;
        }
        page.Pair(
            () => page.Figure(ReportPlots.Roc(p), "Courbe ROC", $"Aire sous la courbe ROC {Value(p.RocArea, 3)} (DeLong, échelle logit) ; {Number(p.Calls)} appels, {Number(p.Vital)} urgences vitales."),
            () => page.Figure(ReportPlots.PrecisionRecall(p), "Courbe précision-rappel", $"Précision moyenne {Value(p.PrecisionRecallArea, 3)} ; au hasard {Number((double)p.Vital / p.Calls, 3)}, part des urgences vitales."));
        page.Pair(
            () =>
            {
                if (p.Calibration is { } c)
                    page.Figure(ReportPlots.Calibration(c), "Courbe de calibration",
                        $"Dernière suggestion de {Number(p.CalibratedCalls)} appels. Brier {Number(c.Brier, 4)} (réduit {Number(c.BrierScaled, 2)}) ; pente {Value(c.Slope, 2)} (idéal 1) ; décalage {Change(c.Intercept, 2)} (idéal 0).");
            },
            () => page.Figure(ReportPlots.DecisionCurve(p.DecisionCurve, (double)p.Vital / p.Calls), "Courbe de décision",
                "Bénéfice net : vraies alertes moins fausses alertes pondérées par la cote du seuil, pour 100 appels. Au-dessus des deux autres courbes, suivre le modèle vaut mieux."));
        if (p.Calibration is { } table)
            page.Table("Calibration par dixièmes", ["#De", "#À", "#Annoncé en moyenne", "#Observé", "#Appels"],
                table.Bins.Select(b => (IReadOnlyList<string>)[Number(b.From, 4), Number(b.To, 4), Percent(b.MeanPredicted, 2), Share(b.Observed), Number(b.Units)]));
    }

    private static void Agreement(PageWriter page, TrialReport report)
    {
        page.Section("7", SummarySection.Title("7"), newPage: true);
        var agreement = report.Agreement;
        page.Paragraph($"Doublement jugés : {Number(agreement.DoublyJudged)} appels. Entre les deux adjudicateurs, urgence vitale ou non : accord {Share(agreement.AdjudicatorsExact)}, kappa {Value(agreement.AdjudicatorsVital, 2)} ; "
            + $"priorités : kappa quadratique {Value(agreement.AdjudicatorsPriority, 2)}. Tranchés par consensus : {Number(agreement.Consensus)}.");
        page.Table("Priorités contre la référence", ["", "#Appels", "#Exact", "#Sous-triage", "#Sur-triage", "#Kappa quadratique"], agreement.Judges.Select(j =>
            (IReadOnlyList<string>)[Text(FrenchTerms.Of(j.Judge)), Number(j.Calls), Share(j.Exact), Share(j.UnderTriage), Share(j.OverTriage), Value(j.Kappa, 2)]));
        foreach (var judge in agreement.Judges.Where(j => j.Calls > 0).Take(1))
        {
            page.Html($"<div class=\"wide\"><table><caption>{Text(FrenchTerms.Of(judge.Judge))} : référence en ligne, proposé en colonne</caption><thead><tr><th></th>{string.Concat(s_levels.Select(l => $"<th class=\"n\">{l}</th>"))}</tr></thead><tbody>");
            for (var i = 0; i < s_levels.Length; i++)
                page.Html($"<tr><th>{s_levels[i]}</th>{string.Concat(Enumerable.Range(0, s_levels.Length).Select(j => $"<td class=\"n {(j == i ? "exact" : j > i ? "under" : "over")}\">{Number(judge.Matrix[i][j])}</td>"))}</tr>");
            page.Html("</tbody></table></div>\n");
        }
        page.Note("Sous-triage (rouge) : moins urgent que la référence, le côté dangereux. Sur-triage (orange) : plus urgent. Abstentions comptées avec ce que le modèle aurait dit. Les décisions humaines du bras visible ont vu la suggestion : elles n'en sont pas indépendantes.");
    }

    private static void Subgroups(PageWriter page, TrialReport report)
    {
        page.Section("8", SummarySection.Title("8"), newPage: true);
        var trial = report.Flow.Branches.Count > 1;
        var within = Number(report.Plan.WithinS[0]);
        List<string> heads = ["Groupe", "#Appels", "#Urgences vitales", "#Sensibilité", "#Spécificité"];
        if (trial)
            heads.AddRange([$"#Ombre, en {within} s", $"#Visible, en {within} s", "#Différence"]);
        page.Table("Sensibilité et reconnaissance par groupe", heads, report.Subgroups.Select(g =>
        {
            var name = $"{Text(FrenchTerms.Of(g.Attribute))} : {Text(FrenchTerms.Of(g.Level))}{(g.SmallCell ? " <span class=\"small\">petit effectif</span>" : "")}";
            List<string> cells = [name, Number(g.Calls), Number(g.Vital), Share(g.Sensitivity), Share(g.Specificity)];
            if (trial)
                cells.AddRange([Share(g.ShadowShare), Share(g.VisibleShare), Points(g.Difference)]);
            return (IReadOnlyList<string>)cells;
        }), mayBreak: true);
        page.Note($"« Petit effectif » : moins de {Number(report.Plan.SmallCell)} urgences vitales dans le groupe ou dans un bras ; ne rien en conclure, et ne pas diffuser de cellule où une personne pourrait être reconnue. "
            + "Groupes exploratoires : pas de correction pour comparaisons multiples, appels traités comme indépendants. Son mauvais : sous 10 dB, plus de 2 % perdu, plus de 1 % saturé, ou une règle de traitement appliquée.");
    }

    private static void Missed(PageWriter page, TrialReport report)
    {
        page.Section("9", SummarySection.Title("9"), newPage: true);
        page.Paragraph($"{Number(report.Missed.Count)} urgences vitales de référence sans alerte, toutes listées par pseudonyme d'appel. Aucun mot de l'appel n'est reproduit ; l'hôpital retrouve l'appel par sa clé.");
        if (report.Missed.Count == 0)
            return;
        page.Table("Causes", ["Cause", "#Appels", "#Reconnues par l'opérateur"], report.Missed.GroupBy(m => m.Cause, StringComparer.Ordinal).OrderByDescending(g => g.Count())
            .Select(g => (IReadOnlyList<string>)[FrenchTerms.Html(g.Key), Number(g.Count()), Of(g.Count(m => m.RecognisedS is not null), g.Count())]));
        page.Table("Appel par appel", ["Appel", "Bras", "Cause", "#Probabilité la plus haute", "Suggéré", "#Reconnue à (s)", "#Signal sur bruit (dB)"], report.Missed.Select(m =>
            (IReadOnlyList<string>)[$"<span class=\"hash\">{Text(m.Call)}</span>", Text(FrenchTerms.Of(m.Arm)), FrenchTerms.Html(m.Cause), Number(m.Peak, 3), m.Suggested?.ToString() ?? None,
                m.RecognisedS is { } at ? Number(at) : "non", Number(m.SignalToNoiseDb)]), mayBreak: true);
    }
}
