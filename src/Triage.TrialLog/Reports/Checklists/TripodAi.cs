using static Triage.TrialLog.Reports.Checklists.ReportNeed;

namespace Triage.TrialLog.Reports.Checklists;

/// <summary>TRIPOD+AI, as it applies to the evaluation of a model that exists.</summary>
internal static class TripodAi
{
    public static Checklist List { get; } = new("TRIPOD+AI", "Collins et coll., BMJ 2024 ; 385 : e078378",
    [
        new("1-2", "Titre et résumé", "1", "titre et résumé de la publication"),
        new("3a-b", "Contexte de soins, population, usage et utilisateurs", "1", "modèles existants"),
        new("3c", "Inégalités de santé connues", "", "inégalités connues de l'accès au 15"),
        new("4", "Objectifs", "4, 5"),
        new("5a-b", "Sources des données et dates", "1, C"),
        new("6a-c", "Lieu, critères, soins reçus", "1, 2", "soins reçus après l'appel"),
        new("7", "Préparation des données", "12, C"),
        new("8a-c", "Événement prédit, qui en juge, aveugle", "7", "aveugle des adjudicateurs", Reference),
        new("9a-c", "Prédicteurs", "", "choix des prédicteurs : fiche du modèle"),
        new("10", "Taille de l'étude", "2", "calcul de taille"),
        new("11", "Données manquantes", "2, 3, 5"),
        new("12a-d", "Analyse : usage des données, prédicteurs, type de modèle, hétérogénéité", "C", "développement du modèle : fiche du modèle"),
        new("12e", "Mesures de performance", "5, 6, C", null, Reference),
        new("12f-g", "Mise à jour du modèle, calcul des prédictions", "C", "seuils en service : configuration du site"),
        new("13", "Déséquilibre des classes", "6"),
        new("14", "Équité : méthodes", "8"),
        new("15", "Sortie du modèle et seuils", "5, 6"),
        new("16", "Différences entre entraînement et évaluation", "", "comparaison avec les données d'entraînement (appels synthétiques)"),
        new("17", "Approbation éthique", "", "avis éthique"),
        new("18a-f", "Financement, conflits, protocole, enregistrement, données, code", "1", "toutes ces déclarations, sauf l'empreinte du protocole"),
        new("19", "Participation des patients et du public", "", "participation des patients"),
        new("20a-c", "Flux, caractéristiques, comparaison avec le développement", "2, 3", "comparaison avec le développement"),
        new("21", "Effectifs et nombre d'événements", "2, 6", null, Reference),
        new("22", "Spécification du modèle", "C", "le modèle lui-même : son empreinte seule est donnée"),
        new("23a", "Performance avec intervalles", "5, 6", null, Reference),
        new("23b", "Hétérogénéité entre groupes et sites", "8", "un seul site, sauf mention"),
        new("24", "Mise à jour du modèle", "C"),
        new("25-26", "Interprétation et limites", "1", "discussion par les auteurs"),
        new("27a", "Entrées de mauvaise qualité ou absentes", "12", null, Speech),
        new("27b", "Interaction exigée de l'utilisateur et compétence", "10, 11", "formation des utilisateurs"),
        new("27c", "Recherches à venir", "", "discussion par les auteurs"),
    ]);
}
