using static Triage.TrialLog.Reports.Pages.French;

namespace Triage.TrialLog.Reports.Pages;

/// <summary>What a reader must know first: source, limits, the main figures.</summary>
internal static class SummarySection
{
    private static readonly (string Number, string Title)[] s_contents =
    [
        ("1", "En bref"), ("2", "Flux des appels"), ("3", "Population par bras"), ("4", "Critère principal : délai de reconnaissance"), ("5", "Exactitude des alertes"), ("6", "Probabilités"),
        ("7", "Accord et référence"), ("8", "Sous-groupes"), ("9", "Urgences vitales sans alerte"), ("10", "Réponse humaine et apprentissage"), ("11", "Exposition et contamination"),
        ("12", "Fonctionnement et qualité du son"), ("13", "Parole"), ("A", "Cadre économique"), ("B", "Listes de contrôle"), ("C", "Versions et méthodes"),
    ];

    public static string Title(string number) => s_contents.First(c => c.Number == number).Title;

    public static void Write(PageWriter page, TrialReport report)
    {
        var source = report.Source;
        page.Html($"<p class=\"meta\">Site : {Text(Joined(source.Sites))}. Protocole : {Text(Joined(source.Protocols))}. Appels du {Day(source.From)} au {Day(source.To)}. Établi le {Day(source.GeneratedAt)}.</p>\n");
        page.Html($"<nav aria-label=\"Sommaire\">{string.Concat(s_contents.Select(c => $"<a href=\"#{PageWriter.Anchor(c.Number)}\">{c.Number}. {Text(c.Title)}</a>"))}</nav>\n");
        page.Section("1", Title("1"));
        page.Paragraph("L'appareil écoute l'appel, le transcrit sur place et propose une priorité à l'assistant de régulation ; il suggère, un humain décide. "
            + "Dans le bras « ombre » tout est calculé et enregistré mais rien n'est montré ; dans le bras « visible » la suggestion est affichée.");
        page.Warning("<b>À lire avant tout chiffre.</b> Ni les modèles ni leurs seuils n'ont été validés par des cliniciens. "
            + "Les étiquettes de référence valent ce que valent les adjudications enregistrées : le rapport ne sait pas qui les a faites ni dans quelles conditions. "
            + "Un délai plus court n'est pas un bénéfice démontré pour les patients."
            + (source.Simulated ? " <b>Ces données sont simulées : elles servent à essayer l'analyse et ne disent rien de l'appareil.</b>" : ""));
        Key(page, report);
        foreach (var warning in Warnings(report))
            page.Warning(warning);
    }

    private static void Key(PageWriter page, TrialReport report)
    {
        var (within, accuracy) = (report.Plan.WithinS[0], report.Accuracy.Served);
        void Cell(string value, string label) => page.Html($"<div><b>{value}</b><span>{label}</span></div>");
        page.Html("<div class=\"key\">");
        Cell(Number(report.Flow.Calls), $"appels, dont {Number(report.Flow.Branches.Sum(b => b.Vital))} urgences vitales de référence");
        var contrast = report.Primary.Contrast;
        Cell(Points(contrast?.Within[0].Share), $"reconnues en {Number(within)} s : visible moins ombre");
        Cell(Change(contrast?.RestrictedMeanS, 1, " s"), $"délai moyen restreint à {Number(report.Primary.HorizonS)} s : visible moins ombre");
        Cell(Share(accuracy.Sensitivity), $"sensibilité des alertes ; {Number(accuracy.AlertsPerHundred, 1)} alertes pour 100 appels");
        page.Html("</div>\n");
        page.Note("Entre crochets : intervalle de confiance à 95 %. Les deux différences sont en intention de traiter, avec rééchantillonnage par opérateur.");
    }

    private static IEnumerable<string> Warnings(TrialReport report)
    {
        if (report.Flow.Calls == 0)
            yield return "Aucun appel dans la période demandée : ce rapport est vide.";
        if (report.Flow.Calls > 0 && report.Probabilities.Calls == 0)
            yield return "Aucun appel n'a de référence : ni critère principal, ni exactitude ne peuvent être calculés. Importer les adjudications (« triage trial adjudicate »).";
        if (report.Flow.Calls > 0 && report.Flow.Branches.All(b => b.Arm == "none"))
            yield return "Aucun appel n'est alloué à un bras : pas de comparaison, seulement une description.";
        if (report.Source.UnitIsAlert)
            yield return "L'unité allouée est l'alerte : un appel compte dans le bras de sa première alerte allouée, et le délai reste compté depuis le décroché. Les appels sans alerte sont hors comparaison.";
        if (report.Primary.Contrast is not null && report.Primary.Operators < 10)
            yield return $"Seulement {Number(report.Primary.Operators)} opérateurs : l'intervalle par rééchantillonnage d'opérateurs est peu fiable.";
        if (report.Primary.Arms.Any(a => a.Vital < report.Plan.SmallCell))
            yield return $"Un bras compte moins de {Number(report.Plan.SmallCell)} urgences vitales : ses chiffres sont indicatifs.";
        if (report.Primary.HorizonS < report.Plan.HorizonS && report.Primary.Arms.Count > 0)
            yield return $"Les appels observés ne permettent un délai moyen restreint qu'à {Number(report.Primary.HorizonS)} s, au lieu de {Number(report.Plan.HorizonS)} s.";
        if (report.Flow.Branches.Sum(b => b.ClocksDisagree) is > 0 and var clocks)
            yield return $"{Number(clocks)} appels ont une décision ou un raccroché horodatés avant le décroché : vérifier les horloges.";
        if (report.Source.Versions.GroupBy(v => v.Part).Any(g => g.Count() > 1))
            yield return "Des versions ont changé pendant la période (annexe C) : les chiffres mêlent plusieurs versions.";
    }

    private static string Joined(IReadOnlyList<string> names) => names.Count == 0 || names is [""] ? "non renseigné" : string.Join(" ; ", names);
}
