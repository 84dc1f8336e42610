using static Triage.TrialLog.Reports.Checklists.ReportNeed;

namespace Triage.TrialLog.Reports.Checklists;

/// <summary>CONSORT 2010 with the extension for AI interventions (items marked AI).</summary>
internal static class ConsortAi
{
    public static Checklist List { get; } = new("CONSORT-AI", "Liu et coll., Nature Medicine 2020 ; 26 : 1364, avec CONSORT 2010",
    [
        new("1a-b (AI i)", "Titre et résumé : dire qu'il s'agit d'une intervention par IA, et de quel type de modèle", "1", "titre et résumé de la publication"),
        new("1a-b (AI ii)", "Titre et résumé : usage prévu de l'IA", "1", "titre et résumé de la publication"),
        new("2a (AI)", "Contexte : usage prévu dans le parcours de soins, utilisateurs visés", "1", "état des connaissances et justification scientifique"),
        new("2b", "Objectifs et hypothèses", "4", "hypothèse chiffrée fixée avant l'essai", Protocol),
        new("3a-b", "Plan de l'essai, allocation, changements après le début", "C", "motifs des changements de version du protocole", Arms),
        new("4a (AI i)", "Critères d'inclusion des participants", "2", "définition des critères (le rapport n'en donne que les comptes)"),
        new("4a (AI ii)", "Critères d'inclusion portant sur les données d'entrée", "12"),
        new("4b (AI)", "Intégration de l'IA sur le site, besoins techniques", "A, C", "organisation du centre et poste de travail"),
        new("5 (AI i)", "Version de l'algorithme", "C"),
        new("5 (AI ii)", "Acquisition et choix des données d'entrée", "12", "chaîne téléphonique du site"),
        new("5 (AI iii)", "Entrées de mauvaise qualité ou absentes : repérage et traitement", "12"),
        new("5 (AI iv)", "Interaction humain-IA pour les entrées, compétence exigée", "11", "formation des utilisateurs"),
        new("5 (AI v)", "Sortie de l'IA", "5, 6"),
        new("5 (AI vi)", "Comment la sortie a servi à la décision", "10, 11"),
        new("6a-b", "Critères de jugement et leurs changements", "4", "critères cliniques au-delà de l'appel (survie, séquelles)"),
        new("7a-b", "Nombre de sujets nécessaire, analyses intermédiaires", "", "calcul de taille (commande « triage trial size ») et règles d'arrêt"),
        new("8a-10", "Tirage : séquence, blocs, dissimulation, qui alloue", "2", "recalcul des allocations après révélation de la graine (journal de l'essai)", Arms | Protocol),
        new("11a-b", "Aveugle", "7", "les opérateurs voient l'intervention : dire si les adjudicateurs ignoraient le bras"),
        new("12a-b", "Méthodes statistiques", "C", null, Protocol),
        new("13a-b", "Flux des participants, pertes et exclusions", "2", null, Arms),
        new("14a-b", "Dates, raison de l'arrêt", "1", "raison de la fin de l'essai"),
        new("15", "Caractéristiques initiales par bras", "3", null, Arms),
        new("16", "Effectifs analysés, intention de traiter", "2, 4", null, Arms | Reference),
        new("17a-b", "Résultats avec précision, absolus et relatifs", "4", null, Arms | Reference),
        new("18", "Analyses secondaires et sous-groupes", "4, 8"),
        new("19 (AI)", "Erreurs de l'IA : analyse et façon de les repérer ; effets indésirables", "9, 12", "conséquences pour les patients des urgences sans alerte et des fausses alertes"),
        new("20-22", "Limites, généralisation, interprétation", "1", "discussion par les auteurs"),
        new("23-24", "Enregistrement et accès au protocole", "1", "numéro d'enregistrement", Protocol),
        new("25 (AI)", "Financement ; accès à l'IA ou à son code, restrictions", "", "financement et conditions d'accès"),
    ]);
}
