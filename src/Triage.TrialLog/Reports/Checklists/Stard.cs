using static Triage.TrialLog.Reports.Checklists.ReportNeed;

namespace Triage.TrialLog.Reports.Checklists;

/// <summary>STARD 2015: diagnostic accuracy; the index test is the P0 alert.</summary>
internal static class Stard
{
    public static Checklist List { get; } = new("STARD 2015", "Bossuyt et coll., BMJ 2015 ; 351 : h5527",
    [
        new("1-2", "Titre et résumé : étude d'exactitude diagnostique", "1", "titre et résumé de la publication"),
        new("3", "Contexte, usage et rôle du test", "1", "justification scientifique"),
        new("4", "Objectifs et hypothèses", "5", null, Protocol),
        new("5", "Données recueillies avant ou après le test", "C"),
        new("6", "Critères d'éligibilité", "2", "définition des critères"),
        new("7-9", "Recrutement : comment, où, quand, série consécutive", "1, 2", "description du centre"),
        new("10a", "Test étudié, en détail", "5, C"),
        new("10b", "Référence, en détail", "7", "consignes données aux adjudicateurs", Reference),
        new("11", "Pourquoi cette référence", "", "justification de la référence"),
        new("12a", "Seuils du test, fixés d'avance ou explorés", "5", null, Protocol),
        new("12b", "Seuils de la référence", "7", "définition d'une urgence vitale"),
        new("13a", "Le test ignorait-il la référence", "C"),
        new("13b", "Les adjudicateurs ignoraient-ils le test", "", "aveugle des adjudicateurs"),
        new("14", "Méthodes d'estimation", "C"),
        new("15", "Résultats indéterminés : abstentions", "5, 12"),
        new("16", "Données manquantes", "2, 5"),
        new("17", "Analyses de variabilité", "8"),
        new("18", "Taille prévue et son calcul", "", "calcul de taille (commande « triage trial size »)"),
        new("19", "Diagramme de flux", "2"),
        new("20", "Caractéristiques initiales", "3"),
        new("21a", "Gravité chez les malades", "3", "gravité au-delà de la priorité"),
        new("21b", "Autres diagnostics chez les non-malades", "3", "diagnostics"),
        new("22", "Délai entre test et référence", "", "délai d'adjudication"),
        new("23", "Tableau croisé", "5", null, Reference),
        new("24", "Exactitude avec précision", "5, 6", null, Reference),
        new("25", "Effets indésirables du test ou de la référence", "9, 12", "suites pour les patients"),
        new("26-27", "Limites et conséquences pour la pratique", "1", "discussion par les auteurs"),
        new("28-30", "Enregistrement, protocole, financement", "1", "numéro d'enregistrement et financement", Protocol),
    ]);
}
