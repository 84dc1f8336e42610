using Triage.TrialLog.Reports.Checklists;
using static Triage.TrialLog.Reports.Pages.French;

namespace Triage.TrialLog.Reports.Pages;

/// <summary>Annexes: costs, reporting checklists, versions and methods.</summary>
internal static class AnnexSections
{
    public static void Write(PageWriter page, TrialReport report)
    {
        Economics(page, report);
        page.Section("B", SummarySection.Title("B"), newPage: true);
        page.Paragraph("Où se trouve chaque point dans ce rapport (numéro de section), et ce qui y manque et doit venir des auteurs. Points formulés avec nos mots, sous le numéro de la liste d'origine.");
        foreach (var list in Checklist.All)
        {
            var items = list.Items.Select(i => (Item: i, Missing: Checklist.MissingIn(report, i))).ToArray();
            page.Table($"{list.Name} ({list.Reference}) : {items.Count(i => i.Missing is null && i.Item.Where.Length > 0)} points complets sur {items.Length}", ["Point", "Sujet", "Où", "Ce qui manque"],
                items.Select(i => (IReadOnlyList<string>)[Text(i.Item.Number), Text(i.Item.Topic), i.Item.Where.Length == 0 ? "nulle part" : $"§ {Linked(i.Item.Where)}", i.Missing is null ? "rien" : Text(i.Missing)]), mayBreak: true);
        }
        Methods(page, report);
    }

    private static string Linked(string sections) =>
        string.Join(", ", sections.Split(", ").Select(s => $"<a href=\"#{PageWriter.Anchor(s)}\">{s}</a>"));

    private static void Economics(PageWriter page, TrialReport report)
    {
        page.Section("A", SummarySection.Title("A"), newPage: true);
        var e = report.Economics;
        page.Paragraph("Coûts de fonctionnement seulement, à partir de la charge mesurée et des prix que le site fournit ; rien n'est supposé à sa place. Aucun coût ni gain de santé n'est estimé.");
        page.Table("Charge et capacité", ["", "#Valeur"],
        [
            ["Appels par heure, en moyenne sur la période", Number(e.CallsPerHour, 1)], ["Durée moyenne d'un appel", Duration(e.MeanCallS)], ["Appels simultanés, en moyenne", Number(e.MeanCallsAtATime, 2)],
            [$"Capacité de l'hôte{(e.Host is null ? "" : $" (profil {Text(e.Host.Profile)}, {(e.Host.Measured ? "mesuré" : "<b>non mesuré sur cet hôte</b>")})")}", e.Host is null ? None : $"{Number(e.Host.MaxCalls)} appels simultanés"],
            ["Appels par heure que l'hôte peut porter", Number(e.CallsPerHourCapacity)], ["Part de la capacité utilisée, en moyenne", Percent(e.Occupancy)],
        ]);
        page.Table("Coûts", ["", "#Valeur"],
        [
            ["Énergie par appel", e.KwhPerCall is { } kwh ? $"{Number(1000 * kwh, 1)} Wh" : None], ["Énergie, par appel", Euros(e.EnergyEurosPerCall)], ["Amortissement de l'hôte, par appel", Euros(e.HostEurosPerCall)], ["Maintenance, par appel", Euros(e.SupportEurosPerCall)],
            ["<b>Total par appel</b>", $"<b>{Euros(e.EurosPerCall)}</b>"], ["Temps d'opérateur entre affichage et réponse, pour 100 appels (majorant)", e.AlertMinutesPerHundredCalls is { } m ? $"{Number(m, 1)} min" : None], ["Coût de ce temps, pour 100 appels", Euros(e.AlertEurosPerHundredCalls)],
        ]);
        if (e.Missing.Count > 0)
            page.Warning($"Données du site manquantes : {Text(string.Join(", ", e.Missing.Select(FrenchTerms.Of)))}. Les fournir par « --prices » et « --profile ».");
        page.Note("Puissance à la charge mesurée : repos + (charge − repos) × part de capacité utilisée. Nombre annuel d'appels : celui du site, à défaut le rythme de la période.");
    }

    private static string Euros(double? value) => value is { } v ? $"{Number(v, Math.Abs(v) < 0.1 ? 4 : 2)} €" : None;

    private static void Methods(PageWriter page, TrialReport report)
    {
        page.Section("C", SummarySection.Title("C"), newPage: true);
        var plan = report.Plan;
        page.Table("Versions en service (empreintes SHA-256 ou version)", ["Élément", "Empreinte", "#Appels"], report.Source.Versions.Select(v =>
            (IReadOnlyList<string>)[Text(FrenchTerms.Of(v.Part)), $"<span class=\"hash\">{(v.Hash.Length == 0 ? "non enregistrée" : Text(v.Hash))}</span>", Number(v.Calls)]), mayBreak: true);
        page.Paragraph(report.Source.ProtocolSha256 is { } hash ? $"Protocole {Text(report.Source.ProtocolFile ?? "")}, SHA-256 <span class=\"hash\">{hash}</span>." : "Aucun fichier de protocole n'a été fourni à ce rapport.");
        page.Html("<ul>"
            + $"<li>Délai de reconnaissance : du décroché (à défaut du début de l'appel vu par l'appareil) à la première décision P0 de l'opérateur, censuré au raccroché. Horizon du délai moyen restreint : {Number(plan.HorizonS)} s.</li>"
            + $"<li>Intervalles du critère principal : {Number(plan.Resamples)} rééchantillonnages d'opérateurs entiers (graine {plan.Seed}), quantiles élargis pour peu de groupes (Hesterberg 2015). Un appel sans opérateur connu est un groupe à lui seul.</li>"
            + "<li>Proportions : Wilson, exacte (Clopper-Pearson) sous 40 ; différences : Newcombe. Survie : Kaplan-Meier, Greenwood. ROC : DeLong. Précision-rappel : Boyd 2013. Calibration : Cox. Bénéfice net : Vickers et Elkin 2006. Kappa pondéré : Fleiss, Cohen et Everitt 1969.</li>"
            + "<li>Probabilités : la plus haute de l'appel pour ROC, budgets et bénéfice net ; la dernière pour la calibration. Elles sont calculées pendant l'appel, avant toute référence.</li>"
            + "<li>Exclusions : seulement celles que le protocole fixe ; toutes les autres données manquantes sont comptées, aucune n'est imputée.</li>"
            + "</ul>\n");
        page.Note("Formules et sources : docs/report.md. Les chiffres de cette page sont dans report.json (schéma triage.report/1).");
    }
}
