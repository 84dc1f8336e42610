using static Triage.TrialLog.Reports.Checklists.ReportNeed;

namespace Triage.TrialLog.Reports.Checklists;

/// <summary>DECIDE-AI: early clinical evaluation; arabic numbers are specific to AI, roman ones generic.</summary>
internal static class DecideAi
{
    public static Checklist List { get; } = new("DECIDE-AI", "Vasey et coll., Nature Medicine 2022 ; 28 : 924",
    [
        new("1", "Titre : évaluation clinique précoce d'une aide à la décision par IA", "", "titre de la publication"),
        new("I", "Résumé structuré", "1", "résumé de la publication"),
        new("2a", "Problème visé, pratique courante, patients", "1", "description de la pratique courante"),
        new("2b", "Utilisateurs, place dans le parcours, effet attendu", "1", "effet attendu"),
        new("II", "Objectifs de l'étude", "4", null, Protocol),
        new("III", "Gouvernance : approbation éthique, enregistrement", "", "avis éthique et numéro d'enregistrement"),
        new("3a", "Patients : recrutement, critères, aussi sur les données", "2, 12", "définition des critères"),
        new("3b", "Utilisateurs : recrutement et critères", "3", "recrutement des opérateurs"),
        new("3c", "Familiarisation des utilisateurs", "", "formation donnée"),
        new("4a", "Système : version, type, données d'entraînement", "C", "données d'entraînement : fiche du modèle"),
        new("4b", "Entrées : acquisition, traitement, saisie", "12"),
        new("4c", "Sorties et leur présentation", "5, 11", "image de l'écran"),
        new("5a", "Lieu de l'évaluation", "1", "description du centre"),
        new("5b", "Déroulement : quand et comment le système est utilisé", "11", "organisation du travail"),
        new("IV", "Critères de jugement", "4"),
        new("6a", "Définition et repérage des erreurs importantes", "9, 12", null, Reference),
        new("6b", "Risques pour les patients et leur maîtrise", "", "analyse de risques"),
        new("7", "Facteurs humains : méthodes", "10, 11", "observation et questionnaires"),
        new("V", "Méthodes d'analyse", "C"),
        new("8", "Éthique : équité, transparence", "8", "démarche éthique"),
        new("VI", "Participation des patients", "", "participation des patients"),
        new("9a", "Caractéristiques des patients et part de données manquantes", "3"),
        new("9b", "Caractéristiques des utilisateurs", "3", "âge et métier des opérateurs"),
        new("10a", "Exposition au système, usages, respect de l'usage prévu", "11"),
        new("10b", "Changements du parcours causés par le système", "", "observation sur place"),
        new("VII", "Résultats principaux", "4", null, Reference),
        new("VIII", "Sous-groupes", "8", null, Reference),
        new("11", "Modifications du système pendant l'étude", "C", "motif de chaque changement de version"),
        new("12", "Accord entre humains et système", "7, 10", null, Reference),
        new("13a", "Erreurs et dysfonctionnements, leurs suites", "9, 12", "suites pour les patients"),
        new("13b", "Risques découverts", "", "revue des incidents"),
        new("14a", "Facilité d'emploi", "", "évaluation de l'ergonomie"),
        new("14b", "Courbes d'apprentissage", "10"),
        new("15", "Les résultats soutiennent-ils l'usage prévu ?", "", "discussion par les auteurs"),
        new("IX", "Forces et limites", "1", "discussion par les auteurs"),
        new("16", "Sécurité : enseignements", "", "discussion par les auteurs"),
        new("17", "Disponibilité des données et du code", "", "conditions d'accès"),
        new("X", "Conflits d'intérêts, financement", "", "déclarations"),
    ]);
}
