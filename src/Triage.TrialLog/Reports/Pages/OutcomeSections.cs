using Triage.TrialLog.Reports.Figures;
using static Triage.TrialLog.Reports.Pages.French;

namespace Triage.TrialLog.Reports.Pages;

/// <summary>Sections 2 to 4: flow, baseline, primary outcome.</summary>
internal static class OutcomeSections
{
    public static void Write(PageWriter page, TrialReport report)
    {
        page.Section("2", SummarySection.Title("2"), newPage: true);
        page.Figure(FlowDiagram.Draw(report.Flow), $"Diagramme de flux : {report.Flow.Calls} appels, {string.Join(", ", report.Flow.Branches.Select(b => $"bras {FrenchTerms.Of(b.Arm)} {b.Allocated} alloués, {b.Analysed} analysés, {b.Vital} urgences vitales"))}",
            "Chaque appel enregistré compte une fois, refusé et interrompu compris. Référence : consensus, à défaut accord d'au moins deux adjudicateurs ; un jugement seul ou un désaccord sans consensus n'est pas une référence.");
        Baseline(page, report);
        page.Section("4", SummarySection.Title("4"), newPage: true);
        Primary(page, report);
    }

    private static void Baseline(PageWriter page, TrialReport report)
    {
        page.Section("3", SummarySection.Title("3"));
        var arms = report.Flow.Branches;
        List<string> heads = ["Caractéristique", .. arms.Select(a => $"#{(a.Arm == "none" ? "Tous" : $"Bras {FrenchTerms.Of(a.Arm)}")} (n = {Number(a.Analysed)})")];
        if (arms.Count > 1)
            heads.Add("#Différence standardisée");
        page.Table("Appels analysés, par bras alloué", heads, report.Baseline.Select(row =>
        {
            List<string> cells = [Text(row.Level is null ? FrenchTerms.Of(row.Attribute) : $"{FrenchTerms.Of(row.Attribute)} : {FrenchTerms.Of(row.Level)}")];
            foreach (var cell in row.Arms)
                cells.Add((cell.Count is { } count ? Of(count, cell.Known)
                    : $"{Number(cell.Median, row.Attribute == "lost_audio_share" ? 3 : row.Attribute is "recogniser_confidence" ? 2 : 1)} [{Number(cell.Lower, row.Attribute is "lost_audio_share" or "recogniser_confidence" ? 2 : 1)} ; {Number(cell.Upper, row.Attribute is "lost_audio_share" or "recogniser_confidence" ? 2 : 1)}]")
                    + (cell.Missing > 0 ? $" <span class=\"ci\">manque {Number(cell.Missing)}</span>" : ""));
            if (arms.Count > 1)
                cells.Add(Number(row.Difference, 2));
            return (IReadOnlyList<string>)cells;
        }), mayBreak: true);
        page.Note("Quantités : médiane [quartiles] ; catégories : nombre (part des appels renseignés). Pas de test : l'allocation est tirée au sort ; une différence standardisée au-delà de 0,1 en valeur absolue mérite attention.");
    }

    private static void Primary(PageWriter page, TrialReport report)
    {
        var (primary, plan) = (report.Primary, report.Plan);
        page.Paragraph("Temps entre le décroché et la première décision P0 de l'opérateur, pour les appels dont la référence est une urgence vitale. Un appel raccroché sans cette décision est censuré au raccroché ; dans les proportions il compte comme non reconnu.");
        if (primary.Arms.Count == 0)
        {
            page.Warning("Aucune urgence vitale de référence dans les appels analysés : critère principal non calculable.");
            return;
        }
        page.Figure(ReportPlots.Survival(primary), "Courbes de Kaplan-Meier de la part des urgences vitales non encore reconnues, par bras",
            "Courbes de Kaplan-Meier ; bandes : limites ponctuelles à 95 % (Greenwood, échelle log-log), sans tenir compte des opérateurs.");
        List<string> heads = ["", .. primary.Arms.Select(a => $"#{(a.Arm == "none" ? "Tous" : $"Bras {FrenchTerms.Of(a.Arm)}")}")];
        var contrast = primary.Contrast;
        if (contrast is not null)
            heads.Add("#Visible moins ombre");
        var rows = new List<IReadOnlyList<string>>();
        void Row(string name, Func<ArmRecognition, string> of, string? difference) =>
            rows.Add(contrast is null ? [name, .. primary.Arms.Select(of)] : [name, .. primary.Arms.Select(of), difference ?? ""]);
        Row("Urgences vitales", a => Number(a.Vital), null);
        Row("Reconnues pendant l'appel", a => Of(a.Recognised, a.Vital), null);
        for (var w = 0; w < plan.WithinS.Count; w++)
        {
            var index = w;
            Row($"Reconnues en {Number(plan.WithinS[w])} s", a => Share(a.Within[index].Share), Points(contrast?.Within[index].Share));
        }
        Row("Délai médian (s)", a => Value(a.MedianS, 1), Change(contrast?.MedianS, 1, " s"));
        Row($"Délai moyen restreint à {Number(primary.HorizonS)} s (s)", a => Value(a.RestrictedMeanS, 1), Change(contrast?.RestrictedMeanS, 1, " s"));
        page.Table($"Intention de traiter ; {Number(primary.Operators)} opérateurs, {Number(plan.Resamples)} rééchantillonnages d'opérateurs, graine {plan.Seed}", heads, rows);
        if (contrast is not null)
            Sensitivity(page, report, contrast);
    }

    private static void Sensitivity(PageWriter page, TrialReport report, ArmContrast contrast)
    {
        var (primary, plan) = (report.Primary, report.Plan);
        var rows = new List<IReadOnlyList<string>>();
        for (var w = 0; w < plan.WithinS.Count; w++)
        {
            var within = Number(plan.WithinS[w]);
            rows.Add([$"Reconnues en {within} s, opérateurs ignorés (Newcombe)", Points(contrast.Plain[w].Share)]);
            if (primary.Arms is [var a, var b] && a.WithinCensored[w].Share is { } shadow && b.WithinCensored[w].Share is { } visible)
                rows.Add([$"Reconnues en {within} s, Kaplan-Meier (raccroché censuré)", $"{Share(shadow)} → {Share(visible)}"]);
            if (primary.WithoutContaminated is { } clean)
                rows.Add([$"Reconnues en {within} s, sans les appels contaminés", Points(clean.Within[w].Share)]);
        }
        if (primary.WithoutContaminated is { } without)
            rows.Add(["Délai moyen restreint, sans les appels contaminés", Change(without.RestrictedMeanS, 1, " s")]);
        rows.Add([$"Corrélation intra-opérateur (reconnue en {Number(plan.WithinS[^1])} s)", Number(primary.IntraclassCorrelation, 3)]);
        page.Table("Analyses de sensibilité", ["", "#Visible moins ombre"], rows);
        page.Note("Retirer les appels contaminés rompt le tirage au sort : à lire comme une sensibilité, non comme le résultat.");
    }
}
