namespace Triage.Core.Assessment;

/// <summary>One motive of medical recourse.</summary>
/// <param name="Code">Hub Sante code, for example M03.06.</param>
/// <param name="Label">French label of the code's own level, for the screen.</param>
/// <param name="Family">French label of the family (M03.00: "Problème médical").</param>
public sealed record MotiveDefinition(string Code, string Label, string Family)
{
    /// <summary>A code that ends in .00 stands for its whole family; M07.00 is the default value "not given".</summary>
    public bool IsFamily => Code.EndsWith(".00", StringComparison.Ordinal);
}

/// <summary>
/// The 52 motives of the Hub Sante code list <c>motif</c> (schema version 26.07.29), in the list's order, which is also
/// the order of the model's outputs: never reorder, only append.
/// </summary>
public static class MotiveCatalogue
{
    public static IReadOnlyList<MotiveDefinition> All { get; } =
    [
        new("M01.00", "Détresse vitale", "Détresse vitale"),
        new("M01.01", "Suspicion d’arrêt cardiaque, mort subite", "Détresse vitale"),
        new("M01.02", "Altération de la conscience", "Détresse vitale"),
        new("M01.03", "Détresse respiratoire", "Détresse vitale"),
        new("M02.00", "Blessure", "Blessure"),
        new("M02.01", "Saignements", "Blessure"),
        new("M02.02", "Hémorragie sévère liée à un traumatisme", "Blessure"),
        new("M02.03", "Hypothermie, gelure, coup de chaleur, insolation", "Blessure"),
        new("M02.04", "Brûlure grave", "Blessure"),
        new("M02.05", "Brûlure sans critère de gravité", "Blessure"),
        new("M02.06", "Traumatisme bénin, petite plaie, lésion bénigne", "Blessure"),
        new("M02.07", "Traumatisme sérieux, plaie intermédiaire", "Blessure"),
        new("M02.08", "Traumatisme grave, plaie délabrante", "Blessure"),
        new("M02.09", "Section complète de membre, de doigts", "Blessure"),
        new("M02.10", "Ecrasement de membre ou du tronc", "Blessure"),
        new("M03.00", "Problème médical", "Problème médical"),
        new("M03.01", "Accouchement imminent ou en cours", "Problème médical"),
        new("M03.02", "Autre problème obstétrique non hémorragique", "Problème médical"),
        new("M03.03", "Saignements gynécologiques", "Problème médical"),
        new("M03.04", "Saignements obstétricaux", "Problème médical"),
        new("M03.05", "Problème gynécologique et uro-génital", "Problème médical"),
        new("M03.06", "Douleur thoracique", "Problème médical"),
        new("M03.07", "Problème neurologique hors AVC, épilepsie", "Problème médical"),
        new("M03.08", "Signes d’AVC", "Problème médical"),
        new("M03.09", "Malaise sans perte de connaissance initiale", "Problème médical"),
        new("M03.10", "Malaise avec perte de connaissance initiale", "Problème médical"),
        new("M03.11", "Céphalée, migraines", "Problème médical"),
        new("M03.12", "Gêne respiratoire", "Problème médical"),
        new("M03.13", "Autre problème cardio-vasculaire", "Problème médical"),
        new("M03.14", "Fièvre, problème infectieux", "Problème médical"),
        new("M03.15", "Problème allergique", "Problème médical"),
        new("M03.16", "Problème psychiatrique", "Problème médical"),
        new("M03.17", "Agitation, anxiété, spasmophilie", "Problème médical"),
        new("M03.18", "Saignements", "Problème médical"),
        new("M03.19", "Hémorragie sévère", "Problème médical"),
        new("M03.20", "Douleur abdominale isolée", "Problème médical"),
        new("M03.21", "Trouble digestif", "Problème médical"),
        new("M03.22", "Autre douleur", "Problème médical"),
        new("M04.00", "Intoxications", "Intoxications"),
        new("M04.01", "Intoxication volontaire et sevrage", "Intoxications"),
        new("M04.02", "Intoxication involontaire ou accidentelle à des produits toxiques", "Intoxications"),
        new("M04.03", "Ébriété, ivresse", "Intoxications"),
        new("M04.04", "Intoxication éthylique aiguë", "Intoxications"),
        new("M05.00", "Problème ou détresse sociale", "Problème ou détresse sociale"),
        new("M05.01", "Problème social ou sanitaire", "Problème ou détresse sociale"),
        new("M05.02", "Altération de l’état général – misère physiologique et incurie", "Problème ou détresse sociale"),
        new("M06.00", "Autre type de demande", "Autre type de demande"),
        new("M06.01", "Décès certain, demande de certificat de décès", "Autre type de demande"),
        new("M06.02", "Demande de conseil médical, certificats - ordonnance", "Autre type de demande"),
        new("M06.03", "Personne restant à terre suite à une chute", "Autre type de demande"),
        new("M06.04", "Autres motifs ou pas de motif identifié", "Autre type de demande"),
        new("M07.00", "Non renseigné", "Non renseigné"),
    ];

    private static readonly Dictionary<string, int> IndexByCode = All.Select((m, i) => (m.Code, i)).ToDictionary(p => p.Code, p => p.i, StringComparer.Ordinal);

    public static int Count => All.Count;

    /// <summary>Place of a motive in the model's outputs.</summary>
    /// <exception cref="KeyNotFoundException">The code is not in the catalogue.</exception>
    public static int IndexOf(string code) => IndexByCode[code];

    public static bool TryIndexOf(string code, out int index) => IndexByCode.TryGetValue(code, out index);
}
