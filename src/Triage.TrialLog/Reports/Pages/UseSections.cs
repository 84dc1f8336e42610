using Triage.TrialLog.Reports.Figures;
using static Triage.TrialLog.Reports.Pages.French;

namespace Triage.TrialLog.Reports.Pages;

/// <summary>Sections 10 to 13: what humans did with it, and whether it worked.</summary>
internal static class UseSections
{
    public static void Write(PageWriter page, TrialReport report)
    {
        Response(page, report);
        Exposure(page, report);
        Service(page, report);
        Speech(page, report);
    }

    private static void Response(PageWriter page, TrialReport report)
    {
        page.Section("10", SummarySection.Title("10"), newPage: true);
        var response = report.Response;
        if (response.All.Alerts == 0)
        {
            page.Paragraph("Aucune alerte n'était autorisée à être montrée dans la période.");
            return;
        }
        string[] Row(string name, ResponseGroup g) =>
            [Text(name), Number(g.Alerts), Of(g.Accepted, g.Alerts), Of(g.Modified, g.Alerts), Of(g.Rejected, g.Alerts), Of(g.Ignored, g.Alerts), Share(g.Answered), Number(g.MedianResponseS, 1)];
        string[] heads = ["Alertes montrées", "#Nombre", "#Acceptées", "#Modifiées", "#Rejetées", "#Ignorées", "#Répondues", "#Délai médian de réponse (s)"];
        page.Table("Réponse humaine", heads, [Row("Toutes", response.All), Row("Urgence vitale (vraies)", response.OfTrue), Row("Autres (fausses)", response.OfFalse)]);
        if (response.Reasons.Count > 0)
            page.Note("Raisons données : " + string.Join(" ; ", response.Reasons.Select(r => $"{FrenchTerms.Html(r.Key)} {Number(r.Value)}")) + ".");
        page.Html("<div class=\"pair\">");
        if (response.ByWeek.Count > 1)
            page.Figure(ReportPlots.Response(response.ByWeek, "Semaine de l'essai"), "Part des alertes répondues par semaine", "Apprentissage ou lassitude au fil des semaines ; traits : intervalles à 95 %.");
        if (response.ByAlertsInTheHour.Count > 1)
            page.Figure(ReportPlots.Response(response.ByAlertsInTheHour, "Alertes reçues dans l'heure précédente"), "Part des alertes répondues selon les alertes de l'heure précédente", "Lassitude : même opérateur, alertes des 60 minutes précédentes.");
        page.Html("</div>\n");
        page.Table("Par semaine", heads, response.ByWeek.Select(g => (IReadOnlyList<string>)Row($"Semaine {g.Group}", g)), mayBreak: true);
        page.Table("Selon les alertes de l'heure précédente", heads, response.ByAlertsInTheHour.Select(g => (IReadOnlyList<string>)Row($"{g.Group} alerte(s) avant", g)));
        var arms = response.RecognitionByWeek.Select(w => w.Arm).Distinct().ToArray();
        page.Table("Courbe d'apprentissage : délai médian de reconnaissance par semaine (s)", ["Semaine", .. arms.Select(a => $"#{(a == "none" ? "Tous" : $"Bras {FrenchTerms.Of(a)}")}")],
            response.RecognitionByWeek.GroupBy(w => w.Week).Select(g => (IReadOnlyList<string>)
                [$"Semaine {Number(g.Key)}", .. arms.Select(a => g.FirstOrDefault(w => w.Arm == a) is { } w ? $"{Value(w.MedianS, 0)} <span class=\"ci\">n = {Number(w.Vital)}</span>" : None)]), mayBreak: true);
        page.Note("Une réponse est la première décision qui porte sur l'alerte ou une suggestion P0 suivante du même appel, jugements demandés avant affichage exclus. « Ignorée » : aucune. Le délai court depuis le premier affichage.");
    }

    private static void Exposure(PageWriter page, TrialReport report)
    {
        page.Section("11", SummarySection.Title("11"));
        page.Table("Ce qui a été montré et vu (appels analysés)",
            ["Bras", "#Appels", "#Avec alerte", "#Alerte autorisée", "#Affiché", "#Vu", "#Alerte jamais affichée", "#Affiché contre le bras", "#Visible à l'écran, médiane (s)", "#Calcul → affichage, médiane (s)"],
            report.Exposure.Select(e => (IReadOnlyList<string>)
            [
                Text(e.Arm == "none" ? "tous" : FrenchTerms.Of(e.Arm)), Number(e.Calls), Number(e.WithAlert), Number(e.AlertShown), Number(e.Displayed), Number(e.Seen), Number(e.AlertsUnseen), Number(e.ShownAgainstArm),
                Number(e.MedianOnScreenS), Number(e.MedianDisplayDelayS, 2),
            ]));
        var contaminated = report.Exposure.SelectMany(e => e.Contamination.Select(c => $"bras {FrenchTerms.Of(e.Arm)}, {FrenchTerms.Of(c.Key)} : {Number(c.Value)}")).ToArray();
        page.Note(contaminated.Length == 0 ? "Aucune contamination enregistrée." : "Contamination enregistrée : " + Text(string.Join(" ; ", contaminated)) + ". Ces appels restent dans leur bras (intention de traiter).");
    }

    private static void Service(PageWriter page, TrialReport report)
    {
        page.Section("12", SummarySection.Title("12"), newPage: true);
        var service = report.Service;
        page.Paragraph($"Période : {Duration(service.PeriodS)}. Appareil entièrement arrêté : {Percent(service.StoppedShare, 2)} du temps. Appels sans aucune suggestion : {Number(service.WithoutSuggestion)}. "
            + $"Son reçu : {Duration(service.AudioS)} ; perdu : {Percent(service.LostAudioShare, 2)}.");
        if (service.Outages.Count > 0)
            page.Table("Pannes et dégradations", ["Ce qui manquait", "Portée", "#Fois", "#Durée cumulée", "#Appels touchés"], service.Outages.Select(o =>
                (IReadOnlyList<string>)[FrenchTerms.Html(o.What), o.WholeAppliance ? "tout l'appareil" : "un appel", Number(o.Count), Duration(o.Seconds), o.WholeAppliance ? None : Number(o.Calls)]));
        else
            page.Note("Aucune panne ni dégradation enregistrée.");
        string[] Latency(string name, LatencyFigures l) => [name, Number(l.Count), Number(l.Median), Number(l.P95), Number(l.P99), Number(l.Longest)];
        page.Table("Latence (ms)", ["", "#Mesures", "#Médiane", "#95e centile", "#99e centile", "#La plus longue"],
            [Latency("De la transcription finale à la suggestion", service.SuggestionMs), Latency("De la fin de phrase à la transcription finale (95e centile de chaque appel)", service.FinalMs)]);
        static string Listed(IReadOnlyDictionary<string, int> counts) => counts.Count == 0 ? None : string.Join(" ; ", counts.Select(c => $"{FrenchTerms.Html(c.Key)} {Number(c.Value)}"));
        page.Table("Qualité des entrées", ["", "Valeur"],
        [
            ["Fin des appels", string.Join(" ; ", service.EndReasons.Select(c => $"{Text(FrenchTerms.Of(c.Key))} {Number(c.Value)}"))], ["Rapport signal sur bruit médian", $"{Number(service.MedianSignalToNoiseDb, 1)} dB"],
            ["Confiance médiane de la reconnaissance", Number(service.MedianConfidence, 2)], ["Part de parole simultanée, médiane", Percent(service.MedianOverlap)], ["Langue", Listed(service.Languages)],
            ["Règles appliquées aux mauvaises entrées", Listed(service.Rules)], ["Dernière suggestion", Listed(service.Abstentions)],
        ]);
    }

    private static void Speech(PageWriter page, TrialReport report)
    {
        page.Section("13", SummarySection.Title("13"));
        if (report.Speech is not { } speech)
        {
            page.Warning("Non mesurée ici : le registre d'évaluation ne garde aucun mot. Transcrire deux fois un échantillon d'appels, lancer « triage evaluate speech --json » et donner son résultat par « --speech FICHIER ».");
            return;
        }
        page.Table($"Échantillon transcrit ({speech.Source})", ["", "#Valeur"],
        [
            ["Taux d'erreur sur les mots", Share(speech.WordErrorRate)], ["Rappel des termes critiques", Share(speech.CriticalTermRecall)],
            ["Négations perdues ou inventées (« ne respire pas »)", speech.NegationsChecked is { } n ? $"{Number(speech.NegationErrors)} sur {Number(n)}" : None],
        ]);
    }
}
